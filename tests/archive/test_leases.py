"""Offices have one holder at a time, and a former holder is refused."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import Engine

from archive import leases, runs
from archive.db import writing
from archive.errors import AskedWrongly
from archive.leases import Lease
from archive.records import Ledger, SourceRow

pytestmark = pytest.mark.both_databases
SECOND = timedelta(seconds=1)


def take(engine: Engine, owner: str, now: datetime) -> Lease | None:
    """Ask for the office of the clock for ten seconds."""
    return leases.take(engine, "clock", owner=owner, now=now, lease_s=10)


def stands(engine: Engine, lease: Lease, now: datetime) -> bool:
    """Whether the lease holds, asked as whoever acts by it does."""
    with writing(engine) as session:
        return leases.stands(session, lease, now=now)


def test_an_office_has_one_holder(engine: Engine, now: datetime) -> None:
    """The first gets it, the second does not, and the holder may renew it."""
    first = take(engine, "a", now)

    assert first is not None
    assert take(engine, "b", now + 9 * SECOND) is None
    assert take(engine, "a", now + 9 * SECOND) == first
    assert take(engine, "b", now + 18 * SECOND) is None


def test_a_silent_holder_is_followed(engine: Engine, now: datetime) -> None:
    """When the lease has ended another takes it, and the former holder's no longer stands."""
    first = take(engine, "a", now)
    second = take(engine, "b", now + 10 * SECOND)

    assert first is not None
    assert second is not None
    assert second.fence > first.fence
    assert not stands(engine, first, now + 10 * SECOND)
    assert stands(engine, second, now + 10 * SECOND)
    assert take(engine, "a", now + 11 * SECOND) is None


def test_an_office_given_back_is_free_at_once(engine: Engine, now: datetime) -> None:
    """Nobody waits for the end of a lease that was given back; giving back a lost one takes nothing away."""
    first = take(engine, "a", now)
    assert first is not None
    leases.give_back(engine, first, now=now)
    second = take(engine, "b", now)
    assert second is not None

    leases.give_back(engine, first, now=now)

    assert stands(engine, second, now)


def test_a_former_holder_claims_nothing(engine: Engine, now: datetime) -> None:
    """A clock that was frozen while another took over finds no source due."""
    runs.enlist(engine, [SourceRow(id="yunjiang-daily", name="云江日报", family="edition")])
    first = take(engine, "a", now)
    later = now + 20 * SECOND
    second = take(engine, "b", later)

    asked = {"now": later, "lease_s": 60.0, "limit": 9}
    assert runs.claim_due(engine, owner="a", office=first, **asked) == []  # type: ignore[arg-type] # values by name
    assert runs.claim_due(engine, owner="b", office=second, **asked) == ["yunjiang-daily"]  # type: ignore[arg-type] # values by name


PERIOD = timedelta(minutes=5)
HOUR_S = 3600
LEASE_S = 60.0


class Desk:
    """A clock in virtual time: leads when it can, crawls what is due, is frozen and killed by the test."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.asleep_until = 0
        self.crawls: list[tuple[str, int, int]] = []
        """Source, run and second at which it will have been read."""

    def act(self, second: int, now: datetime, rng: Random) -> list[str]:
        """Do what a clock does in one second; return the sources whose crawls ended well."""
        ended = []
        for source, run, until in list(self.crawls):
            if until > second:
                if second % 15 == 0:
                    runs.renew(self.engine, [source], now=now, owner=self.name, lease_s=LEASE_S)
                continue
            self.crawls.remove((source, run, until))
            if source in runs.renew(self.engine, [source], now=now, owner=self.name, lease_s=LEASE_S):
                runs.finish(self.engine, run, now=now, ledger=Ledger(), outcome="done")
                runs.schedule(self.engine, source, now + PERIOD)
                ended.append(source)
        if second % 3 == 0:
            self._lead(second, now, rng)
        return ended

    def _lead(self, second: int, now: datetime, rng: Random) -> None:
        office = leases.take(self.engine, "clock", owner=self.name, now=now, lease_s=10)
        if office is None:
            return
        runs.sweep(self.engine, now=now)
        due = runs.claim_due(self.engine, now=now, owner=self.name, lease_s=LEASE_S, limit=3, office=office)
        for source in due:
            try:
                run = runs.begin(self.engine, source, kind="crawl", now=now, owner=self.name)
            except AskedWrongly:
                continue
            self.crawls.append((source, run, second + rng.randrange(1, 40)))


def test_two_clocks_for_an_hour_run_nothing_twice(engine: Engine, now: datetime) -> None:
    """With pauses and kills at random moments no source is crawled by two at once or sooner than it is due."""
    rng = Random(9)
    runs.enlist(engine, [SourceRow(id=f"paper-{number}", name="", family="feed") for number in range(6)])
    desks = [Desk(engine, "a-1"), Desk(engine, "b-1")]
    done: list[tuple[str, int]] = []
    for second in range(0, HOUR_S, 3):
        at = now + timedelta(seconds=second)
        for place, desk in enumerate(desks):
            if rng.random() < 0.01:
                desk.asleep_until = second + rng.randrange(5, 240)
            if rng.random() < 0.005:
                desks[place] = desk = Desk(engine, f"{desk.name.split('-')[0]}-{second}")
            if desk.asleep_until <= second:
                done += [(source, second) for source in desk.act(second, at, rng)]

    times = {source: [second for name, second in done if name == source] for source, _ in done}
    gaps = [later - sooner for each in times.values() for sooner, later in pairwise(each)]
    history = [run for source in times for run in runs.history(engine, source=source, limit=500)]
    overlaps = [
        (one.id, other.id)
        for one in history
        for other in history
        if one.id < other.id and one.source == other.source and (one.ended_at or at) > other.started_at
    ]
    assert len(times) == 6
    assert min(gaps) >= PERIOD.total_seconds()
    assert max(gaps) <= PERIOD.total_seconds() + 600
    assert any(run.outcome == "lost" for run in history)
    assert overlaps == []
