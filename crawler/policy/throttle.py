"""Wait before each request, so that no registered domain is asked more often than agreed: by all crawls together.

Scrapy's own limits count for one crawl alone (measured: four crawls of one host with a delay of 0.5 s made 8.5
requests a second), it knows neither Crawl-delay nor Retry-After, and its limit of requests at a time is passed when
two reach the downloader in one turn of the loop (measured on 2.19: 2 in flight where 1 was set). This gate holds the
crawls of one process back by itself, and by the rows of `archive.hosts` those of all processes and restarts.
"""

import asyncio
import logging
import os
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count

from scrapy import Request
from scrapy.crawler import Crawler

from archive.hosts import Hosts, Manners
from crawler.policy.causes import Refused
from crawler.policy.domains import domain_of
from pipelines.stages import open_house

log = logging.getLogger(__name__)

LATE_S = 0.1
"""A request that could not be sent within so many seconds after it was admitted, or within the pause between two,
asks again. One without an answer counts for two pauses, so that it may be late by one."""
LOOK_S = 5.0
"""A domain that is asked without pauses is looked up so often, in seconds: another process may have been told off."""


@dataclass(slots=True)
class Lane:
    """One domain, seen from this process."""

    inside: int = 0
    queue: "deque[asyncio.Future[None]]" = field(default_factory=deque)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the one request that waits for its moment: first come, first served."""
    seen: Manners = field(default_factory=Manners)
    looked_at_s: float = 0.0


class Gate:
    """The gate of one process."""

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        self._lanes: dict[str, Lane] = {}
        self.asking_robots: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By origin: held by the crawl that asks for robots.txt, while the others of this process wait."""
        self._numbers = count(1)
        self._sent_at_s: dict[str, float] = {}
        """Visit under way → when it was admitted, on the monotonic clock."""

    async def enter(self, domain: str, *, delay_s: float, concurrency: int, longest_s: float, max_wait_s: float) -> str:
        """Wait for the next moment at which a domain may be asked; return the name of the visit, for `leave`.

        Raises Refused when the domain wants to be left alone for longer than `max_wait_s`.
        """
        lane = self._lanes.setdefault(domain, Lane())
        await self._place(lane, concurrency)
        is_in = False
        try:
            async with lane.turn:
                visit = await self._moment(domain, lane, delay_s, concurrency, longest_s, max_wait_s)
            is_in = True
        finally:
            if not is_in:
                self._give_place(lane)
        return visit

    def leave(self, domain: str, visit: str, *, delay_s: float) -> None:
        """Give the place of an answered request to the next that waits."""
        if visit:
            took_s = time.monotonic() - self._sent_at_s.pop(visit)
            self.hosts.leave(domain, visit, delay_s=delay_s, now_s=time.time(), took_s=took_s)
        self._give_place(self._lanes[domain])

    def close(self, domain: str, wait_s: float) -> None:
        """Ask nothing of a domain for so many seconds."""
        self.hosts.close(domain, time.time() + wait_s)
        self._forget(domain)

    def strike(self, domain: str) -> float:
        """Back off from a domain that says 429; return for how many seconds."""
        pause_s = self.hosts.strike(domain, time.time())
        self._forget(domain)
        return pause_s

    def forgive(self, domain: str) -> None:
        """Note that a domain answers again."""
        lane = self._lanes.get(domain)
        if lane is not None and lane.seen.strikes:
            self.hosts.forgive(domain)
            self._forget(domain)

    def slow_down(self, domain: str, delay_s: float) -> None:
        """Remember the pause between requests that a domain asks for."""
        self.hosts.slow_down(domain, delay_s, now_s=time.time())
        self._forget(domain)

    async def _moment(
        self, domain: str, lane: Lane, delay_s: float, concurrency: int, longest_s: float, max_wait_s: float
    ) -> str:
        if self._is_free_for_all(domain, lane, delay_s):
            return ""
        visit = f"{os.getpid()}-{next(self._numbers)}"
        while True:
            now_s = time.time()
            turn = self.hosts.take_turn(
                domain, visit, delay_s=delay_s, concurrency=concurrency, longest_s=longest_s, now_s=now_s
            )
            if turn.admitted:
                await asyncio.sleep(0)
                if time.time() - now_s <= max(LATE_S, delay_s):
                    self._sent_at_s[visit] = time.monotonic()
                    return visit
                # Something held this process up, and others count from the moment it was admitted: once more.
                self.hosts.leave(domain, visit, delay_s=delay_s, now_s=time.time())
                continue
            wait_s = turn.again_at_s - now_s
            if turn.closed and wait_s > max_wait_s:
                until = datetime.fromtimestamp(turn.again_at_s, UTC)
                raise Refused("stay-away", f"{domain} wants to be left alone until {until:%Y-%m-%d %H:%M} UTC")
            await asyncio.sleep(max(wait_s, 0.0))

    def _is_free_for_all(self, domain: str, lane: Lane, delay_s: float) -> bool:
        """True for a domain that is asked without pauses and has asked for none: it needs no row."""
        if delay_s > 0:
            return False
        now_s = time.time()
        if now_s - lane.looked_at_s > LOOK_S:
            lane.seen, lane.looked_at_s = self.hosts.look(domain), now_s
        return lane.seen.delay_s == 0 and lane.seen.closed_until_s <= now_s

    async def _place(self, lane: Lane, concurrency: int) -> None:
        """Wait until fewer than `concurrency` requests of this process are under way, first come first served."""
        if lane.inside < concurrency and not lane.queue:
            lane.inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        lane.queue.append(turn)
        await turn

    def _give_place(self, lane: Lane) -> None:
        while lane.queue:
            turn = lane.queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        lane.inside -= 1

    def _forget(self, domain: str) -> None:
        lane = self._lanes.get(domain)
        if lane is not None:
            lane.looked_at_s = 0.0


@cache
def gate_of(home: str) -> Gate:
    """Return the gate of this process for an archive."""
    return Gate(Hosts(open_house(home).engine))


class Throttle:
    """The gate as the crawl of one source passes it."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.delay_s = settings.getfloat("JIANBAO_DELAY_S")
        self.concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        # Its time and that of a slow name server.
        self.longest_s = settings.getfloat("DOWNLOAD_TIMEOUT") + settings.getfloat("DNS_TIMEOUT")
        self.max_wait_s = settings.getfloat("JIANBAO_MAX_WAIT_S")
        self.gate = gate_of(settings["JIANBAO_HOME"])

    @asynccontextmanager
    async def passed(self, request: Request) -> AsyncIterator[None]:
        """Hold the request until its domain may be asked again, or refuse it; it is under way while the block runs."""
        domain = domain_of(request)
        visit = await self.gate.enter(
            domain,
            delay_s=self.delay_s,
            concurrency=self.concurrency,
            longest_s=self.longest_s,
            max_wait_s=self.max_wait_s,
        )
        try:
            yield
        finally:
            self.gate.leave(domain, visit, delay_s=self.delay_s)
