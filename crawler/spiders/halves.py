"""A spider of printed stories: an article that is half of one waits until its other half is known, and is read with it.

Which half belongs to which is `jumps`. An article whose other half nobody finds is handed in as it is; the reading
rooms see by its own marks that something is missing.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.spiders.base import Link, SourceSpider
from crawler.spiders.jumps import Halves, Printed
from pipelines.items import Hints

NO_LONGER = "no longer"
"""Key in a request's meta: the article waits for no other half."""


class Halved(SourceSpider):
    """What editions share with nothing else: stories that go on on another layout page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.printed = Printed()
        self.waiting: dict[str, Response] = {}
        """Address → answer of an article whose other half is not known yet."""

    def read_article(self, response: Response) -> Iterator[Any]:
        """Read an article; one that is half of a story waits until the stories that may be the other half are read."""
        address: str = response.meta["address"]
        hints: Hints = response.meta["hints"]
        marks = None
        if isinstance(response, TextResponse) and response.status == 200 and hints.edition_on and not self.only:
            marks = self.printed.tell(address, response.text)
        if marks and not response.meta.get(NO_LONGER):
            self.waiting[address] = response
        else:
            yield from self._read_with_other_half(response)
        self.printed.tell(address)
        yield from self._released()

    def ask_what_is_left(self) -> None:
        """When nothing else is to be done, ask once more for what still waits, which then waits no longer."""
        held, self.waiting = self.waiting, {}
        assert self.crawler.engine is not None
        for address, response in held.items():
            request = self.article(Link(url=address, hints=response.meta["hints"]))
            request.meta[NO_LONGER] = True
            self.crawler.engine.crawl(request.replace(dont_filter=True))
        if held:
            raise DontCloseSpider
        super().ask_what_is_left()

    def settle(self, address: str, *args: Any, **kwargs: Any) -> None:
        """Write down what became of an address; none waits for its page any more."""
        super().settle(address, *args, **kwargs)
        self.printed.tell(address)

    def _article_failed(self, failure: Failure) -> Iterator[Any]:  # type: ignore[override]  # an errback may give items
        super()._article_failed(failure)
        yield from self._released()

    def _released(self) -> Iterator[Any]:
        """Read what waits no longer, beginnings first, so that the article has the address of its beginning."""
        halves = {address: self.printed.halves(address) for address in self.waiting}
        ready = [address for address in self.waiting if halves[address] or self.printed.is_told(address)]
        for address in sorted(ready, key=lambda address: bool(halves[address].begins_at)):
            yield from self._read_with_other_half(self.waiting.pop(address))

    def _read_with_other_half(self, response: Response) -> Iterator[Any]:
        """Hand an article on with hints at its other half, so that both are read together."""
        address = response.meta["address"]
        halves = self.printed.halves(address)
        if not halves and self.printed.tell(address):
            halves = self._remembered(address)
        if halves:
            hints = response.meta["hints"]
            response.meta["hints"] = replace(hints, begins_at=halves.begins_at, goes_on_at=halves.goes_on_at)
        yield from super().read_article(response)

    def _remembered(self, address: str) -> Halves:
        """Return the other half by the archive, where both are one article: a half that has not changed has no page."""
        on, back = self.printed.neighbours(address)
        known = self.house.store.known([address, *on, *back])
        mine = known.get(address)
        if mine is None:
            return Halves()
        same = [url for url, one in known.items() if one.article_id == mine.article_id and url != address]
        return Halves(
            begins_at=next((url for url in same if url in back), ""),
            goes_on_at=next((url for url in same if url in on), ""),
        )
