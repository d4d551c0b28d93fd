"""What all families share: asking politely for pages that lead to articles, and for the articles.

A family says where articles are linked from; everything between link and reading room happens here.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from archive import runs
from archive.captures import Validators
from archive.errors import CaptureError
from archive.records import KnownAddress, Reason
from crawler.addresses import host_fits
from crawler.capture import ENTRY, PART, WALLED, headers_of
from crawler.config import CrawlConfig
from crawler.findings import BLOCKED
from crawler.policy.causes import cause_of, http_cause
from crawler.policy.conditional import (
    ASKED,
    LIAR_CHECK,
    NOT_MODIFIED,
    conditional_headers,
    is_too_soon,
)
from crawler.policy.walls import pay_wall, wall
from crawler.spiders.core import HouseSpider
from crawler.spiders.parts import Parts
from pipelines.items import FetchedPage, Hints
from pipelines.stages import with_kept_parts

log = logging.getLogger(__name__)

FIRST = 10
"""Priority of pages that lead to articles: they go before the articles themselves."""

Parse = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One article address and what the page that linked to it said."""

    url: str
    hints: Hints


class SourceSpider(HouseSpider):
    """A spider that asks politely and keeps what it gets. Families fill in `entry_requests`."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SourceSpider":
        """Build it as Scrapy asks for it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        crawler.signals.connect(spider.ask_what_is_left, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Give the first requests of the crawl; none when no run could be opened."""
        if self.refused:
            return
        if self.source.robots == "ignore":
            log.info("robots.txt is not asked", extra={"source": self.name, "reason": self.source.robots_reason})
        self.memory.trusting = runs.count(self.house.engine, self.source.id) % LIAR_CHECK != 0
        if self.only:
            self.enter(self.only, Hints())
            self.books.write(self.clock())
            yield self.article(Link(url=self.only, hints=Hints()))
            return
        requests = list(self.entry_requests())
        # These are asked for in every crawl, so they need not be remembered.
        self.books.step.entries.clear()
        for request in requests:
            yield request

    def entry_requests(self) -> Iterator[Request]:
        """Give the requests that lead to the articles."""
        raise NotImplementedError

    # -- entry pages: layout pages, lists, feeds

    def entry(self, url: str, callback: Parse, **context: Any) -> Request:
        """Return the request for a page that leads to articles; `context` is handed to the callback.

        It asks only whether the page has changed; the callback gets the page either way.
        """
        self.books.step.entries.append(url)
        return Request(
            url,
            callback=self._entry_answered,
            errback=self._entry_failed,
            headers=self.memory.headers(url),
            meta={"then": callback, ASKED: url},
            cb_kwargs=context,
            priority=FIRST,
        )

    def _entry_answered(self, response: Response, **context: Any) -> Iterator[Any]:
        evidence = wall(response.status, response.body)
        if evidence:
            self.findings.wall(f"{evidence} at {response.url}", entry=True)
            log.warning("wall", extra={"source": self.name, "url": response.url, "evidence": evidence})
            return
        self.findings.passage()
        page = self.memory.recall(response)
        if page is None:
            yield from self._without_conditions(response)
            return
        news, troubles = self.news, len(self.findings.troubles)
        # All of it before any of it is asked for: what a page led to and that it was read is one transaction.
        led = list(response.meta["then"](page, **context) or ())
        if self.memory.is_worth_keeping(page, led_to_news=self.news > news):
            self.keep(page, response.meta[ASKED], {}, role=ENTRY)
        if len(self.findings.troubles) == troubles:
            self.books.step.read.append(response.meta[ASKED])
        self.books.write(self.clock())
        yield from led

    def _without_conditions(self, response: Response) -> Iterator[Request]:
        """Ask once more so that the whole page comes; a 304 to that is the server's own trouble."""
        if self.memory.was_conditional(response):
            assert response.request is not None
            yield self.memory.without_conditions(response.request)
        else:
            self.entry_trouble(response.url, http_cause(response.status))

    def _entry_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        self.entry_trouble(request.url, cause_of(failure.value))

    def entry_trouble(self, url: str, cause: str) -> None:
        """Note that a page which leads to articles could not be read."""
        self.findings.troubles.append(f"{url}: {cause}")
        log.warning("entry page not read", extra={"source": self.name, "url": url, "cause": cause})

    def text_of(self, response: Response) -> str | None:
        """Return the text of an entry page for link finding, or note why there is none."""
        if response.status != 200:  # anything else is no page
            self.entry_trouble(response.url, http_cause(response.status))
        elif not isinstance(response, TextResponse):
            self.entry_trouble(response.url, "not-html")
        else:
            return response.text
        return None

    # -- articles

    def follow(self, links: Iterable[Link]) -> Iterator[Request | FetchedPage]:
        """Enter links in the account and give the requests for those that are worth asking for.

        Known and old, or known to a backfill: not asked. Known and young: asked whether it changed, more seldom the
        older it gets, and twice a day at most where the server can only answer with the whole page. Links to foreign
        hosts are left out.
        """
        allowed = [link for link in links if host_fits(link.url, self.hosts())]
        known = self.house.store.known([link.url for link in allowed])
        fetched = self.house.captures.latest_of([link.url for link in allowed if link.url not in known])
        for link in allowed:
            if not self.enter(link.url, link.hints):
                continue
            remembered = known.get(link.url)
            if remembered is None:
                yield from self._ask_unknown(link, fetched.get(link.url))
            elif self.kind == "backfill" or self._is_old(remembered.published_on or remembered.first_seen_at.date()):
                self.house.store.touch(link.url, now=self.clock())
                self.settle(link.url, "unchanged")
            elif self._was_just_seen(remembered):
                self.settle(link.url, "unchanged")
            else:
                yield self.article(link, remembered.etag, remembered.last_modified)

    def ask_what_is_left(self) -> None:
        """When nothing else is to be done, ask for what earlier runs found and this one did not meet again."""
        left = self.books.forgotten()
        if not left:
            return
        known = self.house.store.known([found.url for found in left])
        requests = []
        for found in left:
            link = Link(url=found.url, hints=Hints.from_text(found.hints))
            self.books.find(link.url, link.hints, alertable=False)
            if link.url in known:
                self.settle(link.url, "unchanged")
            elif not host_fits(link.url, self.hosts()):
                self.settle(link.url, "failed", "offsite")
            else:
                requests.append(self.article(link))
        self.books.write(self.clock())
        assert self.crawler.engine is not None
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _ask_unknown(self, link: Link, seen: Validators | None) -> Iterator[Request | FetchedPage]:
        """Ask for an address that leads to no article; `seen` is its last capture.

        One that was fetched before was rejected, lost to a fault of ours, or is stored under the address it redirects
        to: when it is old or was fetched just now its capture is read again instead of bothering the site.
        """
        self.news += seen is None
        if seen is not None and self._is_settled(link.hints, seen):
            page = self.kept_page(seen)
            if page is not None:
                yield from self._kept_before(page, link.url)
                return
        yield self.article(link, seen.etag if seen else "", seen.last_modified if seen else "")

    def _is_settled(self, hints: Hints, seen: Validators) -> bool:
        """True when asking for a page once more would not tell anything new."""
        printed = hints.edition_on or hints.published_on
        if printed is not None and self._is_old(printed):
            return True
        blind = not (seen.etag or seen.last_modified)
        return is_too_soon(known_since=seen.fetched_at, asked_at=seen.fetched_at, now=self.clock(), blind=blind)

    def article(self, link: Link, etag: str = "", last_modified: str = "") -> Request:
        """Return the request for one article, conditional when its server gave us something to ask with."""
        return Request(
            link.url,
            callback=self.read_article,
            errback=self._article_failed,
            headers=conditional_headers(etag, last_modified),
            meta={"address": link.url, "hints": link.hints},
        )

    def kept_page(self, seen: Validators) -> FetchedPage | None:
        """Return the page of a capture; None when it cannot be read back."""
        try:
            ref = self.house.captures.find(seen.capture_id)
            capture = self.house.captures.read(ref)
        except CaptureError as error:
            log.warning("a capture cannot be read", extra={"source": self.name, "detail": error.wrong})
            return None
        rules = self.source.rules_on(capture.fetched_at.astimezone(self.source.zone).date())
        alertable = self.books.may_mail(capture.url, self.alertable)
        page = FetchedPage.of_capture(capture, ref, source_name=self.source.name, rules=rules, alertable=alertable)
        page.run_id = self.run_id
        return with_kept_parts(page, self.house.captures)

    def _is_old(self, day: date) -> bool:
        """True when what was published on `day` is too old to be still changing."""
        return (self.today() - day).days > self.recheck_days()

    def _was_just_seen(self, remembered: KnownAddress) -> bool:
        """True when the article was asked for changes too lately to ask again."""
        return is_too_soon(
            known_since=remembered.first_seen_at,
            asked_at=remembered.last_seen_at,
            now=self.clock(),
            blind=not (remembered.etag or remembered.last_modified),
        )

    def recheck_days(self) -> int:
        """How many days an article may still change."""
        own = self.source.recheck_days
        return self.house.config.section("crawl", CrawlConfig).recheck_days if own is None else own

    def read_article(self, response: Response) -> Iterator[FetchedPage | Request]:
        """Keep an answer and hand it to the reading rooms, or write down why not."""
        address: str = response.meta["address"]
        evidence = wall(response.status, response.body)
        if evidence:
            self.settle(address, "failed", "wall")
            log.warning("wall", extra={"source": self.name, "url": response.url, "evidence": evidence})
            if self.findings.wall(f"{evidence} at {response.url}", entry=False):
                raise CloseSpider(BLOCKED)
            return
        self.findings.passage()
        if response.status == NOT_MODIFIED:
            yield from self._unchanged(address)
        elif response.status != 200:  # anything else is no page
            self.settle(address, "failed", http_cause(response.status))
        elif not host_fits(response.url, self.hosts()):
            self.settle(address, "failed", "offsite")
        elif paid := pay_wall(response.body):
            self.keep(response, address, response.meta["hints"].as_text(), role=WALLED)
            self._reject_paid(address, paid)
        else:
            yield from self.parts.follow(self.page(response, address, response.meta["hints"]))

    def _kept_before(self, page: FetchedPage, address: str) -> Iterator[FetchedPage]:
        """Hand in a page that was kept before, unless its text is not given away."""
        if paid := pay_wall(page.body):
            self._reject_paid(address, paid)
        else:
            yield replace(page, asked_url=address)

    def _reject_paid(self, address: str, evidence: str) -> None:
        """Settle an article whose text is not given away."""
        self.settle(address, "rejected", Reason.WALL)
        self.findings.paid.append(f"{address}: {evidence}")

    @property
    def parts(self) -> Parts:
        """Who follows articles that go on on further pages."""
        return Parts(self.hosts(), lambda answer, address: self.keep(answer, address, {}, role=PART))

    def _unchanged(self, address: str) -> Iterator[FetchedPage]:
        """Settle an article that has not changed; one that was kept but never stored is read from its capture."""
        if not self.house.store.known([address]):
            seen = self.house.captures.latest(address)
            page = self.kept_page(seen) if seen else None
            if page is not None:
                yield from self._kept_before(page, address)
                return
        self.house.store.touch(address, now=self.clock())
        self.settle(address, "unchanged")

    def _article_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        self.settle(request.meta["address"], "failed", cause_of(failure.value))

    def page(self, response: Response, address: str, hints: Hints) -> FetchedPage:
        """Keep the response as a capture and return it as a page for the reading rooms."""
        hints = replace(hints, language=hints.language or self.source.language)
        fetched_at = self.clock()
        return FetchedPage(
            url=response.url,
            asked_url=address,
            source=self.source.id,
            source_name=self.source.name,
            body=response.body,
            fetched_at=fetched_at,
            status=response.status,
            headers={name.lower(): value for name, value in headers_of(response)},
            hints=hints,
            rules=self.source.rules_on(hints.edition_on or hints.published_on or self.today()),
            capture=self.keep(response, address, hints.as_text()),
            alertable=self.books.may_mail(address, self.alertable),
            run_id=self.run_id,
        )
