"""Reading the JSON answers of interfaces."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crawler.registry.schema import JsonOptions
from crawler.spiders.answers import WORDPRESS, read_entries, read_json, read_time

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2024, 3, 1)
BASE = "http://x.test/api"


def test_articles_are_found_by_their_paths() -> None:
    """Items, address template, title, date and body stand where the source file says."""
    answer = read_json(
        'cb({"data": {"rows": [{"id": 7, "t": {"zh": "<b>新桥</b>合龙"}, "at": 1708387200, "c": "<p>x</p>"}]}});'
    )
    options = JsonOptions(items="data.rows", url="/news/{id}.html", title="t.zh", date="at", body="c")

    (entry,) = read_entries(answer, options, BASE, zone=ZONE, today=TODAY) or []

    assert entry.link.url == "http://x.test/news/7.html"
    assert (entry.link.hints.title, entry.link.hints.published_on) == ("新桥合龙", date(2024, 2, 20))
    assert entry.content == "<p>x</p>"


def test_wordpress_needs_no_paths() -> None:
    """The preset knows where WordPress has address, title, day and text."""
    post = {
        "link": "http://x.test/p/1",
        "date": "2024-02-20T06:30:00",
        "title": {"rendered": "Bridge &#8217;s end"},
        "content": {"rendered": "<p>Text.</p>"},
    }

    (entry,) = read_entries([post], WORDPRESS, BASE, zone=ZONE, today=TODAY) or []

    assert (entry.link.url, entry.link.hints.published_on) == ("http://x.test/p/1", date(2024, 2, 20))
    assert (entry.link.hints.title, entry.content) == ("Bridge ’s end", "<p>Text.</p>")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1708387200000, date(2024, 2, 20)),
        ("1708387200", date(2024, 2, 20)),
        ("2024-02-20 09:00", date(2024, 2, 20)),
        ("2024-02-19T18:00:00Z", date(2024, 2, 20)),
        ("2024年2月20日", date(2024, 2, 20)),
        (None, None),
        (True, None),
        (10**30, None),
        (float("nan"), None),
    ],
)
def test_days_are_read_in_all_forms(value: object, day: date | None) -> None:
    """Seconds, milliseconds, moments and days in words; what is none of these has no day."""
    assert read_time(value, ZONE, TODAY) == day


@pytest.mark.parametrize("text", ["", "<html>", "{", "[" * 100_000])
def test_what_is_no_json_is_none(text: str) -> None:
    """Pages, cut answers and nests without end are no answers."""
    assert read_json(text) is None


@pytest.mark.parametrize("items", [[1, None, {"url": [3]}, {"url": "javascript:x"}], []])
def test_strange_items_are_passed_over(items: list[object]) -> None:
    """Items without an address on the web are no articles."""
    assert read_entries(items, JsonOptions(), BASE, zone=ZONE, today=TODAY) == []
