"""One order to crawl: a crawler process for its sources, their leases while it runs, their due times afterwards.

Which sources are due is the clock's question; fetching and the books of each crawl are the crawler process's.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from archive import runs
from archive.config import Config
from archive.errors import AskedWrongly, DatabaseError
from archive.holders import expect
from archive.records import Ledger
from crawler.registry import SourceFile
from crawler.registry.timetable import parse_every
from scheduler.dispatch import Ended, Watch, run_crawler
from scheduler.hours import learned_profile
from scheduler.plan import ClockConfig, Hours, clock_config, due_after, due_after_run

log = logging.getLogger(__name__)

REPLAY_SOURCE = "replay"
"""Source id of replayed pages that no source lends its selectors to."""
BEATS_PER_LEASE = 4
"""A lease is renewed four times before it would end, so three renewals may be late."""
# A moment further off than this is not the present: it is told to the crawler, whose clock then stands still at it.
PRESENT = timedelta(minutes=2)


@dataclass(slots=True, kw_only=True)
class Crawl:
    """What is asked of one crawler process."""

    sources: tuple[SourceFile, ...]
    owner: str
    """Holder of the leases."""
    now: datetime
    kind: str = "crawl"
    """crawl, backfill or replay."""
    day: date | None = None
    alert: bool | None = None
    """Whether what is new may be mailed; None: unless it is a first crawl or a backfill."""
    folder: Path | None = None
    """Folder of saved pages, for a replay."""


@dataclass(slots=True, kw_only=True)
class CrawlEnd:
    """How the crawl of one source ended."""

    source: str
    outcome: str
    """done, failed, blocked, refused (another run was going on) or stopped (asked to)."""
    detail: str = ""
    run_id: int | None = None
    """None when no run was opened."""
    ledger: Ledger = field(default_factory=Ledger)
    fresh_s: int = 0
    """Seconds for which the source says that its entry page stays as it is."""


@dataclass(slots=True, kw_only=True)
class Company:
    """Who listens to a crawl, who may end it, and the chance that spreads due times."""

    told: Callable[[CrawlEnd], None] = lambda end: None
    """Called when the crawl of a source ended."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set to end the crawl early."""
    rng: Random = field(default_factory=Random)


def run_crawl(
    config: Config, engine: Engine, order: Crawl, company: Company, clock: Callable[[], datetime]
) -> tuple[CrawlEnd, ...]:
    """Run the crawler process of an order to its end; return how each source fared, in the order asked.

    `clock` showed `order.now` when the order was given and runs on, so that leases end when they say.
    """
    settings = clock_config(config)
    names = [one.id for one in order.sources] or [REPLAY_SOURCE]
    ends: dict[str, CrawlEnd] = {}
    expect_regular(engine, order, company)

    def heard(line: dict[str, Any]) -> None:
        end = end_of(line, stopped=company.stop.is_set())
        ends[end.source] = end
        settle(engine, order, end, clock(), company)

    watch = Watch(
        limit_s=settings.crawl_limit_s,
        drain_s=settings.drain_s,
        stop=company.stop,
        beat=lambda: renew(engine, names, order.owner, clock(), settings),
        beat_s=settings.lease_s / BEATS_PER_LEASE,
    )
    try:
        ended = run_crawler(_arguments(config, order), environment=config.environment, heard=heard, watch=watch)
        _check_asked_well(ended)
        for name in names:
            if name not in ends:
                ends[name] = mute_end(engine, name, order, ended, clock())
                settle(engine, order, ends[name], clock(), company)
    finally:
        # What was not crawled after all stays due; so does what another run was in the way of.
        idle = [name for name in names if name not in ends or ends[name].outcome == "refused"]
        if order.kind == "crawl":
            expect(engine, dict.fromkeys(idle, order.now), owner=order.owner)
        runs.release(engine, names, owner=order.owner)
    return tuple(ends[name] for name in names)


def expect_regular(engine: Engine, order: Crawl, company: Company) -> None:
    """Write down when the sources are due next if all goes well: whoever dies now leaves none to be crawled twice."""
    if order.kind != "crawl":
        return
    due = {
        one.id: due_after(
            one.every, last=order.now, now=order.now, rng=company.rng, hours=hours_of(engine, one, order.now)
        )
        for one in order.sources
        if one.every
    }
    expect(engine, due, owner=order.owner)


def _arguments(config: Config, order: Crawl) -> list[str]:
    """Return the command line of the crawler process, see `python -m crawler --help`."""
    level = "info" if logging.getLogger().isEnabledFor(logging.INFO) else "warning"
    given = ["--home", str(config.home), "--owner", order.owner, "--log-level", level]
    if abs(order.now - datetime.now(UTC)) > PRESENT:
        given += ["--now", order.now.isoformat()]
    if order.day is not None:
        given += ["--day", order.day.isoformat()]
    if order.folder is not None:
        given += ["--replay", str(order.folder)]
    else:
        given += ["--kind", order.kind]
    if order.alert is not None:
        given.append("--alert" if order.alert else "--no-alert")
    return [*given, "--", *(one.id for one in order.sources)]


