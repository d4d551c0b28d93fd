"""Listings: pages of links, most with a day beside each, newest first, over several pages. Reading them is `lists`.

A poll stops at the first list page without news; an order for certain days goes on until the list is older than they.
"""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import host_fits
from crawler.spiders.base import Link, SourceSpider
from crawler.spiders.lists import ListFacts, ListLink, Shape, read_list
from pipelines.items import Hints

MOST_PAGES = 2000
"""List pages that an order for certain days goes through at most: forty years of a list with fifty links a week."""


class ListingSpider(SourceSpider):
    """Crawls the lists of a source, each until it meets only what is known."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask for the first page of each list."""
        for address in self.source.start:
            yield self.entry(address, self.read_page, number=1)

    def read_page(self, response: Response, *, number: int, shape: Shape = ()) -> Iterator[Any]:
        """Hand the links on, and go to the next list page while it may hold something wanted."""
        text = self.text_of(response)
        if text is None:
            return
        options = self.source.listing
        facts = read_list(
            text,
            response.url,
            today=self.today(),
            links=options.links,
            day=options.date,
            next_page=options.next,
            shape=shape,
        )
        if not facts.links and number == 1:
            self.entry_trouble(response.url, "no links found")
        goes_on = bool(facts.next_url) and self._goes_on(facts)
        most = options.max_pages if self.day is None else MOST_PAGES
        yield from self.follow(Link(url=link.url, hints=_hints(link)) for link in self._wanted(facts))
        if goes_on and number < most:
            yield self.entry(facts.next_url, self.read_page, number=number + 1, shape=facts.shape)
        elif goes_on:
            self.findings.notes.append(f"stopped after {number} list pages")

    def _wanted(self, facts: ListFacts) -> list[ListLink]:
        """The links of the days asked for; without such an order all of them."""
        if self.day is None:
            return list(facts.links)
        undated = sum(link.day is None for link in facts.links)
        if undated:
            self.findings.notes.append(f"links without a day left out: {undated}")
        return [link for link in facts.links if self.is_asked_for(link.day)]

    def _goes_on(self, facts: ListFacts) -> bool:
        """True when the next list page may hold what is wanted: lists are newest first."""
        if self.day is None:
            return self.thorough or self._has_news(facts.links)
        days = [link.day for link in facts.links if link.day]
        # A notice pinned to the top is older than what follows, so the newest day of the page decides.
        return bool(days) and max(days) >= self.day

    def _has_news(self, links: tuple[ListLink, ...]) -> bool:
        """True when the archive does not know every link of ours: lists are newest first, so the rest is known too."""
        ours = [link for link in links if host_fits(link.url, self.hosts())]
        known = self.house.store.known([link.url for link in ours])
        return any(link.url not in known and not self.account.met(link.url) and self._is_unread(link) for link in ours)

    def _is_unread(self, link: ListLink) -> bool:
        """True when the address was never fetched: what was rejected before is no news either."""
        return self.house.captures.latest(link.url) is None


def _hints(link: ListLink) -> Hints:
    return Hints(title=link.title, published_on=link.day)
