"""Asking only whether a page has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from scrapy.http import Response, TextResponse
from sqlalchemy import Engine

from archive.captures import Captures
from archive.config import Config
from archive.records import Capture
from crawler.policy.conditional import ASKED, EntryMemory, conditional_headers, is_too_soon

FEED = "http://radio.test/feed.xml"


def test_headers_repeat_what_the_server_said() -> None:
    """Each validator goes into its header; without any the request is a plain one."""
    assert conditional_headers('"a1"', "Tue, 20 Feb 2024 00:00:00 GMT") == {
        "If-None-Match": '"a1"',
        "If-Modified-Since": "Tue, 20 Feb 2024 00:00:00 GMT",
    }
    assert conditional_headers("", "") == {}


def test_articles_are_asked_more_seldom_with_age() -> None:
    """A fresh article is asked again after an hour, one of a day after six; blind servers wait half a day at least."""
    born = datetime(2024, 2, 20, tzinfo=UTC)

    def soon(age_h: float, since_asked_h: float, *, blind: bool = False) -> bool:
        now = born + timedelta(hours=age_h)
        return is_too_soon(known_since=born, asked_at=now - timedelta(hours=since_asked_h), now=now, blind=blind)

    assert (soon(1, 0.9), soon(1, 1)) == (True, False)
    assert (soon(24, 5.9), soon(24, 6)) == (True, False)
    assert (soon(13, 11.9, blind=True), soon(13, 12, blind=True)) == (True, False)


@pytest.fixture
def captures(engine: Engine, config: Config) -> Iterator[Captures]:
    """A shelf with one feed on it, of ETag "a1"."""
    opened = Captures(engine, config.captures)
    opened.keep(
        Capture(
            url=FEED,
            final_url=FEED,
            status=200,
            headers=(("Content-Type", "application/rss+xml; charset=utf-8"), ("ETag", '"a1"')),
            body="<rss>云江</rss>".encode(),
            fetched_at=datetime(2024, 2, 20, tzinfo=UTC),
            source="radio",
            hints={"role": "entry"},
        )
    )
    yield opened
    opened.close()


def answer(status: int, body: bytes = b"", **headers: str) -> Response:
    """An answer to the request for the feed."""
    return Response(FEED, status=status, body=body, headers=headers, request=Request(FEED, meta={ASKED: FEED}))


def test_304_stands_for_the_kept_page(captures: Captures) -> None:
    """After a 304 the callback gets the page as it was kept, as a text response, and it is not kept again."""
    memory = EntryMemory(captures)

    page = memory.recall(answer(304))

    assert isinstance(page, TextResponse)
    assert (page.status, page.text) == (200, "<rss>云江</rss>")
    assert memory.headers(FEED) == {"If-None-Match": '"a1"'}
    assert not memory.is_worth_keeping(page, led_to_news=True)


def test_doubting_poll_asks_without_conditions(captures: Captures) -> None:
    """A memory that does not trust the server gives no headers."""
    memory = EntryMemory(captures)
    memory.trusting = False

    assert memory.headers(FEED) == {}


def test_lost_page_is_asked_for_once_more(captures: Captures) -> None:
    """When the kept page cannot be read back, a 304 gives none, and the request is made anew without conditions."""
    captures.close()
    for file in captures.folder.iterdir():
        file.unlink()
    memory = EntryMemory(captures)
    response = answer(304)
    assert response.request is not None
    response.request.headers["If-None-Match"] = '"a1"'

    assert memory.recall(response) is None
    assert memory.was_conditional(response)
    assert "If-None-Match" not in memory.without_conditions(response.request).headers


def test_changed_page_without_news_or_validators_is_not_kept(captures: Captures) -> None:
    """A page that only counts its readers is not kept with every poll; one that led to news is."""
    memory = EntryMemory(captures)
    page = memory.recall(answer(200, b"<rss>seen 17 times</rss>"))

    assert page is not None
    assert not memory.is_worth_keeping(page, led_to_news=False)
    assert memory.is_worth_keeping(page, led_to_news=True)
    assert memory.is_worth_keeping(answer(200, b"new", ETag='"b2"'), led_to_news=False)
