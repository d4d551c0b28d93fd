import re
from string import Formatter

import pytest

from archive.web.render import HERE
from archive.web.texts import WORDS, say


def _names(phrase):
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same_values(key):
    """A phrase has a text in both languages, and no value that only one of them shows, but for a singular `n`."""
    chinese, english = WORDS[key]

    assert chinese
    assert english
    assert _names(chinese) - {"n"} == _names(english.split("|")[-1]) - {"n"} or "|" in english


def test_one_and_many_differ_in_english():
    """The singular stands before the bar."""
    assert (say("en", "articles", n=1), say("en", "articles", n=0)) == ("1 article", "0 articles")
    assert say("zh", "articles", n=1) == "1 篇"


def test_every_phrase_of_the_templates_is_in_the_word_list():
    """No template asks for a key that has no text."""
    asked = set()
    for path in (HERE / "templates").iterdir():
        asked |= set(re.findall(r"\bt\('([a-z0-9-]+)'\s*[,)]", path.read_text(encoding="utf-8")))

    assert asked
    assert asked <= set(WORDS)
