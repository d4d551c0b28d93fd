"""Government sites: lists in eleven kinds of markup and service, documents with their attachments.

How a list is written is the adapters' business (`gov`); here is when to go on, when to stop, and what is fetched.
A poll ends a list at the first page without news; an order for certain days when the list is older than they.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.store.attachments import Waiting, settle, waiting
from crawler.addresses import host_fits
from crawler.capture import ATTACHMENT
from crawler.policy.causes import cause_of, http_cause
from crawler.policy.walls import wall
from crawler.spiders.base import Link, SourceSpider
from crawler.spiders.gov import Adapter, Ask, ListPage, Seen, adapter_of
from crawler.spiders.gov.protocol import PAGE
from crawler.spiders.lists import ListLink
from pipelines.items import FetchedAttachment, Hints
from pipelines.stages import Settled

GONE = (404, 410)
MEGABYTE = 1024 * 1024
MOST_PAGES = 2000
"""List pages that an order for certain days goes through at most."""
MOST_STEPS = 3
"""From the page of a column to its rows: the page, a script with the site's key, the first answer of the service."""
NOT_KEPT = "attachments not kept: "


@dataclass(slots=True, kw_only=True)
class Walk:
    """One list on its way from page to page."""

    adapter: Adapter | None = None
    """None until the first page has told."""
    steps: int = 0
    """Answers so far that only led on."""
    pages: int = 0
    last: tuple[ListLink, ...] = ()
    """Rows of the page before."""
    repeats: int = 0
    """Pages that only repeated the one before: a site that counts from 1 and is asked for 0 does so once."""
    alone: bool = True
    """False for one of several lists of a page: one without rows is then no trouble."""


