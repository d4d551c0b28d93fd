"""Scrapy extension that opens a run, keeps its account while the crawl goes on, and closes it with a verdict.

A killed process leaves its run open; the clock sweeps it when the lease ends.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from sqlalchemy.exc import OperationalError

from archive import runs
from archive.errors import DatabaseError, JianbaoError
from archive.frontier import Frontier
from archive.holders import expect
from archive.records import RunRecord
from crawler.freshness import fresh_s
from crawler.policy.tls import read_profile
from crawler.registry import load_registry
from crawler.registry.rows import enlist
from crawler.spiders.base import SourceSpider
from pipelines.stages import House, Settled, open_house

log = logging.getLogger(__name__)

RENEW_S = 15.0
"""How often a crawl prolongs its lease, in seconds: four times within the archive's default lease."""
LEASE_LOST = "lease-lost"
BROKEN_OFF = "shutdown"
"""Scrapy's reason for a crawl that was asked to end by SIGTERM, or whose clock was killed."""


class Report:
    """Keeps the books of one crawl."""

    def __init__(self, crawler: Crawler, house: House) -> None:
        self.crawler = crawler
        self.house = house
        self.run_id: int | None = None
        self.record: RunRecord | None = None
        """The run as closed; None while it is open, and when it could not be opened."""
        self.refused = ""
        """Why no run could be opened; empty when one was."""
        self.fresh_s = 0
        """Seconds for which an entry page says that it stays as it is."""
        self._renewing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Report":
        """Build it as Scrapy asks for it, and listen."""
        report = cls(crawler, open_house(crawler.settings["JIANBAO_HOME"]))
        heard: dict[object, Callable[..., Any]] = {
            signals.spider_opened: report.opened,
            signals.response_downloaded: report.received,
            signals.item_scraped: report.settled,
            signals.spider_error: report.erred,
            signals.item_error: report.not_stored,
            signals.spider_closed: report.closed,
        }
        for signal, listener in heard.items():
            crawler.signals.connect(listener, signal=signal)
        return report

    def opened(self, spider: Spider) -> None:
        """Open the run; when another one is going on, the spider asks for nothing."""
        if not isinstance(spider, SourceSpider):
            return
        try:
            home = self.crawler.settings["JIANBAO_HOME"]
            read_profile(spider.source.tls, Path(home))
            if not spider.leased:  # who holds its lease has its row
                enlist_source(home, spider.source.id)
            self.house.furnishing.forget(spider.source.id)
            spider.alertable = self._is_news(spider)
            now = spider.clock()
            self.run_id = runs.begin(
                self.house.engine,
                spider.source.id,
                kind=spider.kind,
                now=now,
                owner=spider.owner,
                day=spider.day,
                until=spider.until if spider.until != spider.day else None,
                must_hold=spider.leased,
            )
        except JianbaoError as error:
            self.refused = spider.refused = error.wrong
            log.warning("run not opened", extra={"source": spider.source.id, "detail": error.wrong})
            return
        # A replay or a single article goes on with nothing: it is asked for what it is asked for.
        take_up = spider.kind != "replay" and not spider.only and spider.most is None
        frontier = Frontier(self.house.engine, source=spider.source.id, run_id=self.run_id)
        spider.books.open(frontier, take_up=take_up)
        log.info("run began", extra={"source": spider.source.id, "run": self.run_id, "kind": spider.kind})
        self._renewing = asyncio.get_running_loop().create_task(self._renew(spider))

    def received(self, response: Response, request: Request, spider: Spider) -> None:
        """Count a response, whatever it is."""
        if isinstance(spider, SourceSpider):
            spider.account.received(len(response.body))
            if response.status in (200, 304) and request.url in spider.source.start:
                self.fresh_s = max(self.fresh_s, fresh_s(response.headers, response.body))

    def settled(self, item: Any, spider: Spider) -> None:
        """Write down what the stages did with a page."""
        if isinstance(item, Settled) and isinstance(spider, SourceSpider):
            spider.settle(
                item.address, item.fate, item.why, revised=item.revised, folded=item.folded, counted=item.counted
            )

    def erred(self, failure: Any, response: Any, spider: Spider) -> None:
        """Note a fault in a spider; Scrapy has logged the traceback."""
        if isinstance(spider, SourceSpider):
            spider.findings.faults.append(
                f"a fault in the spider: {failure.type.__name__}: {failure.getErrorMessage()}"
            )
            request = getattr(response, "request", None)
            address = request.meta.get("address") if request else None
            if address:
                spider.settle(address, "failed", "spider-error")

    def not_stored(self, item: Any, failure: Any, spider: Spider) -> None:
        """Note a layout page that could not be stored; Scrapy has logged the traceback."""
        if isinstance(spider, SourceSpider):
            spider.findings.faults.append(f"not stored: {getattr(item, 'url', '')}: {failure.getErrorMessage()}")

    def closed(self, spider: Spider, reason: str) -> None:
        """Close the account and the run."""
        if self._renewing is not None:
            self._renewing.cancel()
        if self.run_id is None or not isinstance(spider, SourceSpider):
            return
        spider.books.write(spider.clock())
        ledger = spider.account.close()
        if reason == BROKEN_OFF and spider.kind == "crawl":
            # Whoever ordered the crawl may be dead, and the time of the next regular one stands there already.
            expect(self.house.engine, {spider.source.id: spider.clock()}, owner=spider.owner)
        outcome, detail = spider.findings.verdict(spider.account, reason)
        self.record = runs.finish(
            self.house.engine,
            self.run_id,
            now=spider.clock(),
            outcome=outcome,
            detail=detail,
            pages=ledger.pages,
            size_bytes=ledger.bytes,
        )
        log.info("run ended", extra={"source": spider.source.id, "run": self.run_id, "outcome": outcome})

    def _is_news(self, spider: SourceSpider) -> bool:
        """What a first crawl or a backfill finds is old news: it mails nobody unless the order says otherwise."""
        if spider.alert is not None:
            return spider.alert
        return spider.kind == "crawl" and not runs.is_first(self.house.engine, spider.source.id)

    async def _renew(self, spider: SourceSpider) -> None:
        """Prolong the lease while the crawl goes on; stop the crawl when another process has taken it."""
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                held = runs.renew(
                    self.house.engine, [spider.source.id], now=spider.clock(), owner=spider.owner, lease_s=runs.LEASE_S
                )
            except (OperationalError, DatabaseError) as error:
                log.warning("lease not renewed, the next beat tries again", extra={"cause": str(error)[:300]})
                continue
            if not held:
                log.warning("lease lost, the crawl stops", extra={"source": spider.source.id})
                await self.crawler.engine.close_spider_async(reason=LEASE_LOST)
                return


@cache
def enlist_source(home: str, source: str) -> None:
    """Enter the source as a row with those that are switched on, once a process.

    With the others, because enlisting one alone would disable them.
    """
    house = open_house(home)
    enlist(house.engine, load_registry(house.config, strict=False), also=[source])
