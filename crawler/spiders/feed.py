"""Feeds: RSS and Atom. Entries lead to articles, or hold them whole where the source file says so."""

import html
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import feedparser
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.addresses import absolute
from crawler.policy.causes import http_cause
from crawler.spiders.base import Link, SourceSpider
from pipelines.items import Hints

MADE_FROM = "X-Jianbao-Made-From"
"""Header that marks a capture whose page was made from a feed entry, and names the feed."""


class FeedSpider(SourceSpider):
    """Crawls the feeds of a source."""

    def hosts(self) -> tuple[str, ...]:
        """Feeds often live on another host than their articles, so any host will do unless the file names some."""
        return self.source.hosts

    def entry_requests(self) -> Iterator[Request]:
        """Ask for each feed."""
        for address in self.source.start:
            yield self.entry(address, self.read_feed)

    def read_feed(self, response: Response) -> Iterator[Any]:
        """Hand each entry on: as a link, or as a page made from its own text."""
        if response.status != 200:  # anything else is no feed
            self.entry_trouble(response.url, http_cause(response.status))
            return
        headers = {"content-type": (response.headers.get("Content-Type") or b"").decode("latin-1")}
        feed = feedparser.parse(response.body, response_headers=headers)
        if feed.bozo and not feed.entries:
            self.entry_trouble(response.url, "not-a-feed")
            return
        links = {link.url: (link, entry) for entry in feed.entries if (link := self._link(entry, response.url))}
        if self.source.feed.full_text:
            for link, entry in links.values():
                yield from self._whole(link, entry, response)
        else:
            yield from self.follow(link for link, _ in links.values())

    def _link(self, entry: Any, base: str) -> Link | None:
        address = absolute(base, entry.get("link", ""))
        if address is None:
            return None
        title = html.unescape(" ".join(entry.get("title", "").split()))
        return Link(url=address, hints=Hints(title=title, published_on=self._day_of(entry)))

    def _day_of(self, entry: Any) -> date | None:
        """The entry's day on the source's own clock."""
        stamp = entry.get("published_parsed") or entry.get("updated_parsed")
        try:
            return datetime.fromtimestamp(timegm(stamp), UTC).astimezone(self.source.zone).date() if stamp else None
        except (ValueError, OverflowError):
            return None

    def _whole(self, link: Link, entry: Any, response: Response) -> Iterator[Any]:
        """Make a page of an entry that holds the article, unless the archive has read it before."""
        content = entry.get("content") or [{"value": entry.get("summary", "")}]
        page = page_of_entry(link.hints.title, content[0]["value"], link.url, response.url)
        if not self.account.discover(link.url):
            return
        if link.url in self.house.store.known([link.url]) and not self._has_changed(page, link.url):
            self.house.store.touch(link.url, now=self.clock())
            self.settle(link.url, "unchanged")
        else:
            yield self.page(page, link.url, link.hints)

    def _has_changed(self, page: HtmlResponse, address: str) -> bool:
        """True when an entry differs from the one that was kept last."""
        seen = self.house.captures.latest(address)
        return seen is None or seen.digest != f"sha256:{sha256(page.body).hexdigest()}"


def page_of_entry(title: str, content: str, url: str, feed_url: str) -> HtmlResponse:
    """Return an entry as the page it would be, marked as made by us."""
    body = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
        f"<body><article><h1>{html.escape(title)}</h1>{content}</article></body></html>"
    )
    headers = {"Content-Type": "text/html; charset=utf-8", MADE_FROM: feed_url}
    return HtmlResponse(url, headers=headers, body=body.encode())
