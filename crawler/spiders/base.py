"""What all families share: the clock, the order's arguments, asking politely, keeping captures, the account.

A family says where articles are linked from; everything between link and reading room happens here.
"""

import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from archive import runs
from archive.captures import Validators
from archive.errors import CaptureError
from archive.records import CaptureRef, KnownAddress
from crawler.account import Account
from crawler.addresses import host_fits
from crawler.capture import ENTRY, capture_of, headers_of
from crawler.config import CrawlConfig
from crawler.findings import BLOCKED, Findings
from crawler.policy.causes import cause_of, http_cause
from crawler.policy.conditional import (
    ASKED,
    KEPT,
    LIAR_CHECK,
    NOT_MODIFIED,
    EntryMemory,
    conditional_headers,
    is_too_soon,
    kept_before,
)
from crawler.policy.walls import wall
from crawler.registry.schema import SourceFile
from crawler.spiders.order import read_choice, read_day, read_moment
from pipelines.items import ROLE, Fate, FetchedPage, Hints
from pipelines.stages import House, open_house

log = logging.getLogger(__name__)

KINDS = ("crawl", "backfill", "replay")
FIRST = 10
"""Priority of pages that lead to articles: they go before the articles themselves."""

Parse = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One article address and what the page that linked to it said."""

    url: str
    hints: Hints


class SourceSpider(Spider):
    """A spider made from a source file. Families fill in `entry_requests`."""

    source: ClassVar[SourceFile]

    def __init__(
        self,
        *args: Any,
        now: str = "",
        day: str = "",
        until: str = "",
        kind: str = "crawl",
        owner: str = "",
        alert: str = "",
        most: str = "",
        only: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fixed_now = read_moment(now)
        self.day = read_day(day)
        """The day asked for, or the first of several; None means the source's today."""
        self.until = read_day(until) or self.day
        """The last day asked for."""
        self.kind = read_choice("kind", kind, KINDS)
        self.owner = owner or f"{socket.gethostname()}:{os.getpid()}"
        self.alert = {"": None, "yes": True, "no": False}[read_choice("alert", alert, ("", "yes", "no"))]
        """What the order says of letters; None leaves it to the rule of the first crawl."""
        self.most = int(most) if most.isdecimal() else None
        """Addresses entered in the account at most, for a trial."""
        self.only = only
        """The one article asked for; empty means what the source's entry pages lead to."""
        self.account = Account()
        self.findings = Findings()
        self.alertable = False
        self.refused = ""
        """Why no run was opened; the spider then asks for nothing."""
        self.house: House
        self.memory: EntryMemory
        self.news = 0
        """Addresses met that the archive knew nothing of."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let the source file speak where it differs from the configuration."""
        super().update_settings(settings)
        source = cls.source
        given = {
            "USER_AGENT": source.user_agent or None,
            "JIANBAO_DELAY_S": source.delay_s,
            "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
            "ROBOTSTXT_OBEY": False if source.robots == "ignore" else None,
        }
        for name, value in given.items():
            if value is not None:
                settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SourceSpider":
        """Build it as Scrapy asks for it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.house = open_house(crawler.settings["JIANBAO_HOME"])
        spider.memory = EntryMemory(spider.house.captures)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Give the first requests of the crawl; none when no run could be opened."""
        if self.refused:
            return
        if self.source.robots == "ignore":
            log.info("robots.txt is not asked", extra={"source": self.name, "reason": self.source.robots_reason})
        self.memory.trusting = runs.count(self.house.engine, self.source.id) % LIAR_CHECK != 0
        if self.only:
            self.account.discover(self.only)
            yield self.article(Link(url=self.only, hints=Hints()))
            return
        for request in self.entry_requests():
            yield request

    def entry_requests(self) -> Iterator[Request]:
        """Give the requests that lead to the articles."""
        raise NotImplementedError

    def clock(self) -> datetime:
        """The moment: the order's, when it fixed one."""
        return self.fixed_now or datetime.now(UTC)

    def today(self) -> date:
        """The day on the source's own clock."""
        return self.clock().astimezone(self.source.zone).date()

    def is_asked_for(self, day: date | None) -> bool:
        """True when `day` is among the days asked for, or none are; what has no day is never asked for by day."""
        if self.day is None or self.until is None:
            return True
        return day is not None and self.day <= day <= self.until

    def settle(self, address: str, fate: Fate, why: str = "", *, revised: bool = False, folded: bool = False) -> None:
        """Write down what became of an address, in the account and in Scrapy's stats."""
        if self.account.settle(address, fate, why, revised=revised, folded=folded):
            self.crawler.stats.inc_value(f"jianbao/{fate}/{why}" if why else f"jianbao/{fate}")

    # -- entry pages: layout pages, lists, feeds

    def entry(self, url: str, callback: Parse, **context: Any) -> Request:
        """Return the request for a page that leads to articles; `context` is handed to the callback.

        It asks only whether the page has changed; the callback gets the page either way.
        """
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
        news = self.news
        yield from response.meta["then"](page, **context) or ()
        if self.memory.is_worth_keeping(page, led_to_news=self.news > news):
            self.keep(page, response.meta[ASKED], {}, role=ENTRY)

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
        for link in allowed:
            if not self.enter(link.url):
                continue
            remembered = known.get(link.url)
            if remembered is None:
                yield from self._ask_unknown(link)
            elif self.kind == "backfill" or self._is_old(remembered.published_on or remembered.first_seen_at.date()):
                self.house.store.touch(link.url, now=self.clock())
                self.settle(link.url, "unchanged")
            elif self._was_just_seen(remembered):
                self.settle(link.url, "unchanged")
            else:
                yield self.article(link, remembered.etag, remembered.last_modified)

    def enter(self, address: str) -> bool:
        """Enter an address in the account; False when it is there already, or as many are as a trial asked for."""
        if self.most is not None and self.account.ledger.discovered >= self.most:
            return False
        return self.account.discover(address)

    def _ask_unknown(self, link: Link) -> Iterator[Request | FetchedPage]:
        """Ask for an address that leads to no article.

        One that was fetched before was rejected, lost to a fault of ours, or is stored under the address it redirects
        to: when it is old or was fetched just now its capture is read again instead of bothering the site.
        """
        seen = self.house.captures.latest(link.url)
        self.news += seen is None
        if seen is not None and self._is_settled(link.hints, seen):
            page = self.kept_page(seen)
            if page is not None:
                yield page
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
        return FetchedPage.of_capture(capture, ref, source_name=self.source.name, rules=rules, alertable=self.alertable)

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

    def hosts(self) -> tuple[str, ...]:
        """Hosts whose articles are this source's; empty means any."""
        return self.source.hosts or tuple(urlsplit(start).hostname or "" for start in self.source.start)

    def read_article(self, response: Response) -> Iterator[FetchedPage]:
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
            self.house.store.touch(address, now=self.clock())
            self.settle(address, "unchanged")
        elif response.status != 200:  # anything else is no page
            self.settle(address, "failed", http_cause(response.status))
        elif not host_fits(response.url, self.hosts()):
            self.settle(address, "failed", "offsite")
        else:
            yield self.page(response, address, response.meta["hints"])

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
            alertable=self.alertable,
        )

    def keep(self, response: Response, asked_url: str, hints: dict[str, str], *, role: str = "") -> CaptureRef:
        """Keep a response as a capture; `role` marks what is no article page.

        An entry page that equals its last capture is not kept again.
        """
        kept = kept_before(response) if role else None
        if kept is not None:
            return kept
        marked = {**hints, ROLE: role} if role else hints
        capture = capture_of(
            response, asked_url=asked_url, fetched_at=self.clock(), source=self.source.id, hints=marked
        )
        ref = self.house.captures.keep(capture)
        if role and response.request is not None:
            response.request.meta[KEPT] = ref
        return ref
