"""Replay: crawl saved pages as if they were the web, through the same policy, capture, stages and report.

Layout pages are recognised and stored as such with what they announce; everything else goes to the reading rooms.
"""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse

from archive.records import LayoutPage
from crawler.addresses import canonical, day_in
from crawler.capture import LAYOUT
from crawler.registry.schema import SourceFile
from crawler.spiders.base import SourceSpider
from crawler.spiders.layout import LayoutFacts, read_layout
from pipelines.items import Hints

SOURCE_ID = "replay"


def replay_source(source: SourceFile | None = None) -> SourceFile:
    """Return the source that replayed pages are stored under: the one given, or one named `replay`."""
    return source or SourceFile(id=SOURCE_ID, name="", family="replay", start=())


class ReplaySpider(SourceSpider):
    """Asks for the saved pages, those that look like layout pages first: they know what stands on them."""

    def __init__(self, *args: Any, pages: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = pages
        """Addresses of the saved pages."""
        self._announced: dict[str, Hints] = {}

    def entry_requests(self) -> Iterator[Request]:
        """Ask for every saved page once."""
        for address in sorted(self.pages, key=_looks_like_article):
            yield Request(address, callback=self.read_saved, errback=self._saved_failed, meta={"address": address})

    def read_saved(self, response: Response) -> Iterator[Any]:
        """Store a layout page with its entries, hand anything else to the reading rooms."""
        facts = read_layout(response.text, response.url) if isinstance(response, TextResponse) else None
        day = facts and (facts.day or day_in(response.url))
        if facts and day and facts.is_layout and facts.entries:
            yield from self._layout(
                response, facts, Hints(edition_on=day, page_label=facts.label, page_name=facts.name)
            )
            return
        address: str = response.meta["address"]
        response.meta["hints"] = self._announced.get(canonical(response.url), Hints())
        self.enter(address, response.meta["hints"])
        self.books.write(self.clock())
        yield from self.read_article(response)

    def _saved_failed(self, failure: Any) -> None:
        self.enter(failure.request.meta["address"], Hints())
        self._article_failed(failure)
        self.books.write(self.clock())

    def _layout(self, response: Response, facts: LayoutFacts, place: Hints) -> Iterator[LayoutPage]:
        assert place.edition_on is not None
        for entry in facts.entries:
            self._announced[entry.url] = Hints(
                edition_on=place.edition_on,
                page_label=place.page_label,
                page_name=place.page_name,
                order=entry.order,
                title=entry.title,
            )
        here = canonical(response.url)
        yield LayoutPage(
            source=self.source.id,
            edition_on=place.edition_on,
            label=facts.label,
            name=facts.name,
            url=here,
            order=next((n for n, page in enumerate(facts.pages, start=1) if page.url == here), 1),
            entries=facts.entries,
            pdf_url=facts.pdf_url,
            capture=self.keep(response, here, place.as_text(), role=LAYOUT),
        )


def _looks_like_article(address: str) -> bool:
    """True for file names that no layout page has; only the order of requests hangs on it."""
    return "node" not in address.rpartition("/")[2]
