"""The standing crawler of a clock: one process that takes sources as they fall due, many side by side.

Started with the first order, and again when it has died, has grown too large, or the settings have changed: then the
old one takes no more and ends what it has, the new one takes what comes. The leases in the archive stay the truth; what
was under way when a process died is closed and due again at once, a second time in a row as after any failure.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import IO, Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from archive import runs
from archive.config import Config
from archive.errors import AskedWrongly, DatabaseError
from archive.holders import expect
from crawler.registry import SourceFile
from scheduler.crawling import (
    BEATS_PER_LEASE,
    PRESENT,
    Company,
    Crawl,
    CrawlEnd,
    end_of,
    expect_regular,
    mute_end,
    renew,
    settle,
)
from scheduler.dispatch import Ended, Watch, run_crawler
from scheduler.plan import clock_config

log = logging.getLogger(__name__)

SILENT_S = 300.0
"""A crawler says every few seconds that it lives; one silent for so long is stuck."""
LOOK_S = 0.2
START_S = 60.0
"""How long the system may take to start a process."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Hand:
    """One crawler process, from start to end."""

    config: Config
    stamp: object
    open: dict[int, Crawl] = field(default_factory=dict)
    """By number: the orders under way, each for one source."""
    leaving: bool = False
    """True when it takes no more."""
    began: threading.Event = field(default_factory=threading.Event)
    stdin: IO[str] | None = None
    """None before it was started, and when it could not be."""


