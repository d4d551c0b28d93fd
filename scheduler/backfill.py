"""Fetch what a source published in the past: which days are still to be walked, and the walk, newest day first.

Each step is a run of kind `backfill` with its own account. A step that has ended well is never walked again, so a walk
that was killed goes on where it was. Nothing fetched here is ever mailed, and no due time changes.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from archive import runs
from archive.config import Config
from archive.errors import AskedWrongly
from archive.owners import is_gone
from archive.records import Ledger
from crawler.registry import SourceFile, load_registry
from crawler.registry.timetable import parse_weekdays
from scheduler.books import running_from
from scheduler.dispatch import Ended, Watch, run_crawler
from scheduler.orders import opened
from scheduler.plan import clock_config

log = logging.getLogger(__name__)

LONGEST_STEP = {"edition": 1, "sitemap": 31, "jsonapi": 31, "listing": 36_500, "govsite": 36_500}
"""Days asked for at once. A list can only be walked from its newest page on, so it is walked once for all days."""
STEPS_A_PROCESS = 100
"""A crawler process grows by some kilobytes with each crawl (measured: 4), so it is changed now and then."""
TRIES = 3
"""So many crawler processes in a row may end without finishing a step before the walk is given up."""
LOOK_S = 0.2
"""How often a run in the way is looked at, in seconds."""
LONGEST_WAIT_S = 7200.0
"""How long a run in the way is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The days that one run asks for."""

    day: date
    until: date

    @property
    def days(self) -> int:
        """How many days they are."""
        return (self.until - self.day).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a backfill would walk."""

    source: str
    since: date
    until: date
    steps: tuple[Step, ...]
    """Newest first."""
    done_days: int
    """Days that an earlier backfill has finished."""
    idle_days: int
    """Days on which the source does not appear."""


@dataclass(slots=True, kw_only=True)
class StepEnd:
    """How one step ended."""

    day: date
    until: date
    outcome: str
    """done, failed, blocked or stopped."""
    detail: str = ""
    run_id: int | None = None
    ledger: Ledger = field(default_factory=Ledger)


@dataclass(slots=True, kw_only=True)
class Listener:
    """Who hears how each step ended, and who may end the walk."""

    told: Callable[[StepEnd], None] = lambda end: None
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True, kw_only=True)
class Walked:
    """What a backfill did."""

    plan: Plan
    ends: list[StepEnd] = field(default_factory=list)
    """In the order walked."""
    why: str = ""
    """Why steps are left; empty when none are."""

    @property
    def left(self) -> int:
        """Steps that were not walked."""
        return len(self.plan.steps) - len(self.ends)

    @property
    def well(self) -> bool:
        """True when every step of the plan is done."""
        return not self.left and all(end.outcome == "done" for end in self.ends)


def plan(config: Config, source_id: str, *, since: date, until: date | None, now: datetime) -> Plan:
    """Return what is still to be walked from `since` to `until` (None: yesterday on the source's clock).

    Raises SourceError for an unknown source, AskedWrongly when its family knows no past or the days are none.
    """
    source = load_registry(config, strict=False).get(source_id)
    if source.family not in LONGEST_STEP:
        raise AskedWrongly(
            f"{source_id} is a {source.family}, which lists only what is new",
            mend="write a source file for the site's sitemap or lists, or import saved pages",
        )
    today = now.astimezone(source.zone).date()
    last = min(until or today - timedelta(days=1), today)
    if since > last:
        raise AskedWrongly(f"there is no day from {since} to {last}", mend="give an earlier --since")
    with opened(config) as engine:
        done = {day for first, end in runs.walked(engine, source_id) for day in _days(first, end)}
    asked = [day for day in _days(since, last) if day not in done]
    wanted = [day for day in asked if _appears(source, day)]
    steps = tuple(reversed(_steps(wanted, LONGEST_STEP[source.family])))
    count = (last - since).days + 1
    return Plan(
        source=source_id,
        since=since,
        until=last,
        steps=steps,
        done_days=count - len(asked),
        idle_days=len(asked) - len(wanted),
    )


