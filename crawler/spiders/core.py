"""What every crawl of ours has: its order, its clock, its books, its captures. How things are asked for is `base`."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings

from archive.frontier import Fated
from archive.owners import new_owner
from archive.records import CaptureRef, Reason
from archive.records.addresses import LONGEST_ADDRESS
from crawler.account import Account
from crawler.books import Books
from crawler.capture import TLS, capture_of
from crawler.findings import Findings
from crawler.policy.causes import PASSING
from crawler.policy.conditional import KEPT, EntryMemory, kept_before
from crawler.registry.schema import SourceFile
from crawler.spiders.order import read_choice, read_day, read_moment
from pipelines.items import ROLE, Fate, Hints
from pipelines.stages import House, open_house

KINDS = ("crawl", "backfill", "replay")


class HouseSpider(Spider):
    """A spider made from a source file, with its order, its clock and its books. Asks for nothing by itself."""

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
        leased: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fixed_now = read_moment(now)
        self.day = read_day(day)
        """The day asked for, or the first of several; None means the source's today."""
        self.until = read_day(until) or self.day
        """The last day asked for."""
        self.kind = read_choice("kind", kind, KINDS)
        self.owner = owner or new_owner()
        self.alert = {"": None, "yes": True, "no": False}[read_choice("alert", alert, ("", "yes", "no"))]
        """What the order says of letters; None leaves it to the rule of the first crawl."""
        self.most = int(most) if most.isdecimal() else None
        """Addresses entered in the account at most, for a trial."""
        self.only = only
        """The one article asked for; empty means what the source's entry pages lead to."""
        self.leased = bool(leased)
        """True when the owner must hold the source's lease: who lost it meanwhile opens no run."""
        self.books = Books()
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
            "JIANBAO_TLS": source.tls or None,
            "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
            "ROBOTSTXT_OBEY": False if source.robots == "ignore" else None,
        }
        for name, value in given.items():
            if value is not None:
                settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "HouseSpider":
        """Build it as Scrapy asks for it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.house = open_house(crawler.settings["JIANBAO_HOME"])
        spider.memory = EntryMemory(spider.house.captures)
        return spider

    @property
    def run_id(self) -> int | None:
        """Number of the run; None when none was opened."""
        return self.books.frontier.run_id if self.books.frontier else None

    @property
    def account(self) -> Account:
        """Who was found and what became of them."""
        return self.books.account

    @property
    def thorough(self) -> bool:
        """True when the run before did not read all its lists: then what follows known articles may be unknown."""
        return self.books.left.has_entries

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

    def hosts(self) -> tuple[str, ...]:
        """Hosts whose articles are this source's; empty means any."""
        return self.source.hosts or tuple(urlsplit(start).hostname or "" for start in self.source.start)

    def enter(self, address: str, hints: Hints) -> bool:
        """Enter an address in the books; False when it is not to be asked for: it is there already, or as many are as
        may be, or no page has such an address."""
        if self.most is not None and self.account.ledger.discovered >= self.most:
            return False
        if not self.books.find(address, hints, alertable=self.alertable):
            return False
        if len(address.encode(errors="replace")) > LONGEST_ADDRESS:
            self.settle(address, "rejected", Reason.LONG_ADDRESS)
            return False
        return True

    def settle(
        self,
        address: str,
        fate: Fate,
        why: str = "",
        *,
        revised: bool = False,
        folded: bool = False,
        counted: bool = False,
    ) -> None:
        """Write down what became of an address, in the books and in Scrapy's stats."""
        fated = Fated(
            url=address, fate=fate, why=why, revised=revised, folded=folded, again=fate == "failed" and why in PASSING
        )
        if self.books.settle(fated, fate, counted=counted):
            self.crawler.stats.inc_value(f"jianbao/{fate}/{why}" if why else f"jianbao/{fate}")

    def keep(self, response: Response, asked_url: str, hints: dict[str, str], *, role: str = "") -> CaptureRef:
        """Keep a response as a capture; `role` marks what is no article page.

        An entry page that equals its last capture is not kept again.
        """
        kept = kept_before(response) if role else None
        if kept is not None:
            return kept
        marked = {**hints, ROLE: role} if role else dict(hints)
        if self.source.tls and response.url.startswith("https:"):
            marked[TLS] = self.source.tls
        capture = capture_of(
            response, asked_url=asked_url, fetched_at=self.clock(), source=self.source.id, hints=marked
        )
        ref = self.house.captures.keep(capture)
        if role and response.request is not None:
            response.request.meta[KEPT] = ref
        return ref