class GovSpider(SourceSpider):
    """Crawls the lists of a government site, each until it meets only what is known."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "GovSpider":
        """Build it as Scrapy asks for it; hear of stored articles, to fetch their documents."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        spider.lost = Counter()
        crawler.signals.connect(spider.article_settled, signal=signals.item_scraped)
        return spider

    lost: Counter[str]
    """Documents that could not be fetched, by cause."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask for the first page of each list."""
        for address in self.source.start:
            yield self.ask(Ask(url=address), Walk())

    def ask(self, ask: Ask, walk: Walk) -> Request:
        """Return the request for a list page. What is asked by POST has no conditions: no server heeds them there."""
        request = self.entry(ask.url, self.read_answer, ask=ask, walk=walk)
        if not ask.body:
            return request
        headers = {"Content-Type": ask.content_type, "X-Requested-With": "XMLHttpRequest"}
        return request.replace(method="POST", body=ask.body, headers=headers)

    def read_answer(self, response: Response, *, ask: Ask, walk: Walk) -> Iterator[Any]:
        """Read a list page or a step towards one, hand its rows on, and go on while there may be more wanted."""
        if response.status in GONE and walk.adapter is not None and (ask.is_guess or walk.pages):
            yield from self._without(ask, walk)
            return
        text = self.text_of(response)
        if text is None:
            return
        options = self.source.gov
        walk.adapter = walk.adapter or adapter_of(options.list, text, response.url)
        page = walk.adapter.read(Seen(text=text, url=response.url, ask=ask, today=self.today(), options=options))
        if page.trouble:
            self.entry_trouble(response.url, page.trouble)
        if page.lists:
            yield from self._lists(page.lists, walk, response.url)
        elif page.rows or page.next or not page.trouble:
            yield from self._rows(page, walk, response.url)

    def _lists(self, lists: Sequence[Ask], walk: Walk, url: str) -> Iterator[Request]:
        """Begin the lists that a page stands for."""
        if walk.steps >= MOST_STEPS:
            self.entry_trouble(url, "the list leads from page to page")
            return
        for ask in lists:
            # A column of another kind may stand behind an aggregate, so its own page tells.
            adapter = None if ask.step == PAGE else walk.adapter
            alone = walk.alone and len(lists) == 1
            yield self.ask(ask, Walk(adapter=adapter, steps=walk.steps + 1, alone=alone))

    def _rows(self, page: ListPage, walk: Walk, url: str) -> Iterator[Any]:
        """Hand the rows of a list page on, and go to the next page while it may hold something wanted."""
        is_repeat = bool(page.rows) and page.rows == walk.last
        walk.pages += not is_repeat
        walk.repeats += is_repeat
        if not page.rows and walk.pages == 1 and page.next is None and walk.alone and not page.trouble:
            self.entry_trouble(url, "no links found")
        if walk.repeats > 1:
            self.findings.notes.append(f"the list repeats its pages: {url}")
            return
        goes_on = page.next is not None and (is_repeat or self._goes_on(page.rows))
        rows = [row for row in page.rows if self.is_asked_for(row.day)]
        if self.day is not None and (undated := sum(row.day is None for row in page.rows)):
            self.findings.notes.append(f"links without a day left out: {undated}")
        walk.last = page.rows
        yield from self.follow(Link(url=row.url, hints=Hints(title=row.title, published_on=row.day)) for row in rows)
        if page.next is None or not goes_on:
            return
        if walk.pages < (self.source.gov.max_pages if self.day is None else MOST_PAGES):
            yield self.ask(page.next, walk)
        else:
            whole = f" of {page.pages}" if page.pages else ""
            self.findings.notes.append(f"stopped after {walk.pages}{whole} list pages of {url}")

    def _without(self, ask: Ask, walk: Walk) -> Iterator[Request]:
        """Go another way around a page that is not there, or note where the list ends short."""
        other = walk.adapter.missing(ask) if walk.adapter else None
        if other is not None:
            yield self.ask(other, walk)
        elif not ask.is_guess:
            self.findings.notes.append(f"the list ends after {walk.pages} pages: {ask.url} is not there")

    def _goes_on(self, rows: Sequence[ListLink]) -> bool:
        """True when the next list page may hold what is wanted: lists are newest first."""
        days = [row.day for row in rows if row.day]
        # A notice pinned to the top is older than what follows, so the newest day of the page decides.
        newest = max(days, default=None)
        if self.day is not None:
            return newest is not None and newest >= self.day
        oldest_wanted = self.today() - timedelta(days=self.source.gov.max_age_days)
        if self.source.gov.max_age_days and newest is not None and newest < oldest_wanted:
            return False
        return not rows or self.thorough or self._has_news(rows)

    def _has_news(self, rows: Sequence[ListLink]) -> bool:
        """True when one of the rows is unknown: what was fetched before and rejected is no news either."""
        ours = [row.url for row in rows if host_fits(row.url, self.hosts())]
        known = self.house.store.known(ours)
        return any(
            url not in known and not self.account.met(url) and self.house.captures.latest(url) is None for url in ours
        )

    # -- documents of articles

    def article_settled(self, item: Any) -> None:
        """Ask for the documents of an article as soon as it is stored: the archive knows which are still missing."""
        if not isinstance(item, Settled) or not self.source.gov.attachments:
            return
        ids = [saved.article_id for saved in item.saved]
        for number, one in enumerate(waiting(self.house.engine, ids) if ids else ()):
            if number >= self.source.gov.max_attachments:
                self._not_kept(one, "too-many")
            elif not host_fits(one.url, self.hosts()):
                self._not_kept(one, "offsite")
            else:
                assert self.crawler.engine is not None
                self.crawler.engine.crawl(self._document(one))

    def _document(self, one: Waiting) -> Request:
        return Request(
            one.url,
            callback=self.read_attachment,
            errback=self._attachment_failed,
            meta={"waiting": one, "download_maxsize": self.source.gov.max_attachment_mb * MEGABYTE},
        )

    def read_attachment(self, response: Response) -> Iterator[FetchedAttachment]:
        """Keep a document as a capture and hand it to the reading rooms."""
        one: Waiting = response.meta["waiting"]
        if wall(response.status, response.body):
            self._not_kept(one, "wall")
        elif response.status != 200:  # anything else is no document
            self._not_kept(one, http_cause(response.status))
        elif not host_fits(response.url, self.hosts()):
            self._not_kept(one, "offsite")
        elif not response.body:
            self._not_kept(one, "empty")
        else:
            capture = self.keep(response, one.url, {}, role=ATTACHMENT)
            yield FetchedAttachment(
                id=one.id, url=one.url, kind=one.kind, body=response.body, fetched_at=self.clock(), capture=capture
            )

    def _attachment_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        self._not_kept(request.meta["waiting"], cause_of(failure.value))

    def _not_kept(self, one: Waiting, cause: str) -> None:
        """Write down why a document is missing, at the document and in the run."""
        settle(self.house.engine, one.id, detail=cause)
        self.lost[cause] += 1
        told = ", ".join(f"{count} {name}" for name, count in sorted(self.lost.items()))
        kept = [note for note in self.findings.notes if not note.startswith(NOT_KEPT)]
        self.findings.notes = [*kept, NOT_KEPT + told]
