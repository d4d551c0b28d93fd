"""Sources and places by the initials of their pinyin, and words beside characters."""

import pytest
from sqlalchemy import Engine

from archive.db import reading, writing
from archive.errors import QueryError
from archive.models import Source
from archive.query import parse
from archive.search import answer, backend
from archive.search.initials import initials_of_name, initials_of_place
from tests.archive.search.corpus import Piece, put

pytestmark = pytest.mark.both_databases


@pytest.fixture
def papers(engine: Engine) -> Engine:
    """Four papers in three places; two of them have the same initials."""
    named = {
        "zhenjiang-daily": "镇江日报",
        "zhanjiang-daily": "湛江日报",
        "yangzhou-evening": "扬州晚报",
        "news-24": "今日24",
    }
    places = ("cn-jiangsu-zhenjiang", "cn-guangdong-zhanjiang", "cn-jiangsu-yangzhou", "cn-shaanxi-xian")
    with writing(engine) as session:
        session.add_all(Source(id=number, name=name, family="edition") for number, name in named.items())
        pieces = [
            Piece(number=number, title="要闻", body=body, source=source, place=place)
            for number, (source, place, body) in enumerate(
                zip(named, places, ("维护和平。", "建设和平台。", "和平。", "无事。"), strict=True), start=1
            )
        ]
        put(session, backend(engine), pieces)
    return engine


def numbers(engine: Engine, query: str) -> list[int]:
    """The articles that a query finds."""
    return sorted(hit.article_id for hit in answer(engine, query).hits)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("source:yzwb", [3]),
        ("source:YZWB", [3]),
        ("source:jr24", []),
        ("place:xa", [4]),
        ("place:js", [1, 3]),
        ("place:yz -place:xa", [3]),
        ("place:cn", [1, 2, 3, 4]),
        ("source:qqqq", []),
    ],
)
def test_initials_find_what_bears_them(papers: Engine, query: str, wanted: list[int]) -> None:
    """Initials find the one source or place that bears them, a province with all in it; ids come first."""
    assert numbers(papers, query) == wanted


def test_what_was_read_from_initials_is_said(papers: Engine) -> None:
    """A note says which id the initials were read as."""
    assert "source:yzwb is read as yangzhou-evening" in answer(papers, "和平 source:yzwb").notes


@pytest.mark.parametrize(
    ("query", "place", "named"),
    [
        ("和平 source:zjrb", 10, "source:zhanjiang-daily, source:zhenjiang-daily"),
        ("要闻 -place:zj", 10, "place:cn-guangdong-zhanjiang, place:cn-jiangsu-zhenjiang"),
    ],
)
def test_initials_of_several_are_refused_by_name(papers: Engine, query: str, place: int, named: str) -> None:
    """Initials that two bear are an error with its place and the candidates."""
    with pytest.raises(QueryError, match="may mean 2 of them") as refused:
        answer(papers, query)

    assert refused.value.position == place
    assert named in refused.value.mend


def test_a_saved_query_with_ambiguous_initials_finds_all(papers: Engine) -> None:
    """The search below the doors, which letters use, finds every candidate, so that none is missed."""
    with reading(papers) as session:
        assert backend(papers).ids(session, parse("source:zjrb")).tolist() == [1, 2]


def test_words_are_counted_beside_their_characters(papers: Engine) -> None:
    """An answer of words says how many articles have the characters anywhere; one without words does not."""
    found = answer(papers, "word:和平")

    assert found.total == 2
    assert "2 articles as words, 3 with the characters anywhere" in found.notes
    assert not any("as words" in note for note in answer(papers, "和平").notes)
    assert answer(papers, "和平 -word:和平").total == 1
    assert answer(papers, "title:word:要闻 (word:和平 OR 无事)").total == 3


def test_initials_are_those_of_how_it_is_read() -> None:
    """Characters of several readings are read as in the word; a place by its name, else by its syllables."""
    assert initials_of_name("重庆日报") == "cqrb"
    assert initials_of_name("今日24") == "jr24"
    assert "xa" in initials_of_place("cn-shaanxi-xian")
    assert initials_of_place("cn-xinjiang-urumqi") == {"urq"}
    assert initials_of_place("") == {""}


def test_the_marks_show_words_only(papers: Engine) -> None:
    """In an answer of words the torn places are not marked."""
    with writing(papers) as session:
        put(session, backend(papers), [Piece(number=50, title="和平", body="建设和平台，维护和平。")])

    (hit,) = (one for one in answer(papers, "word:和平").hits if one.article_id == 50)

    assert hit.snippet is not None
    assert [hit.snippet.text[mark.start : mark.end] for mark in hit.snippet.marks] == ["和平"]
    assert hit.snippet.marks[0].start == 8
