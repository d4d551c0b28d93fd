from html import unescape

import pytest

from archive.search.answer import PERSONS_NOTE
from archive.web.notes import say_note


@pytest.mark.parametrize(
    ("query", "chinese", "english"),
    [
        ("word:创新", "作为完整词出现的", "articles as words"),
        ("创新 theme:no-such-theme", "没有 theme 为“no-such-theme”的稿件", "no article has the theme no-such-theme"),
    ],
)
def test_a_page_says_notes_in_its_own_language(client, query, chinese, english):
    """What an answer adds is Chinese on the Chinese page and English on the English one."""
    zh, en = (
        unescape(client.get("/search", params={"q": query}, headers={"accept-language": language}).text)
        for language in ("zh", "en")
    )

    assert chinese in zh
    assert english not in zh
    assert english in en


@pytest.mark.parametrize(
    "note",
    [
        PERSONS_NOTE,
        "ranked among the newest 10,000 matches; older ones follow by date",
        "12 matches were stored after the first page was asked for; begin anew to see them",
        "source:zjrb is read as zhenjiang-daily or zhongjiang-daily",
        "no article has the place zhenjiag; the nearest is zhenjiang",
        "the index is of another version of the program; rebuild it for exact results",
    ],
)
def test_every_note_has_its_chinese(note):
    """No English is left of a note, but for ids and names of fields."""
    said = say_note("zh", note)

    assert said != note
    assert not any(word in said for word in ("the ", "matches", " is ", " or ", "newest"))
    assert say_note("en", note) == note


def test_an_unknown_note_stays_as_it_is():
    """A note that nobody has put into Chinese is shown rather than lost."""
    assert say_note("zh", "something new") == "something new"
