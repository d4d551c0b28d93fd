"""Feeds: RSS, Atom and JSON Feed. Entries lead to articles or hold them whole; the source file or the entry says it."""

import html
import json
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
from scrapy import Request
from scrapy.http import Response

from crawler.addresses import absolute
from crawler.policy.causes import http_cause
from crawler.spiders.base import Link
from crawler.spiders.entries import Entry, EntrySpider
from crawler.spiders.sitemaps import read_stamp
from pipelines.items import Hints


class FeedSpider(EntrySpider):
    """Crawls the feeds of a source."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask for each feed."""
        for address in self.source.start:
            yield self.entry(address, self.read_feed)

    def read_feed(self, response: Response) -> Iterator[Any]:
        """Hand the entries of a feed on, each address once."""
        if response.status != 200:  # anything else is no feed
            self.entry_trouble(response.url, http_cause(response.status))
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        entries = read_feed(response.body, response.url, content_type=content_type, zone=self.source.zone)
        if entries is None:
            self.entry_trouble(response.url, "not-a-feed")
            return
        once = {entry.link.url: entry for entry in reversed(entries)}
        wanted = [entry for entry in reversed(once.values()) if self.is_asked_for(entry.link.hints.published_on)]
        yield from self.take(wanted, response, whole=self.source.feed.full_text)


def read_feed(body: bytes, url: str, *, content_type: str, zone: ZoneInfo) -> list[Entry] | None:
    """Return the entries of the feed at `url`, days on the clock of `zone`; None when it is none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json_feed(body, url, zone)
    feed = feedparser.parse(body, response_headers={"content-type": content_type})
    # A page that is no feed has neither entries nor a version, whatever the lenient reader makes of it.
    if not feed.entries and (feed.bozo or not feed.get("version")):
        return None
    return [entry for one in feed.entries if (entry := _entry(one, url, zone))]


def _entry(said: Any, base: str, zone: ZoneInfo) -> Entry | None:
    address = absolute(base, said.get("link", ""))
    if address is None:
        return None
    title = html.unescape(" ".join(said.get("title", "").split()))
    content = said.get("content")
    return Entry(
        link=Link(url=address, hints=Hints(title=title, published_on=_day_of(said, zone))),
        content=content[0]["value"] if content else said.get("summary", ""),
        is_summary=not content,
    )


def _day_of(said: Any, zone: ZoneInfo) -> date | None:
    stamp = said.get("published_parsed") or said.get("updated_parsed")
    try:
        return datetime.fromtimestamp(timegm(stamp), UTC).astimezone(zone).date() if stamp else None
    except (ValueError, OverflowError):
        return None


def _read_json_feed(body: bytes, url: str, zone: ZoneInfo) -> list[Entry] | None:
    """Return the entries of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = said.get("items")
    if "jsonfeed.org" not in str(said.get("version", "")) or not isinstance(items, list):
        return None
    return [entry for one in items if isinstance(one, dict) and (entry := _json_entry(one, url, zone))]


def _json_entry(said: dict[str, Any], base: str, zone: ZoneInfo) -> Entry | None:
    address = absolute(base, str(said.get("url") or said.get("external_url") or ""))
    if address is None:
        return None
    whole = str(said.get("content_html") or "")
    if not whole and said.get("content_text"):
        whole = "".join(
            f"<p>{html.escape(line)}</p>" for line in str(said["content_text"]).splitlines() if line.strip()
        )
    day = read_stamp(str(said.get("date_published") or said.get("date_modified") or ""), zone)
    return Entry(
        link=Link(url=address, hints=Hints(title=" ".join(str(said.get("title") or "").split()), published_on=day)),
        content=whole or str(said.get("summary") or ""),
        is_summary=not whole,
    )
