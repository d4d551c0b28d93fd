"""Walk back through the days of one source: one crawl after the other in one process, each with a run of its own.

Starting a process costs more than crawling a day that is known (measured: 1.5 s against 0.05 s).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from archive.errors import AskedWrongly
from crawler.findings import FINISHED
from crawler.spiders.base import SourceSpider
from crawler.spiders.order import read_day

FAILS_ENOUGH = 3
"""So many failed steps in a row end the walk: the site is in trouble, or not what the source file says."""
GOES_ON = ("done", "failed")
"""Outcomes after which the next step is taken; a wall or another run of the source ends the walk."""

Tell = Callable[[Crawler, BaseException | None, "Step"], str]
"""Tells how the crawl of a step ended, and returns its outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The days that one crawl of the walk asks for."""

    day: date
    until: date
    """Last day; the same as `day` for one day."""


def read_steps(text: str) -> tuple[Step, ...]:
    """Return the steps written as `2024-02-20,2024-01-01..2024-01-31`. Raises AskedWrongly.

    >>> [str(step.until) for step in read_steps("2024-02-20,2024-01-01..2024-01-31")]
    ['2024-02-20', '2024-01-31']
    """
    steps = []
    for part in text.split(","):
        first, _, last = part.partition("..")
        day, until = read_day(first.strip()), read_day((last or first).strip())
        if day is None or until is None or until < day:
            raise AskedWrongly(f"'{part}' is no stretch of days", mend="write 2024-02-20 or 2024-02-01..2024-02-20")
        steps.append(Step(day=day, until=until))
    return tuple(steps)


class Walk:
    """One walk: starts the next crawl when the one before it has ended."""

    def __init__(
        self, process: AsyncCrawlerProcess, spider: type[SourceSpider], steps: Sequence[Step], said: dict[str, Any]
    ) -> None:
        self.process = process
        self.spider = spider
        self.steps = list(steps)
        self.said = said
        """The spider's arguments besides the days."""
        self.outcomes: list[str] = []

    def begin(self, tell: Tell) -> None:
        """Start the crawl of the next step, if one is left; the process must be started afterwards."""
        if not self.steps:
            return
        step = self.steps.pop(0)
        crawler = self.process.create_crawler(self.spider)
        days = {"day": step.day.isoformat(), "until": step.until.isoformat()}
        # Scrapy looks whether crawls are left only after the callbacks of one that ended, so the next is seen.
        self.process.crawl(crawler, **self.said, **days).add_done_callback(partial(self._ended, crawler, step, tell))

    def _ended(self, crawler: Crawler, step: Step, tell: Tell, done: "asyncio.Task[None]") -> None:
        self.outcomes.append(tell(crawler, done.exception(), step))
        reason = crawler.stats.get_value("finish_reason") if crawler.stats is not None else None
        failed = self.outcomes[-FAILS_ENOUGH:].count("failed") == FAILS_ENOUGH
        if self.outcomes[-1] in GOES_ON and reason == FINISHED and not failed:
            self.begin(tell)
