"""Two clocks on one archive through virtual time: they sleep, are killed, wake between a claim and its order.

The ticks, the rows and the crawler processes are the real ones; only the clock on the wall is made up. A killed clock
is one that never says anything again: its crawler is killed with it and its leases end by themselves.
"""

import contextlib
import os
import random
import signal
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from archive import runs
from archive.config import Config
from archive.records import RunRecord
from crawler.registry import SourceFile
from scheduler import orders
from scheduler.crawling import Company
from scheduler.dispatch import Ended
from scheduler.rounds import run_order
from scheduler.service import Clock
from scheduler.standing import Standing
from tests.faults.clocks import children_of
from tests.scheduler.conftest import Newsroom

BEGIN = datetime(2026, 3, 10, 4, tzinfo=UTC)
STEP = timedelta(seconds=3)
PERIOD = timedelta(minutes=2)
SOONEST = timedelta(seconds=100)
"""Two good runs of a source that begin closer together than this are one too many."""
TICK_STEPS = 5
EVENT_STEPS = 12
"""About every so many steps a clock is killed or falls asleep."""
LONGEST_SLEEP = timedelta(seconds=200)
SOURCES = 3


@dataclass(slots=True, kw_only=True)
class Watched:
    """What the archive says of the time."""

    good: int
    """Runs that ended well."""
    doubled: int
    """Pairs of good runs of one source that begin too close together."""
    overlapping: int
    """Pairs of runs of one source that went on at once."""
    unbalanced: int
    killed: int
    slept: int
    slept_on_claims: int
    """Times a clock fell asleep between its claim and its order."""
    faults: list[str]
    longest_gap: timedelta
    """Longest time between two good runs of a source."""


class _Mortal(Standing):
    """A standing crawler whose clock may be killed: then nobody closes its books."""

    killed = False

    def _bury(self, hand: Any, ended: Ended) -> None:
        if self.killed:
            hand.open.clear()
        super()._bury(hand, ended)


class _Sleepy(Clock):
    """A clock that may fall asleep between its claim and its order."""

    def __init__(self, config: Config, engine: Engine, stage: "Stage") -> None:
        super().__init__(config, engine, now=lambda: stage.now, company=Company())
        self.stage = stage
        self.mortal = _Mortal(engine, owner=self.owner, now=lambda: stage.now, company=self.company)
        self.crawler = self.mortal
        self.wakes_at = stage.now
        self.dream: tuple[list[SourceFile], datetime] | None = None

    def _begin(self, sources: list[SourceFile], now: datetime) -> None:
        if self.stage.chance.random() < 1 / 6:
            self.dream = (sources, now)
            self.stage.slept_on_claims += 1
            self.sleep()
        else:
            super()._begin(sources, now)

    def sleep(self) -> None:
        """Do nothing for some virtual time."""
        self.wakes_at = self.stage.now + self.stage.chance.random() * LONGEST_SLEEP

    def wake(self) -> None:
        """Go on as if no time had passed."""
        if self.dream is not None:
            (sources, now), self.dream = self.dream, None
            super()._begin(sources, now)

    def kill(self) -> None:
        """End without a word, crawler and all."""
        self.mortal.killed = True
        for child in children_of(os.getpid()):
            if _is_crawler_of(child, self.owner):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        self.crawler.close()


@dataclass(slots=True, kw_only=True)
class Stage:
    """The virtual time and what happened in it."""

    chance: random.Random
    now: datetime = BEGIN
    slept_on_claims: int = 0
    slept: int = 0
    killed: int = 0
    faults: list[str] = field(default_factory=list)


def watch(newsroom: Newsroom, *, minutes: int, seed: int) -> Watched:
    """Let two clocks run for so many virtual minutes; return what the archive says."""
    for number in range(SOURCES):
        newsroom.add_feed(f"paper-{number}", number, every="2 minutes")
    newsroom.configure(lease_s=60, leader_lease_s=10)
    orders.enlist(newsroom.config)
    engine = newsroom.open()
    stage = Stage(chance=random.Random(seed))
    clocks = [_Sleepy(newsroom.config, engine, stage) for _ in range(2)]
    try:
        for step in range(minutes * 60 // int(STEP.total_seconds())):
            stage.now += STEP
            for clock in clocks:
                if clock.wakes_at <= stage.now:
                    _tick(clock, step)
            if stage.chance.random() < 1 / EVENT_STEPS:
                _happen(clocks, newsroom.config, engine, stage)
            for clock in clocks:
                clock.crawler.wait_for_place(1)
        return _watched(runs.history(engine, limit=100_000), stage, clocks)
    finally:
        for clock in clocks:
            clock.company.stop.set()
            clock.crawler.close()
        engine.dispose()


def _tick(clock: _Sleepy, step: int) -> None:
    """Do what APScheduler would; who wakes goes on where it stood, whether or not it looks first who leads."""
    if clock.stage.chance.random() < 1 / 2:
        run_order("lead", clock.lead, clock.done)
    run_order("wake", clock.wake, clock.done)
    if step % TICK_STEPS == 0 and clock.office is not None:
        run_order("sweep", clock.sweep, clock.done)
        run_order("crawl", clock.crawl, clock.done)
    run_order("lead", clock.lead, clock.done)


def _happen(clocks: list[_Sleepy], config: Config, engine: Engine, stage: Stage) -> None:
    place = stage.chance.randrange(len(clocks))
    if stage.chance.random() < 1 / 3:
        stage.killed += 1
        clocks[place].kill()
        stage.faults += clocks[place].done.faults
        clocks[place] = _Sleepy(config, engine, stage)
    else:
        stage.slept += 1
        clocks[place].sleep()


def _is_crawler_of(process: int, owner: str) -> bool:
    try:
        return owner.encode() in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has just left
        return False


def _watched(history: list[RunRecord], stage: Stage, clocks: list[_Sleepy]) -> Watched:
    good = [run for run in history if run.outcome == "done"]
    pairs = [(one, other) for one, other in combinations(good, 2) if one.source == other.source]
    gaps = [timedelta()]
    for source in {run.source for run in good}:
        begun = sorted(run.started_at for run in good if run.source == source)
        gaps += [after - before for before, after in pairwise(begun)]
    return Watched(
        good=len(good),
        doubled=sum(abs(one.started_at - other.started_at) < SOONEST for one, other in pairs),
        overlapping=sum(_overlap(one, other) for one, other in combinations(history, 2)),
        unbalanced=sum(not run.ledger.adds_up for run in history),
        killed=stage.killed,
        slept=stage.slept,
        slept_on_claims=stage.slept_on_claims,
        faults=stage.faults + [fault for clock in clocks for fault in clock.done.faults],
        longest_gap=max(gaps),
    )


def _overlap(one: RunRecord, other: RunRecord) -> bool:
    if one.source != other.source or one.ended_at is None or other.ended_at is None:
        return False
    return one.started_at < other.ended_at and other.started_at < one.ended_at
