"""What list adapters make of odd and hostile answers, without a crawl."""

from datetime import date

import pytest

from crawler.registry.schema import GOV_LISTS, GovOptions
from crawler.spiders.gov import ADAPTERS, Ask, Seen, adapter_of
from crawler.spiders.gov.rows import html_rows, json_rows, load_json, page_count, record_rows
from tests.crawler.outlets.city import START, opened_city
from tests.crawler.outlets.posts import GOV

TODAY = date(2024, 3, 1)
URL = "http://x.test/gk/list.shtml"
GARBAGE = ("", "\x00", "<html>", "{", "null", "[]", '{"custom":1,"value":[],"data":"x"}', "cb(", "<record>" * 50)


def seen(text: str, ask: Ask, url: str = URL) -> Seen:
    """An answer to be read."""
    return Seen(text=text, url=url, ask=ask, today=TODAY, options=GovOptions())


def test_source_files_can_name_every_adapter() -> None:
    """The schema's words are the adapters' names, and `auto`."""
    assert {one.name for one in ADAPTERS} | {"auto"} == set(GOV_LISTS)


def test_pages_tell_their_adapter() -> None:
    """The first page of each bureau is told by itself, and by its name."""
    with opened_city() as city:
        pages = {kind: city.answers[START[kind]].body.decode() for kind in GOV}
    told = {kind: adapter_of("auto", html, f"http://x.test{START[kind]}").name for kind, html in pages.items()}
    assert told == {kind: kind for kind in GOV}
    assert {kind: adapter_of(kind, "", URL).name for kind in GOV} == told


@pytest.mark.parametrize("text", GARBAGE)
@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)
def test_garbage_gives_no_rows_and_no_fault(adapter: object, text: str) -> None:
    """Whatever stands for a first page, an adapter answers without rows."""
    one = adapter_of(adapter.name, "", URL)  # type: ignore[attr-defined]  # parametrize loses the type
    assert one.read(seen(text, Ask(url=URL))).rows == ()


def test_services_that_answer_garbage_are_trouble() -> None:
    """A service that answers anything but its JSON is named as trouble, not as an empty list."""
    steps = {"ewb": "rows", "lists-do": "rows", "channel": "rows", "jpaas": "unit"}
    memory = {"page": URL, "index": "0", "column": URL}
    for name, step in steps.items():
        for text in ("<html>busy</html>", '{"code":500}'):
            page = adapter_of(name, "", URL).read(seen(text, Ask(url=URL, step=step, memory=memory)))
            assert page.trouble, name


def test_index_without_column_is_tried_under_both_names() -> None:
    """index.shtml counts up to index_1; when that is missing, index_2 is the second page."""
    adapter = adapter_of("index", "", URL)
    rows = "<ul><li><a href='a1.html'>关于某事项的通知</a><span>2024-02-19</span></li></ul>"

    first = adapter.read(seen(rows, Ask(url="http://x.test/a/index.shtml"), "http://x.test/a/index.shtml")).next

    assert first is not None
    assert (first.url, first.is_guess) == ("http://x.test/a/index_1.shtml", True)
    other = adapter.missing(first)
    assert other is not None
    assert other.url == "http://x.test/a/index_2.shtml"
    assert adapter.missing(other) is None


def test_rows_are_found_in_html_records_and_json() -> None:
    """Links that a script opens, escaped records, table cells and JSON in any case are rows."""
    clicked = "<li><a href='#' onclick=\"name2('/a/1.html')\">关于第一件事的通知</a><span>2024-02-19</span></li>"
    record = "<record>&lt;li&gt;&lt;a href='/a/2.html'&gt;关于第二件事的通知&lt;/a&gt; 2024-02-18&lt;/li&gt;</record>"
    cells = (
        "<record><![CDATA[<tr><td><a href='/a/3.html'>关于第三件事的通知</a></td><td>2024-02-17</td></tr>]]></record>"
    )
    records = [{"TITLE": "<em>第四</em>件", "InfoUrl": "/a/4.html", "infodate": "1708300800000"}, {"title": "无址"}, 7]

    found = [
        *html_rows(clicked, URL, TODAY, GovOptions()),
        *record_rows(record + cells, URL, TODAY, GovOptions()),
        *json_rows(records, URL, TODAY),
    ]

    assert [(row.url.rpartition("/")[2], row.day) for row in found] == [
        ("1.html", date(2024, 2, 19)),
        ("2.html", date(2024, 2, 18)),
        ("3.html", date(2024, 2, 17)),
        ("4.html", date(2024, 2, 19)),
    ]
    assert found[3].title == "第四件"


def test_jsonp_and_page_counts_are_read() -> None:
    """JSON is found inside a call, the number of pages in words and in scripts."""
    assert load_json('cb({"a": 1});') == load_json('{"a": 1}') == {"a": 1}
    assert [page_count(text) for text in ("共 <b>12</b> 页", "var totalPage = 7;", "第一页")] == [12, 7, None]
