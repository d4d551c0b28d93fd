"""Snippets, marks and sentences: exact slices of the stored text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.query import Text, parse
from archive.query.fold import fold, pattern
from archive.records import Snippet
from archive.search import marks, sentence, snippet, texts_for

REPORT = (
    "本报讯 昨日，全市召开大会。会议强调，产业是城市的根基，创新是产业的灵魂。\n"
    "会上，ＧＤＰ增長受到关注。代表们说：“创新，永远在路上！”散会后，大家离开。"
)
SIGNS = "创新產业gＧ5㎡…é，。！\n e\u0301ｶﾞ"


def words(query: str, field: str = "body") -> tuple[Text, ...]:
    """The words of a query that may stand in a field."""
    return texts_for(parse(query), field)


def marked(piece: Snippet) -> list[str]:
    """The marked words of a snippet."""
    return [piece.text[mark.start : mark.end] for mark in piece.marks]


def test_marks_are_the_stored_characters() -> None:
    """Marks cut the words out of the text as it was stored: full-width, traditional, in capitals."""
    found = marks(REPORT, words("gdp增长"))

    assert [REPORT[mark.start : mark.end] for mark in found] == ["ＧＤＰ增長"]


def test_only_words_that_may_stand_there_are_marked() -> None:
    """Words of another field and words under NOT are no reason for a mark."""
    assert [text.words for text in words("title:大会 创新 -产业 body:城市")] == ["创新", "城市"]
    assert [text.words for text in words("title:大会 创新 -产业 body:城市", "title")] == ["大会", "创新"]


def test_touching_matches_are_one_mark() -> None:
    """Words that overlap or touch are marked as one stretch."""
    found = marks("创新引领产业强市", words("创新引领 引领产业 强市"))

    assert [(mark.start, mark.end) for mark in found] == [(0, 8)]


def test_a_snippet_begins_with_its_sentence() -> None:
    """The snippet starts where the sentence of its first word starts and marks the words."""
    piece = snippet(REPORT, words("创新 产业"), width=30)

    assert piece.text.startswith("会议强调，产业是城市的根基，创新是产业的灵魂")
    assert marked(piece) == ["产业", "创新", "产业"]


def test_a_snippet_is_taken_where_most_words_stand() -> None:
    """Of several places the one with most different words is shown."""
    text = "创新。" + "无关的话很多很多。" * 30 + "这里创新引领产业强市。" + "又是无关的话。" * 30

    assert "创新引领产业强市" in snippet(text, words("创新 产业 强市")).text


def test_without_a_match_the_beginning_is_shown() -> None:
    """Filters alone give the beginning of the text without marks."""
    piece = snippet(REPORT, words("theme:housing"), width=12)

    assert (piece.text, piece.marks, piece.start) == (REPORT[:12], (), 0)


def test_sentence_is_the_whole_sentence_that_matched() -> None:
    """A letter shows the full sentence with its words marked, its quotes closed, and where it stands."""
    found = sentence(REPORT, parse("创新"))

    assert found is not None
    assert found.text == "会议强调，产业是城市的根基，创新是产业的灵魂。"
    assert marked(found) == ["创新"]
    assert REPORT[found.start : found.start + len(found.text)] == found.text


def test_the_sentence_with_most_words_wins() -> None:
    """Of several sentences the one with most different words is taken, of equals the first."""
    found = sentence(REPORT, parse("创新 OR 永远"))

    assert found is not None
    assert found.text == "代表们说：“创新，永远在路上！”"


@pytest.mark.parametrize("query", ["theme:housing", "title:大会", "无关 OR theme:housing", "theme:housing -创新"])
def test_no_sentence_where_no_word_stands_in_the_text(query: str) -> None:
    """A match by filters or by the title alone has no sentence."""
    assert sentence(REPORT, parse(query)) is None


def test_an_endless_sentence_is_cut_around_its_word() -> None:
    """A text without full stops gives at most 300 characters, the word among them."""
    found = sentence("无" * 5000 + "创新" + "穷" * 5000, parse("创新"))

    assert found is not None
    assert len(found.text) == 300
    assert marked(found) == ["创新"]


def test_words_across_two_sentences_keep_both() -> None:
    """A phrase with a full stop inside shows both sentences it stands in."""
    found = sentence("首先开会。昨日散会。今天休息。", parse('"开会。昨日"'))

    assert found is not None
    assert found.text == "首先开会。昨日散会。"


@settings(max_examples=400, deadline=None)
@given(
    text=st.text(alphabet=SIGNS, max_size=60),
    query=st.lists(
        st.sampled_from(["创新", "产业", "g", "5", "创，新", "カ", "é", "产 OR 新"]), min_size=1, max_size=3
    ),
    width=st.integers(1, 40),
)
def test_every_offset_slices_back(text: str, query: list[str], width: int) -> None:
    """Snippets and sentences are exact slices, their marks lie inside in order, and each mark holds a sought word."""
    tree = parse(" OR ".join(query))
    sought = texts_for(tree, "body")
    for piece in (snippet(text, sought, width=width), sentence(text, tree)):
        if piece is None:
            continue
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
        ends = [place for mark in piece.marks for place in (mark.start, mark.end)]
        assert ends == sorted(ends)
        assert all(0 <= place <= len(piece.text) for place in ends)
        for cut in marked(piece):
            assert any(pattern(one.runs).search(fold(cut)) for one in sought)


@settings(max_examples=400, deadline=None)
@given(text=st.text(alphabet=SIGNS, max_size=60))
def test_what_matches_has_a_sentence(text: str) -> None:
    """A text that holds the word has a sentence, marked; one that does not has none."""
    found = sentence(text, parse("创新"))

    assert (found is not None and bool(found.marks)) is ("创新" in fold(text))
