"""Wait before each request, so that no host is asked more often than agreed: by all crawls of this process together.

Scrapy's own delay counts for one crawl alone (measured: four crawls of one host with a delay of 0.5 s made 8.5
requests a second) and knows neither Crawl-delay nor Retry-After. This gate knows both.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawler.policy.identity import PRODUCT

log = logging.getLogger(__name__)


@dataclass(slots=True)
class HostGate:
    """When each host may be asked next. Times are seconds of the monotonic clock."""

    _free_at: dict[str, float] = field(default_factory=dict)
    _asked_delay_s: dict[str, float] = field(default_factory=dict)

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

    def __init__(self, *, delay_s: float, max_wait_s: float, gate: HostGate = GATE) -> None:
        self.delay_s = delay_s
        self.max_wait_s = max_wait_s
        self.gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        """Build it as Scrapy asks for it, and listen to what robots.txt files say."""
        made = cls(
            delay_s=crawler.settings.getfloat("JIANBAO_DELAY_S"),
            max_wait_s=crawler.settings.getfloat("JIANBAO_MAX_WAIT_S"),
        )
        crawler.signals.connect(made.robots_parsed, signal=signals.robots_parsed)
        return made

    async def process_request(self, request: Request) -> None:
        """Hold the request until its host may be asked again."""
        wait_s = self.gate.reserve(host_of(request), self.delay_s, time.monotonic())
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the Crawl-delay of a robots.txt, up to the longest pause we agree to."""
        asked_s = robotparser.crawl_delay(PRODUCT)
        if asked_s:
            self.gate.slow_down(host_of(request), min(asked_s, self.max_wait_s))
            log.info("a site asks for a pause", extra={"host": host_of(request), "delay_s": asked_s})


def host_of(request: Request) -> str:
    """Return the host a request goes to; ports of one host share its turn."""
    return urlsplit(request.url).hostname or ""
