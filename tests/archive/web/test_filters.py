import pytest

from archive.query import parse
from archive.web.filters import Links, filter_address, leaf_of, narrowed, narrowings


def _leaf(field, value):
    leaf = leaf_of(field, value)
    assert leaf is not None
    return leaf


@pytest.mark.parametrize(
    ("query", "field", "value", "expected"),
    [
        ("创新", "theme", "housing", "创新 theme:housing"),
        ("创新 OR 改革", "theme", "housing", "(创新 OR 改革) theme:housing"),
        ("创新 theme:housing", "theme", "green", "创新 theme:housing theme:green"),
        ("创新 theme:housing", "theme", "housing", "创新 theme:housing"),
        ("source:a-daily 创新", "source", "b-daily", "创新 source:b-daily"),
        ("date:2024-02 创新", "date", "2024-03", "创新 date:2024-03"),
    ],
)
def test_a_filter_narrows_the_whole_query(query, field, value, expected):
    """The link of a facet adds its filter to all of the query; a second source or day replaces the first."""
    assert narrowed(parse(query), _leaf(field, value)) == expected


def test_a_filter_alone_is_a_query():
    """Without a query, the filter is the query."""
    assert narrowed(None, _leaf("date", "2024-02")) == "date:2024-02"


def test_active_filters_are_those_over_the_whole_query():
    """A filter inside an OR or behind a NOT is not active: it does not hold for every hit."""
    found = narrowings(parse("创新 theme:housing date:2024-02 (source:a OR source:b) -place:c"))

    assert [(one.field, one.value) for one in found] == [("theme", "housing"), ("date", "2024-02")]
    assert found[0].without == "创新 date:2024-02 (source:a OR source:b) -place:c"


def test_without_its_last_filter_a_query_is_empty():
    """Nothing that could be asked is left, also when only a NOT would be."""
    assert narrowings(parse("theme:housing"))[0].without == ""
    assert narrowings(parse("theme:housing -房价"))[0].without == ""


def test_links_keep_what_is_asked():
    """Another page keeps query and order; another query or order begins on the first page."""
    links = Links(query="创新 & 改革", sort="date", page=3)

    assert links.on_page(4) == "/search?q=%E5%88%9B%E6%96%B0+%26+%E6%94%B9%E9%9D%A9&sort=date&page=4"
    assert links.sorted_by("source").endswith("&sort=source")
    assert Links(query="", page=2).asking("a") == "/search?q=a"


def test_a_value_cannot_leave_its_filter():
    """Quotes and operators in a value stay part of the value, so a link cannot carry another query."""
    assert filter_address("author", '张三" OR theme:x') == "/search?q=author%3A%22%E5%BC%A0%E4%B8%89+or+theme%3Ax%22"
