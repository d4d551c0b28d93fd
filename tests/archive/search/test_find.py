"""Order, pages, totals and the plan of the hot statements."""

import pytest
from sqlalchemy import Engine, create_mock_engine

from archive.db import reading, writing
from archive.errors import DatabaseError
from archive.query import parse
from archive.search import Backend, Sort, backend
from archive.search import searcher as searcher_room
from tests.archive.search.corpus import Piece, put

pytestmark = pytest.mark.both_databases


def test_a_word_in_the_title_weighs_more(engine: Engine, searcher: Backend) -> None:
    """Sorted by relevance, an article with the word in its title stands before one with it in the text, with scores."""
    with reading(engine) as session:
        found = searcher.find(session, parse("城市"))

    assert found.ids == (4, 1)
    first, second = found.scores
    assert first is not None
    assert second is not None
    assert first > second > 0


@pytest.mark.parametrize(
    ("sort", "ids"), [("date", (3, 2, 1, 4)), ("source", (4, 3, 1, 2))], ids=["newest first", "by source"]
)
def test_orders(engine: Engine, searcher: Backend, sort: Sort, ids: tuple[int, ...]) -> None:
    """By date the newest comes first and undated ones last; by source they go by its id, newest first within."""
    with reading(engine) as session:
        found = searcher.find(session, parse("place:cn"), sort=sort)

    assert found.ids == ids
    assert found.scores == (None, None, None, None)


@pytest.mark.parametrize("sort", ["relevance", "date", "source"])
def test_pages_join_to_the_whole(engine: Engine, searcher: Backend, sort: Sort) -> None:
    """The pages of an answer, put together, are the answer; the total stays the same on each."""
    with reading(engine) as session:
        whole = searcher.find(session, parse("创新 OR 人才"), limit=None, sort=sort)
        pages = [searcher.find(session, parse("创新 OR 人才"), limit=1, offset=n, sort=sort) for n in range(5)]

    assert sum((page.ids for page in pages), ()) == whole.ids
    assert {page.total for page in pages} == {4}


def test_within_restricts_to_the_ids_given(engine: Engine, searcher: Backend) -> None:
    """Totals, stories and hits count only articles among the ids given; none given, none found."""
    with reading(engine) as session:
        found = searcher.find(session, parse("创新"), within=[2, 3, 99])
        near = searcher.find(session, parse("创新 NEAR/2 引领"), within=[2, 4])
        nothing = searcher.find(session, parse("创新"), within=[])

    assert (found.total, found.ids) == (1, (2,))
    assert near.ids == (2,)
    assert (nothing.total, nothing.stories, nothing.ids) == (0, 0, ())


def test_collapse_shows_the_best_of_each_story(engine: Engine, searcher: Backend) -> None:
    """Collapsed, one article a cluster is shown, the first in the order; totals still count all articles."""
    with reading(engine) as session:
        found = searcher.find(session, parse("创新"), sort="date", collapse=True)

    assert found.ids == (2, 4)
    assert (found.total, found.stories) == (3, 2)


def test_ranking_is_limited_and_says_so(engine: Engine, searcher: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the newest matches are ranked, the others follow by date, none is lost, and a note says so."""
    monkeypatch.setattr(searcher_room, "RANKED", 2)
    with writing(engine) as session:
        put(session, searcher, [Piece(number=5, title="别的", body="创新"), Piece(number=6, title="创新", body="别的")])

    with reading(engine) as session:
        found = searcher.find(session, parse("创新"))

    assert found.ids == (6, 5, 2, 1, 4)
    assert found.scores[2:] == (None, None, None)
    assert found.notes == ("ranked among the newest 2 matches; older ones follow by date",)


def test_near_never_counts_one_place_twice(engine: Engine, searcher: Backend) -> None:
    """A word near itself means two occurrences, where FTS5's own NEAR is content with one."""
    with reading(engine) as session:
        twice = searcher.find(session, parse("产业 NEAR/30 产业"))
        once = searcher.find(session, parse("公寓 NEAR/30 公寓"))

    assert twice.ids == (1,)
    assert once.total == 0


def test_other_databases_are_refused_with_a_mend() -> None:
    """On another database the door says which ones can be searched, and what to write instead."""
    elsewhere = create_mock_engine("mssql://", lambda *_: None)

    with pytest.raises(DatabaseError, match="searches SQLite and PostgreSQL") as caught:
        backend(elsewhere)  # type: ignore[arg-type] # only the dialect's name is looked at

    assert "sqlite:///" in caught.value.mend
