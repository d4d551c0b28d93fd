"""Reading feeds, and telling whole articles from teasers."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crawler.spiders.base import Link
from crawler.spiders.entries import Entry, is_whole
from crawler.spiders.feed import read_feed
from pipelines.items import Hints

ZONE = ZoneInfo("Asia/Shanghai")
SENTENCE = "云江第三大桥主跨最后一节钢箱梁昨日上午吊装到位，全桥顺利合龙。"
WHOLE = f"<p>{SENTENCE * 4}</p><p>{SENTENCE * 10}</p>"


def entry(content: str, *, is_summary: bool = False) -> Entry:
    """An entry with this text."""
    return Entry(link=Link(url="http://x.test/1", hints=Hints()), content=content, is_summary=is_summary)


@pytest.mark.parametrize(
    ("content", "is_summary", "whole"),
    [
        (WHOLE, False, True),
        (WHOLE, True, True),
        (f"<p>{SENTENCE}</p>", False, False),
        (f"{WHOLE}<p>后来……</p>", False, False),
        (f"{WHOLE}<a href='/1'>阅读全文</a>", False, False),
        (WHOLE.replace("</p>", " [&#8230;]</p>"), False, False),
        (SENTENCE * 20, True, False),
        ("", False, False),
    ],
)
def test_whole_articles_are_told_from_teasers(content: str, *, is_summary: bool, whole: bool) -> None:
    """An article is long and ends by itself; a summary must have paragraphs besides."""
    assert is_whole(entry(content, is_summary=is_summary)) is whole


def test_json_feed_is_read() -> None:
    """Address, title, day and text of a JSON Feed; a summary is marked as one."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "url": "/1?utm_source=x",
                "title": "新桥",
                "date_published": "2024-02-19T23:00:00Z",
                "content_text": "一\n二",
            },
            {"external_url": "http://y.test/2", "summary": "略"},
            {"id": "3"},
            "x",
        ],
    }

    first, second = read_feed(json.dumps(feed).encode(), "http://x.test/feed.json", content_type="", zone=ZONE) or []

    assert (first.link.url, first.link.hints.title) == ("http://x.test/1", "新桥")
    assert first.link.hints.published_on == date(2024, 2, 20)
    assert (first.content, first.is_summary) == ("<p>一</p><p>二</p>", False)
    assert (second.link.url, second.content, second.is_summary) == ("http://y.test/2", "略", True)


@pytest.mark.parametrize("body", [b"", b"<html><body>x</body></html>", b"{}", b'{"version": 1, "items": []}', b"{"])
def test_what_is_no_feed_is_none(body: bytes) -> None:
    """Pages and other JSON are no feeds."""
    assert read_feed(body, "http://x.test/", content_type="", zone=ZONE) is None
