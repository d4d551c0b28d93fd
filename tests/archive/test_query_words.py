"""Words: which places in a text count when a word is asked for that must not be cut."""

import pytest

from archive.errors import QueryError
from archive.query import Text, as_characters, beyond_index, canonical, explain, parse
from archive.query.fold import fold
from archive.query.words import known_words, places, stands_as_word


def stands(word: str, text: str) -> bool:
    """Whether a text has a word as a word."""
    tree = parse(f'word:"{word}"')
    assert isinstance(tree, Text)
    return stands_as_word(tree, fold(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("和平", "建设和平台运营"),
        ("国家", "一个中国家庭"),
        ("发展", "沙发展厅开业"),
        ("水", "提高水平。"),
    ],
)
def test_a_word_that_others_tear_does_not_stand(word: str, text: str) -> None:
    """Characters that belong to two neighbouring words are no word, nor is one character of a longer one."""
    assert word in text
    assert not stands(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("和平", "维护和平稳定"),
        ("和平", "和平"),
        ("大学", "云江大学校门"),
        ("人大", "市人大会议开幕"),
        ("新质生产力", "因地制宜发展新质生产力"),
        ("甪直", "到甪直去"),
        ("水", "喝了水，"),
        ("5G基站", "建５Ｇ基站"),
        ("和平 发展", "要和平，发展经济"),
    ],
)
def test_a_word_stands_where_nothing_speaks_against_it(word: str, text: str) -> None:
    """A word counts beside other words, inside a longer name, and when no dictionary knows it."""
    assert stands(word, text)


def test_a_phrase_of_words_is_looked_at_at_both_ends() -> None:
    """Of a phrase the first word may not be torn at its beginning, nor the last at its end."""
    assert not stands("改革 和平", "要改革，和平台建设")
    assert stands("改革 和平", "要改革，和平建设")


def test_only_the_sound_places_are_marked() -> None:
    """Of several places in a text those are given where the word stands as one."""
    text = "建设和平台，维护和平。"
    word, characters = parse("word:和平"), parse("和平")
    assert isinstance(word, Text)
    assert isinstance(characters, Text)

    assert list(places(word, text)) == [(8, 10)]
    assert list(places(characters, text)) == [(2, 4), (8, 10)]


def test_known_words_are_folded_and_short() -> None:
    """The list of known words is there, in simplified characters, two to four long."""
    assert {"和平", "平台", "书记"} <= known_words()
    assert {len(word) for word in known_words()} == {2, 3, 4}


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("word:和平", "word:和平"),
        ("Word:（和平 OR 發展）", "word:和平 OR word:发展"),
        ("title:word:和平", "title:word:和平"),
        ("title:(word:和平 发展)", "title:word:和平 title:发展"),
        ("人大 -word:人大", "人大 -word:人大"),
    ],
)
def test_a_word_is_asked_for_with_its_field(query: str, written: str) -> None:
    """`word:` stands alone, before brackets, behind a field of text, and under NOT."""
    assert canonical(parse(query)) == written
    assert parse(written) == parse(query)
    assert beyond_index(parse(query))


def test_a_word_is_said_as_one() -> None:
    """The explanation tells a word from characters, in both languages."""
    assert explain(parse("title:word:和平"), "zh") == "标题含词“和平”"
    assert explain(parse("和平 -word:人大"), "en") == "has “和平”; and has no word “人大”"


@pytest.mark.parametrize(
    ("query", "place", "wrong"),
    [
        ("word:(a title:b)", 8, "'title:' stands inside 'word:'"),
        ("word:(a source:b)", 8, "'source:' stands inside 'word:'"),
        ("source:(a word:b)", 10, "'word:' stands inside 'source:"),
        ("word:a NEAR/3 b", 7, "NEAR knows no 'word:'"),
        ("a NEAR/3 word:b", 2, "NEAR knows no 'word:'"),
        ("word:", 0, "without a value"),
        ("(word:())", 7, "brackets are empty"),
    ],
)
def test_misplaced_words_are_refused_with_their_place(query: str, place: int, wrong: str) -> None:
    """Where `word:` cannot stand, the error says where and what instead."""
    with pytest.raises(QueryError, match=wrong.replace("(", r"\(")) as refused:
        parse(query)

    assert refused.value.position == place
    assert refused.value.mend


def test_words_can_be_taken_for_characters() -> None:
    """The same query without `word:` is what the count of the characters is asked with."""
    assert canonical(as_characters(parse("(word:和平 OR title:发展) -word:人大"))) == "(和平 OR title:发展) -人大"
    assert as_characters(parse("和平 date:2024")) == parse("和平 date:2024")