def renew(engine: Engine, names: list[str], owner: str, now: datetime, settings: ClockConfig) -> None:
    """Prolong the leases. A database that is busy for once is no reason to end a crawl: the next beat is near."""
    try:
        held = runs.renew(engine, names, now=now, owner=owner, lease_s=settings.lease_s)
    except (OperationalError, DatabaseError) as error:
        log.warning("leases not renewed, the next beat tries again", extra={"cause": str(error)[:300]})
    else:
        log.debug("leases renewed", extra={"sources": len(held)})


def end_of(line: Mapping[str, Any], *, stopped: bool) -> CrawlEnd:
    """Return what a line of the crawler process says."""
    outcome = str(line.get("outcome", "failed"))
    if stopped and outcome == "failed":
        outcome = "stopped"
    ledger = line.get("ledger")
    return CrawlEnd(
        source=str(line.get("source", "")),
        outcome=outcome,
        detail=str(line.get("detail", "")),
        run_id=line.get("run"),
        ledger=Ledger(**ledger) if isinstance(ledger, dict) else Ledger(),
        fresh_s=int(line.get("fresh_s", 0)),
    )


def settle(
    engine: Engine, order: Crawl, end: CrawlEnd, now: datetime, company: Company, *, excused: bool = False
) -> None:
    """Set when a source is due next, and tell how its crawl ended. Backfills and replays change no due time.

    A crawl whose failure is `excused`, being no fault of the source, is due again at once.
    """
    known = {one.id: one for one in order.sources}
    if order.kind == "crawl" and end.source in known and end.outcome != "refused":
        due = due_after_run(
            known[end.source].every,
            outcome="stopped" if excused else end.outcome,
            found=end.ledger.discovered,
            fails=_fails(engine, end.source),
            last=order.now,
            now=now,
            rng=company.rng,
            hours=hours_of(engine, known[end.source], now),
            fresh=timedelta(seconds=end.fresh_s),
        )
        if due is not None:
            runs.schedule(engine, end.source, due)
    log.info(
        "crawl ended",
        extra={"source": end.source, "run": end.run_id, "outcome": end.outcome, "stored": end.ledger.stored},
    )
    company.told(end)


def hours_of(engine: Engine, source: SourceFile, now: datetime) -> Hours | None:
    """Return the learned hours of a source whose timetable asks for them."""
    if not source.every or parse_every(source.every).polls_a_day is None:
        return None
    return Hours(profile=learned_profile(engine, source.id, source.zone, now=now), zone=source.zone)


def _fails(engine: Engine, source: str) -> int:
    """Return how many of the latest crawls of a source failed in a row."""
    count = 0
    for run in runs.history(engine, source=source, limit=10):
        if run.outcome == "done":
            break
        count += run.kind == "crawl"
    return count


def mute_end(engine: Engine, name: str, order: Crawl, ended: Ended, now: datetime) -> CrawlEnd:
    """Close the books of a source of which the process said nothing before it ended."""
    last = runs.history(engine, source=name, limit=1)
    open_run = last[0].id if last and last[0].ended_at is None and last[0].owner == order.owner else None
    if open_run is None and ended.why == "stopped":
        return CrawlEnd(source=name, outcome="stopped", detail="stopped before it began")
    try:
        run_id = open_run or runs.begin(engine, name, kind=order.kind, now=now, owner=order.owner, day=order.day)
    except AskedWrongly as error:
        return CrawlEnd(source=name, outcome="refused", detail=error.wrong)
    detail = f"the crawler process ended by {ended.why} with code {ended.code}"
    if ended.last_words:
        detail = f"{detail}: {ended.last_words[-1][:300]}"
    closed = runs.finish(engine, run_id, now=now, outcome="failed", detail=detail)
    outcome = "stopped" if ended.why == "stopped" else "failed"
    return CrawlEnd(source=name, outcome=outcome, detail=detail, run_id=run_id, ledger=closed.ledger)


def _check_asked_well(ended: Ended) -> None:
    """Raise AskedWrongly, with the crawler's own words, when it refused the order as a whole (exit code 2)."""
    if ended.code != AskedWrongly.exit_code:
        return
    said = [line for line in ended.last_words if line.startswith(("error: ", "mend:  "))]
    wrong = next((line[7:] for line in said if line.startswith("error: ")), "the crawler refused the order")
    raise AskedWrongly(wrong, mend=next((line[7:] for line in said if line.startswith("mend:  ")), ""))