def backfill(config: Config, planned: Plan, *, now: datetime, listener: Listener | None = None) -> Walked:
    """Walk the steps of a plan, politely and one after the other; return how each ended."""
    hears = listener or Listener()
    walked = Walked(plan=planned)
    tries = 0
    with opened(config) as engine:
        while walked.left and tries < TRIES and not walked.why:
            walked.why = wait_for_way(engine, planned.source, now=now, stop=hears.stop)
            if walked.why:
                break
            before = len(walked.ends)
            rest = planned.steps[before:][:STEPS_A_PROCESS]
            ended = _run(config, planned.source, rest, walked, hears, now)
            if ended.why != "finished":
                walked.why = "stopped by hand" if ended.why == "stopped" else f"ended by {ended.why}"
            elif len(walked.ends) == before:
                tries += 1
                log.warning("the crawler finished no step", extra={"source": planned.source, "code": ended.code})
            else:
                tries, walked.why = 0, _why_enough(walked, before + len(rest))
    if walked.left and not walked.why:
        walked.why = f"{TRIES} crawler processes in a row finished no step"
    return walked


def wait_for_way(engine: Engine, source: str, *, now: datetime, stop: threading.Event) -> str:
    """Wait until no run of the source is open; return why that did not come about, empty when it did.

    A run whose process on this machine is gone, as after a kill -9, gives way at once: its lease is taken back, and
    the next run closes it as lost.
    """
    clock = running_from(now)
    for _ in range(int(LONGEST_WAIT_S / LOOK_S)):
        last = runs.history(engine, source=source, limit=1)
        if not last or last[0].ended_at is not None or _lease_has_ended(engine, source, clock()):
            return ""
        if is_gone(last[0].owner):
            runs.release(engine, [source], owner=last[0].owner)
            return ""
        if stop.wait(LOOK_S):
            return "stopped by hand"
    return "another run of the source does not end"


def _run(config: Config, source: str, steps: Sequence[Step], walked: Walked, hears: Listener, now: datetime) -> Ended:
    """Let one crawler process walk the steps; it holds its own lease, so that the clock's crawls come in between."""

    def heard(line: dict[str, Any]) -> None:
        end = _end_of(line)
        if end.outcome != "refused" and not (end.outcome == "failed" and hears.stop.is_set()):
            walked.ends.append(end)
            hears.told(end)

    settings = clock_config(config)
    watch = Watch(limit_s=settings.crawl_limit_s * len(steps), drain_s=settings.drain_s, stop=hears.stop)
    stretches = ",".join(f"{step.day}..{step.until}" for step in steps)
    given = ["--home", str(config.home), "--kind", "backfill", "--walk", stretches]
    if abs(now - datetime.now(now.tzinfo)) > timedelta(minutes=2):
        given += ["--now", now.isoformat()]
    return run_crawler([*given, "--", source], environment=config.environment, heard=heard, watch=watch)


def _end_of(line: dict[str, Any]) -> StepEnd:
    ledger = line.get("ledger")
    return StepEnd(
        day=date.fromisoformat(line["day"]),
        until=date.fromisoformat(line["until"]),
        outcome=str(line.get("outcome", "failed")),
        detail=str(line.get("detail", "")),
        run_id=line.get("run"),
        ledger=Ledger(**ledger) if isinstance(ledger, dict) else Ledger(),
    )


def _why_enough(walked: Walked, expected: int) -> str:
    """Say why the crawler ended the walk before its last step; empty when it did not, or another run was in the way."""
    last = walked.ends[-1]
    if len(walked.ends) == expected or last.outcome == "done":
        return ""
    return f"{last.day}: {last.outcome}: {last.detail}"


def _appears(source: SourceFile, day: date) -> bool:
    return source.family != "edition" or day.weekday() in parse_weekdays(source.edition.weekdays)


def _steps(days: Sequence[date], longest: int) -> list[Step]:
    """Return stretches of following days, each within a calendar month when they are to be short; oldest first."""
    steps: list[list[date]] = []
    before: date | None = None
    for day in days:
        follows = before is not None and (day - before).days == 1
        new_month = longest <= 31 and before is not None and day.month != before.month
        if follows and not new_month and len(steps[-1]) < longest:
            steps[-1].append(day)
        else:
            steps.append([day])
        before = day
    return [Step(day=stretch[0], until=stretch[-1]) for stretch in steps]


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _lease_has_ended(engine: Engine, source: str, now: datetime) -> bool:
    leases = [state.lease_until for state in runs.states(engine) if state.id == source]
    return any(lease is None or lease <= now for lease in leases)
