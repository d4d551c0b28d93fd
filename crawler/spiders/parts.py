"""Articles that go on on further pages: each is fetched in turn, kept beside the first, and handed in with it.

Which address continues a page is the reading rooms' knowledge; a part that cannot be had leaves the article marked.
"""

import logging
from collections.abc import Callable, Iterator

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.records import CaptureRef
from crawler.addresses import host_fits
from crawler.capture import headers_of
from crawler.policy.walls import wall
from pipelines.items import FetchedPage
from pipelines.stages import next_part

log = logging.getLogger(__name__)

Keep = Callable[[Response, str], CaptureRef]


class Parts:
    """Follows the further pages of articles for one spider. `keep` keeps an answer as a capture that is no article."""

    def __init__(self, hosts: tuple[str, ...], keep: Keep) -> None:
        self.hosts = hosts
        self.keep = keep

    def follow(self, page: FetchedPage) -> Iterator[FetchedPage | Request]:
        """Give the page when it has all its parts, else the request for the next one."""
        address = next_part(page)
        if not address or not host_fits(address, self.hosts):
            yield page
            return
        # Not filtered: the same address may have been met as a link of its own, and the article must not be lost.
        yield Request(
            address,
            callback=self.answered,
            errback=self.failed,
            meta={"whole": page, "part": address},
            dont_filter=True,
        )

    def answered(self, response: Response) -> Iterator[FetchedPage | Request]:
        """Add a part to its article and go on; one that is none ends the article there."""
        page: FetchedPage = response.meta["whole"]
        if response.status != 200 or wall(response.status, response.body) or not host_fits(response.url, self.hosts):
            yield self._without(page, response.meta["part"])
        elif response.url in (page.url, *(part.url for part in page.parts)):
            # Behind the last page some sites lead back to an earlier one.
            yield page
        else:
            page.parts = (*page.parts, self._part(response, page))
            yield from self.follow(page)

    def failed(self, failure: Failure) -> Iterator[FetchedPage]:
        """Hand in the article without the part that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        yield self._without(request.meta["whole"], request.meta["part"])

    def _without(self, page: FetchedPage, address: str) -> FetchedPage:
        log.warning("a further page of an article was not to be had", extra={"url": page.url, "part": address})
        page.part_missing = True
        return page

    def _part(self, response: Response, page: FetchedPage) -> FetchedPage:
        return FetchedPage(
            url=response.url,
            asked_url=response.meta["part"],
            source=page.source,
            source_name=page.source_name,
            body=response.body,
            fetched_at=page.fetched_at,
            status=response.status,
            headers={name.lower(): value for name, value in headers_of(response)},
            rules=page.rules,
            capture=self.keep(response, response.meta["part"]),
        )
