"""Listings: pages of links with a day beside each, newest first, over several list pages. Reading them is `lists`."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.spiders.base import Link, SourceSpider
from crawler.spiders.lists import ListLink, read_list
from pipelines.items import Hints


class ListingSpider(SourceSpider):
    """Crawls the lists of a source, each until it meets only what is known."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask for the first page of each list."""
        for address in self.source.start:
            yield self.entry(address, self.read_page, number=1)

    def read_page(self, response: Response, *, number: int) -> Iterator[Any]:
        """Hand the links on, and go to the next list page while there is something new on this one."""
        text = self.text_of(response)
        if text is None:
            return
        options = self.source.listing
        facts = read_list(
            text, response.url, today=self.today(), links=options.links, day=options.date, next_page=options.next
        )
        if not facts.links and number == 1:
            self.entry_trouble(response.url, "no links found")
        wanted = [link for link in facts.links if self.day is None or link.day == self.day]
        has_news = self._has_news(facts.links)
        yield from self.follow(Link(url=link.url, hints=_hints(link)) for link in wanted)
        if facts.next_url and has_news and number < options.max_pages:
            yield self.entry(facts.next_url, self.read_page, number=number + 1)
        elif facts.next_url and has_news:
            self.findings.notes.append(f"stopped after {number} list pages")

    def _has_news(self, links: tuple[ListLink, ...]) -> bool:
        """True when the archive does not know every link: lists are newest first, so the rest is known too."""
        known = self.house.store.known([link.url for link in links])
        return any(link.url not in known and not self.account.met(link.url) and self._is_unread(link) for link in links)

    def _is_unread(self, link: ListLink) -> bool:
        """True when the address was never fetched: what was rejected before is no news either."""
        return self.house.captures.latest(link.url) is None


def _hints(link: ListLink) -> Hints:
    return Hints(title=link.title, published_on=link.day)
