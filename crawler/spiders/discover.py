"""Look at a site once and say what it offers; every rule of conduct of a crawl holds. What is seen is judged elsewhere.

Keeps nothing and opens no run.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.policy.causes import cause_of
from crawler.policy.walls import wall
from crawler.registry.discover import Offer, Seen, leads_on, links_to_feeds, offers_of, probes


class DiscoverSpider(Spider):
    """Asks one page, what it names, and the places where feeds, sitemaps and interfaces usually are."""

    name = "discover"

    def __init__(self, *args: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = url
        self.trouble = ""
        """Why the page itself could not be read."""
        self.offers: dict[str, Offer] = {}
        """By address; found first, kept."""
        self._asked: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the page that was named, and for the usual places."""
        yield self._ask(self.url, main=True)
        for address in probes(self.url):
            yield self._ask(address)

    def look(self, response: Response, *, main: bool, hop: bool) -> Iterator[Request]:
        """Note what a page offers, and ask for what it names."""
        evidence = wall(response.status, response.body)
        if response.status != 200 or evidence:  # anything else is no page
            if main:
                self.trouble = evidence or f"http-{response.status}"
            return
        text = response.text if isinstance(response, TextResponse) else ""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        page = Seen(url=response.url, body=response.body, text=text, content_type=content_type)
        for offer in offers_of(page, today=datetime.now(UTC).date()):
            self.offers.setdefault(offer.start, offer)
        if main or hop:
            yield from self._named(page, main=main)

    def _named(self, page: Seen, *, main: bool) -> Iterator[Request]:
        for address in links_to_feeds(page):
            if address not in self._asked:
                yield self._ask(address)
        target = leads_on(page) if main else None
        if target and target not in self._asked:
            yield self._ask(target, hop=True)

    def said(self) -> dict[str, Any]:
        """Return what was found, as it is told to whoever asked."""
        return {"url": self.url, "trouble": self.trouble, "offers": [asdict(offer) for offer in self.offers.values()]}

    def _ask(self, url: str, *, main: bool = False, hop: bool = False) -> Request:
        self._asked.add(url)
        return Request(url, callback=self.look, errback=self._failed, cb_kwargs={"main": main, "hop": hop})

    def _failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if request.cb_kwargs["main"]:
            self.trouble = cause_of(failure.value)
