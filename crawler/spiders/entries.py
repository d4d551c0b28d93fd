"""Entries of feeds and interfaces: each leads to an article's page, or holds the article whole and needs no page."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scrapy.http import HtmlResponse, Response

from crawler.spiders.base import Link, SourceSpider

MADE_FROM = "X-Jianbao-Made-From"
"""Header that marks a capture whose page was made from an entry, and names the feed or interface."""
WHOLE_CHARS = 200
"""Shorter texts may be teasers; Chinese agencies' shortest whole news have about as much, and their pages are asked."""
SUMMARY_CHARS = 400
"""The same for a text that calls itself a summary."""
TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>")
PARAGRAPH = re.compile(r"(?i)</p\s*>|<br\s*/?>")
CUT = re.compile(
    r"(?:\.\.\.|…|\[&#8230;\]|\[…\]|阅读全文|查看全文|查看原文|点击阅读|全文\s*>*|read more|continue reading)\W*$",
    re.IGNORECASE,
)
"""Tails of texts that go on elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as a feed or an interface announces it."""

    link: Link
    content: str = ""
    """HTML; whether it is the whole article is another question."""
    is_summary: bool = False
    """True when it calls itself a summary or description."""


def is_whole(entry: Entry) -> bool:
    """True when an entry reads like a whole article: long enough, in paragraphs, and not cut off at its end."""
    text = " ".join(html.unescape(TAGS.sub(" ", entry.content)).split())
    if CUT.search(text):
        return False
    if entry.is_summary:
        return len(text) >= SUMMARY_CHARS and len(PARAGRAPH.findall(entry.content)) > 1
    return len(text) >= WHOLE_CHARS


class EntrySpider(SourceSpider):
    """What feeds and interfaces share."""

    def hosts(self) -> tuple[str, ...]:
        """Feeds often live on another host than their articles, so any host will do unless the file names some."""
        return self.source.hosts

    def take(self, entries: Iterable[Entry], response: Response, *, whole: bool | None) -> Iterator[Any]:
        """Hand each entry on: as a link, or as a page made of its own text; `whole` None tells by the entry."""
        links = []
        for entry in entries:
            if entry.content and (is_whole(entry) if whole is None else whole):
                yield from self._made(entry, response)
            else:
                links.append(entry.link)
        yield from self.follow(links)

    def _made(self, entry: Entry, response: Response) -> Iterator[Any]:
        """Make a page of an entry that holds the article, unless the archive has read it before."""
        link = entry.link
        page = page_of_entry(link.hints.title, entry.content, link.url, response.url)
        if not self.enter(link.url, link.hints):
            return
        if link.url in self.house.store.known([link.url]) and not self._has_changed(page, link.url):
            self.house.store.touch(link.url, now=self.clock())
            self.settle(link.url, "unchanged")
        else:
            self.news += 1
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
    return HtmlResponse(url, headers=headers, body=body.encode("utf-8", "replace"))
