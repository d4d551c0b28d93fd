"""Short selectors that hold on other pages too."""

import pytest

from pipelines.extract.selectors import is_stable, meaning_of, selectors_of
from pipelines.extract.tree import elements, parse

PAGE = """<html><body><div id="post-4821"><div class="entry-content css-1x2y3z"><h1 class="head-line">T</h1>
<span itemprop="author">Li</span></div></div></body></html>"""


def test_every_selector_finds_its_element() -> None:
    """Whatever is proposed for an element finds that element."""
    root = parse(PAGE)
    assert root is not None

    for each in root.iter("h1", "span", "div"):
        for selector in selectors_of(each):
            assert each in elements(root, selector), selector


def test_names_of_one_page_are_passed_over() -> None:
    """Ids with a number and class names that a build tool made up are in no selector."""
    root = parse(PAGE)
    assert root is not None

    found = [selector for each in root.iter("h1", "span", "div") for selector in selectors_of(each)]

    assert "h1.head-line" in found
    assert 'span[itemprop="author"]' in found
    assert not any("4821" in selector or "css-" in selector for selector in found)


@pytest.mark.parametrize("name", ["entry-content", "zoom", "TRS_Editor", "content-left", "col2"])
def test_names_written_by_people(name: str) -> None:
    """Names in words are stable."""
    assert is_stable(name)


@pytest.mark.parametrize("name", ["post-4821", "css-1x2y3z", "a", "sc-bdfBwQ", "x" * 60])
def test_names_written_by_tools(name: str) -> None:
    """Numbers of posts and hashes are not."""
    assert not is_stable(name)


def test_meaning() -> None:
    """An id that says what it holds tells more than a class that does, and that more than a bare tag."""
    assert meaning_of("#zoom") > meaning_of("div.article-info span") > meaning_of("div p")