class Standing:
    """Gives orders to the standing crawler and closes what it leaves. Called from several threads."""

    def __init__(self, engine: Engine, *, owner: str, now: Callable[[], datetime], company: Company) -> None:
        self.engine = engine
        self.owner = owner
        """Holder of the leases of all sources under way."""
        self.now = now
        self.company = company
        self.ended: Callable[[CrawlEnd], None] = lambda end: None
        """Called when the crawl of a source has ended and its books are closed."""
        self._hands: list[_Hand] = []
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._numbers = count(1)
        self._deaths: dict[str, int] = {}
        """Source → crawler processes that died in a row while they crawled it."""

    def under_way(self) -> int:
        """Return how many sources are being crawled."""
        with self._changed:
            return sum(len(hand.open) for hand in self._hands)

    def begin(self, config: Config, sources: Sequence[SourceFile], *, now: datetime) -> None:
        """Let the sources, whose leases the owner holds, be crawled; returns before they are."""
        crawl = Crawl(sources=tuple(sources), owner=self.owner, now=now)
        expect_regular(self.engine, crawl, self.company)
        orders = {next(self._numbers): replace(crawl, sources=(source,)) for source in sources}
        told = now.isoformat() if abs(now - datetime.now(UTC)) > PRESENT else ""
        lines = [
            {"order": number, "source": one.sources[0].id, "now": told, "leased": "yes"}
            for number, one in orders.items()
        ]
        with self._changed:
            hand = self._hand(config)
            hand.open |= orders
            # Before anybody can ask it to leave: asked first, it would go without these.
            self._say(hand, {"orders": lines})

    def prepare(self, config: Config) -> None:
        """Start a process before there is anything to order: it takes seconds until it can begin."""
        with self._changed:
            self._hand(config)

    def wait_for_place(self, most: int) -> None:
        """Return when fewer than `most` sources are under way, or all is to stop."""
        with self._changed:
            while not self.company.stop.is_set() and sum(len(hand.open) for hand in self._hands) >= most:
                self._changed.wait(LOOK_S)

    def close(self) -> None:
        """Let the processes end what they have, and leave; at once when all is to stop."""
        with self._changed:
            hands = list(self._hands)
        for hand in hands:
            self._let_go(hand)
        for thread in list(self._threads):
            thread.join()

    def _hand(self, config: Config) -> _Hand:
        """Return the process that takes orders now; a new one when there is none, or it has become unfit."""
        stamp = _stamp(config)
        for hand in [one for one in self._hands if not one.leaving]:
            if hand.stamp == stamp:
                return hand
            log.info("the settings have changed; another crawler takes over")
            self._let_go(hand)
        hand = _Hand(config=config, stamp=stamp)
        self._hands.append(hand)
        thread = threading.Thread(target=self._serve, args=(hand,), name="standing crawler", daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        return hand

    def _let_go(self, hand: _Hand) -> None:
        with self._changed:
            hand.leaving = True
            self._say(hand, {"leave": True})

    def _say(self, hand: _Hand, line: dict[str, Any]) -> None:
        hand.began.wait(START_S)
        try:
            if hand.stdin is not None:
                hand.stdin.write(json.dumps(line) + "\n")
                hand.stdin.flush()
        except (OSError, ValueError):
            # It has died; whoever listens to it closes its books.
            log.debug("the crawler took no order")

    def _serve(self, hand: _Hand) -> None:
        """Run one process to its end, and close the books of what it left."""
        settings = clock_config(hand.config)
        level = "info" if logging.getLogger().isEnabledFor(logging.INFO) else "warning"
        given = ["--home", str(hand.config.home), "--owner", self.owner, "--log-level", level, "--standing"]
        watch = Watch(
            limit_s=float("inf"),
            drain_s=settings.drain_s,
            stop=self.company.stop,
            beat=lambda: self._renew(hand),
            beat_s=settings.lease_s / BEATS_PER_LEASE,
            silent_s=SILENT_S,
            began=lambda stdin: self._introduce(hand, stdin),
        )
        ended = Ended(code=1, why="finished", last_words=("it could not be started",))
        try:
            ended = run_crawler(
                given, environment=hand.config.environment, heard=lambda line: self._hear(hand, line), watch=watch
            )
        except OSError as error:
            log.error("the crawler cannot be started", extra={"cause": str(error)})
        finally:
            hand.began.set()
            self._bury(hand, ended)

    def _introduce(self, hand: _Hand, stdin: IO[str]) -> None:
        """Hand the settings over: the file may hold a mistake by now, for which the old ones stay in force."""
        with suppress(OSError):
            stdin.write(json.dumps({"settings": hand.config.tables}, default=str) + "\n")
            stdin.flush()
        hand.stdin = stdin
        hand.began.set()

    def _hear(self, hand: _Hand, line: dict[str, Any]) -> None:
        if "beat" in line:
            most_mb = clock_config(hand.config).crawler_mb
            if line["beat"]["mb"] > most_mb and not hand.leaving:
                log.info("the crawler has grown large; another takes over", extra=line["beat"])
                self._let_go(hand)
            return
        with self._changed:
            order = hand.open.get(line.get("order", 0))
        if order is not None:
            self._deaths.pop(order.sources[0].id, None)
            with self._closing(hand, line["order"]):
                self._close(order, end_of(line, stopped=self.company.stop.is_set()))

    def _bury(self, hand: _Hand, ended: Ended) -> None:
        """Close the books of a process that has ended."""
        with self._changed:
            hand.leaving = True
            left = dict(hand.open)
        if left:
            log.warning("the crawler ended early", extra={"code": ended.code, "why": ended.why, "sources": len(left)})
        for number, order in left.items():
            with self._closing(hand, number):
                self._close_mute(order, ended)
        with self._changed:
            self._hands.remove(hand)
            self._changed.notify_all()

    def _close_mute(self, order: Crawl, ended: Ended) -> None:
        source = order.sources[0].id
        if ended.code == AskedWrongly.exit_code:
            detail = ended.last_words[0] if ended.last_words else "the crawler refused to start"
            log.error("the crawler refused to start", extra={"source": source, "wrong": detail})
            self._close(order, CrawlEnd(source=source, outcome="refused", detail=detail))
            return
        self._deaths[source] = self._deaths.get(source, 0) + 1
        end = mute_end(self.engine, source, order, ended, self.now())
        self._close(order, end, excused=self._deaths[source] == 1)

    def _close(self, order: Crawl, end: CrawlEnd, *, excused: bool = False) -> None:
        """Set the next time of a source, give its lease back, and tell."""
        settle(self.engine, order, end, self.now(), self.company, excused=excused)
        if end.run_id is None:
            # What was not crawled after all stays due; so does what another run was in the way of.
            expect(self.engine, {end.source: order.now}, owner=self.owner)
            runs.release(self.engine, [end.source], owner=self.owner)
        self.ended(end)

    @contextmanager
    def _closing(self, hand: _Hand, number: int) -> Iterator[None]:
        """Take an order off the list, whatever the database says to the closing of its books.

        What stands in the rows is right without it: the crawler closes a run in one transaction, the time of the next
        one was written before, and a lease that was not given back ends by itself.
        """
        try:
            yield
        except (DBAPIError, DatabaseError) as error:
            log.warning("the end of a crawl was not written down", extra={"cause": str(error)[:300]})
        finally:
            with self._changed:
                hand.open.pop(number, None)
                self._changed.notify_all()

    def _renew(self, hand: _Hand) -> None:
        with self._changed:
            names = [order.sources[0].id for order in hand.open.values()]
        if names:
            renew(self.engine, names, self.owner, self.now(), clock_config(hand.config))


def _stamp(config: Config) -> object:
    """Return what a crawler process was started with and does not read again: settings, and themes of the home."""
    themes = sorted((config.home / "themes").glob("*.yaml"))
    return repr(config.tables), tuple((str(path), path.stat().st_mtime_ns) for path in themes)
