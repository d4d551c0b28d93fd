"""Bylines shown on pages in an alphabet."""

import pytest

from pipelines.extract.bylines import read_bylines, title_place
from pipelines.extract.tree import Block, blocks, parse

TITLE = "Bridge over the canal reopens"


def names(markup: str) -> list[str]:
    """The names read from a page with the headline and the markup behind it."""
    root = parse(f"<html><body><h1>{TITLE}</h1>{markup}</body></html>")
    assert root is not None
    return [person.name for person in read_bylines(root, blocks(root), TITLE, []).people]


def test_element_marked_as_author() -> None:
    """The element that is marked as the author gives the name."""
    assert names('<div class="byline">By <a rel="author" href="/author/anna">Anna Kowalski</a> May 3, 2024</div>') == [
        "Anna Kowalski"
    ]


def test_pieces_without_space_stay_apart() -> None:
    """A job title or month directly behind the name does not stick to it."""
    assert names('<div class="author"><b>Anna Kowalski</b><i>Editor in Chief</i><i>May 3</i></div>') == [
        "Anna Kowalski"
    ]


def test_several_writers_of_one_byline() -> None:
    """Neighbouring marked elements are one byline."""
    two = '<p><a rel="author">Anna Kowalski</a> and <a rel="author">Piet van Dam</a></p>'

    assert names(two) == ["Anna Kowalski", "Piet van Dam"]


def test_line_that_begins_with_by() -> None:
    """A line such as “Written by …” near the headline is a byline without any mark."""
    assert names("<p>Written by Anna Kowalski in Local news</p><p>The bridge is open.</p>") == ["Anna Kowalski"]


def test_writers_of_related_articles() -> None:
    """Names marked inside related articles and comments are other people's."""
    assert names('<div class="related-posts"><a rel="author">Someone Else</a></div>') == []


def test_buttons_are_no_names() -> None:
    """Words on buttons inside the mark are not read as people."""
    assert names('<div class="author">Full Bio</div><div class="author-links">Twitter Facebook</div>') == []


def test_no_byline() -> None:
    """A page that names nobody gives nobody."""
    assert names("<p>The bridge is open. By noon there was a queue.</p>") == []


def test_headline_is_found_in_its_heading() -> None:
    """Of a breadcrumb and a heading with the same words, the heading is the headline."""
    seen = [Block(text=TITLE, tag="li"), Block(text="News", tag="p"), Block(text=TITLE, tag="h1")]

    assert title_place(seen, TITLE) == 2


LONG = Block(text="The river rose for the third day in a row and took the old footbridge with it, " * 2)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Li Wei", ["Li Wei"]),
        ("Li Wei/Anna Berg", ["Li Wei", "Anna Berg"]),
        ("City News", []),
        ("After the flood", []),
        ("Read More", []),
    ],
)
def test_names_alone_over_a_text_sign_it(line: str, names: list[str]) -> None:
    """A first line of nothing but names is the byline; a subhead is none."""
    root = parse("<html><body></body></html>")
    assert root is not None

    found = read_bylines(root, [], "Bridge reopens", [Block(text=line), LONG])

    assert [person.name for person in found.people] == names


def test_a_day_may_stand_before_the_byline() -> None:
    """Themes set day and writer in one line."""
    root = parse("<html><body></body></html>")
    assert root is not None

    found = read_bylines(root, [], "Bridge reopens", [Block(text="Dec 08, 2019 by Li Wei in growth"), LONG])

    assert [person.name for person in found.people] == ["Li Wei"]
