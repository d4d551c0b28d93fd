"""Wait before each request, so that no host is asked more often than agreed: by all crawls of this process together.

Scrapy's own limits count for one crawl alone (measured: four crawls of one host with a delay of 0.5 s made 8.5
requests a second), it knows neither Crawl-delay nor Retry-After, and its limit of requests at a time is passed when
two reach the downloader in one turn of the loop (measured on 2.19: 2 in flight where 1 was set). This gate holds all.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawler.policy.identity import PRODUCT

log = logging.getLogger(__name__)


@dataclass(slots=True)
class HostGate:
    """Who may ask each host, and when. Times are seconds of the monotonic clock."""

    _free_at: dict[str, float] = field(default_factory=dict)
    _asked_delay_s: dict[str, float] = field(default_factory=dict)
    _inside: Counter[str] = field(default_factory=Counter)
    _queues: dict[str, deque[asyncio.Future[None]]] = field(default_factory=dict)

    async def enter(self, host: str, concurrency: int) -> None:
        """Wait until fewer than `concurrency` requests to the host are under way, first come first served."""
        queue = self._queues.setdefault(host, deque())
        if self._inside[host] < concurrency and not queue:
            self._inside[host] += 1
            return
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        await turn

    def leave(self, host: str) -> None:
        """Give the place of an answered request to the next that waits."""
        queue = self._queues.get(host)
        if queue:
            queue.popleft().set_result(None)
        else:
            self._inside[host] -= 1

    def reserve(self, host: str, delay_s: float, now: float) -> float:
        """Take the host's next free moment and return how many seconds to wait for it."""
        begin = max(now, self._free_at.get(host, now))
        self._free_at[host] = begin + max(delay_s, self._asked_delay_s.get(host, 0.0))
        return begin - now

    def slow_down(self, host: str, delay_s: float) -> None:
        """Remember the pause between requests that a host asks for in robots.txt."""
        self._asked_delay_s[host] = delay_s

    def close_for(self, host: str, wait_s: float, now: float) -> None:
        """Ask nothing of a host for `wait_s` seconds, as it asked by Retry-After."""
        self._free_at[host] = max(self._free_at.get(host, now), now + wait_s)


GATE = HostGate()
"""The gate of this process."""


class Throttle:
    """Downloader middleware that makes each request wait for its turn at the gate."""

    def __init__(self, *, delay_s: float, concurrency: int, max_wait_s: float, gate: HostGate = GATE) -> None:
        self.delay_s = delay_s
        self.concurrency = concurrency
        self.max_wait_s = max_wait_s
        self.gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        """Build it as Scrapy asks for it, and listen to what robots.txt files say."""
        made = cls(
            delay_s=crawler.settings.getfloat("JIANBAO_DELAY_S"),
            concurrency=crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            max_wait_s=crawler.settings.getfloat("JIANBAO_MAX_WAIT_S"),
        )
        crawler.signals.connect(made.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(made.left, signal=signals.request_left_downloader)
        return made

    async def process_request(self, request: Request) -> None:
        """Hold the request until its host may be asked again."""
        await self.gate.enter(host_of(request), self.concurrency)
        wait_s = self.gate.reserve(host_of(request), self.delay_s, time.monotonic())
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    def left(self, request: Request) -> None:
        """Let the next request to the host in: this one has its answer, or has failed."""
        self.gate.leave(host_of(request))

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the Crawl-delay of a robots.txt, up to the longest pause we agree to."""
        asked_s = robotparser.crawl_delay(PRODUCT)
        if asked_s:
            self.gate.slow_down(host_of(request), min(asked_s, self.max_wait_s))
            log.info("a site asks for a pause", extra={"host": host_of(request), "delay_s": asked_s})


def host_of(request: Request) -> str:
    """Return the host a request goes to; ports of one host share its turn."""
    return urlsplit(request.url).hostname or ""
