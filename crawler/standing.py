"""A crawler that stays: orders come as JSON lines on stdin, are crawled side by side, and each end is told on stdout.

The first line may be `{"settings": {...}}`, the sections of jianbao.toml that count. A further one is
`{"orders": [{"order": 7, "source": "river-daily", "now": ""}]}`, or `{"leave": true}`: take no more, go when the last
crawl has ended. When stdin closes, whoever gave the orders is dead: all crawls end as after SIGTERM. Every few seconds
a line says that the process lives and how much memory it holds, for whoever decides on its successor.

Starting a process for a crawl costs many times what a crawl in here does; `tests.bench standing` measures both.
"""

import asyncio
import json
import logging
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from archive.config import FILE_NAME, Config, load_config
from archive.errors import SourceError
from crawler.registry import Registry
from crawler.registry.loader import spider_of
from crawler.telling import say, tell

log = logging.getLogger(__name__)

BEAT_S = 5.0
"""How often the process says that it lives."""
END_S = 30.0
"""Seconds that crawls get to end well once the giver of orders is dead; then the process goes with what is stored."""
MEGABYTE = 1024 * 1024


class StandingCrawler:
    """The crawls of one process, as they are ordered."""

    def __init__(self, process: AsyncCrawlerProcess, registry: Callable[[], Registry], said: dict[str, Any]) -> None:
        self.process = process
        self.registry = registry
        self.said = said
        """Arguments of every spider, such as the holder of the leases."""
        self.open = 0
        """Crawls under way."""
        self.leaving = False
        self.loop = asyncio.get_event_loop()

    def run(self, first: dict[str, Any]) -> None:
        """Take orders until asked to leave, the `first` one is here already."""
        self.loop.call_soon(self.take, first)
        threading.Thread(target=self._listen, name="orders", daemon=True).start()
        self.loop.call_soon(self._beat)
        self.process.start(stop_after_crawl=False)

    def take(self, line: dict[str, Any]) -> None:
        """Do what one line asks for."""
        orders = line.get("orders", ())
        registry = self.registry() if orders else None
        for order in orders:
            assert registry is not None
            self._begin(dict(order), registry)
        if line.get("leave"):
            self.leaving = True
            self._leave_if_idle()

    def _begin(self, order: dict[str, Any], registry: Registry) -> None:
        number, source = order.pop("order"), order.pop("source")
        try:
            crawler = self.process.create_crawler(spider_of(registry.get(source)))
        except SourceError as error:
            say({"order": number, "source": source, "run": None, "outcome": "failed", "detail": error.wrong})
            return
        self.open += 1
        crawl = self.process.crawl(crawler, **self.said, **order)
        crawl.add_done_callback(partial(self._ended, crawler, number))

    def _ended(self, crawler: Crawler, number: int, done: "asyncio.Task[None]") -> None:
        self.open -= 1
        tell(crawler, done.exception(), order=number)
        self._leave_if_idle()

    def _leave_if_idle(self) -> None:
        if self.leaving and not self.open:
            os.kill(os.getpid(), signal.SIGTERM)

    def _beat(self) -> None:
        say({"beat": {"mb": memory_mb(), "crawls": self.open}})
        self.loop.call_later(BEAT_S, self._beat)

    def _listen(self) -> None:
        for line in sys.stdin:
            try:
                order = json.loads(line)
            except ValueError:
                log.error("an order is not JSON", extra={"line": line.strip()[:200]})
                continue
            self.loop.call_soon_threadsafe(self.take, order)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(END_S)
        # What waits now waits for ever, and the leases of a crawl that renews them would never end.
        os._exit(1)


def first_line() -> dict[str, Any]:
    """Return the first line of stdin: settings or orders, nothing when it closes at once."""
    try:
        told = json.loads(sys.stdin.readline() or "{}")
    except ValueError:
        log.error("the first order is not JSON")
        return {}
    return told if isinstance(told, dict) else {}


def told_config(home: Path | None, first: dict[str, Any]) -> Config:
    """Return the settings that stand in the first line, else those in the file.

    The clock hands its own over: while the file holds a mistake, the settings from before it count for both.
    """
    if home is None or "settings" not in first:
        return load_config(home)
    folder = home.resolve()
    given = {name: value for name, value in os.environ.items() if name.startswith("JIANBAO_")}
    return Config(home=folder, tables=first["settings"], environment=given, path=folder / FILE_NAME)


def memory_mb() -> float:
    """Return the memory that this process holds, in megabytes; the most it ever held where the kernel tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / MEGABYTE
