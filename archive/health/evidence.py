"""The evidence of all sources at once, in a fixed number of questions to the database, however many there are."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Engine, and_, func, literal, select
from sqlalchemy.orm import Session, aliased

from archive.db import reading
from archive.health.fields import Coverage
from archive.health.habit import HOURS, Habit
from archive.health.judging import Evidence
from archive.health.polls import Poll, Polls
from archive.models import Habit as HabitRow
from archive.models import Run, Source
from archive.runs import record_of

LAST_RUNS, FETCHING_RUNS, GOOD_RUNS = 6, 3, 8
"""Runs of a source that are looked at: the newest, those that had pages to read, those that stored something."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Such: TypeAlias = Callable[[type[Run]], ColumnElement[bool]]


def gather(engine: Engine, *, source: str | None = None) -> dict[str, Evidence]:
    """Return source → evidence, of all sources or of one; those of which nothing is known are left out."""
    with reading(engine) as session:
        habits = _habits(session, source)
        last = _newest(session, LAST_RUNS, source, lambda run: run.id > 0)
        fetching = _newest(session, FETCHING_RUNS, source, _had_pages)
        good = _newest(session, GOOD_RUNS, source, _stored)
    found = {}
    for name in habits.keys() | last.keys():
        habit, coverage = habits.get(name, (None, Coverage()))
        runs = last.get(name, [])
        polls = Polls(
            last=tuple(_poll(run) for run in runs if _looked(run)),
            fetching=tuple(map(_poll, fetching.get(name, []))),
            good=tuple(map(_poll, good.get(name, []))),
        )
        newest = record_of(runs[0]) if runs else None
        found[name] = Evidence(last=newest, habit=habit, coverage=coverage, polls=polls)
    return found


def habit_of(row: HabitRow) -> tuple[Habit, Coverage]:
    """Return what a row says."""
    habit = Habit(
        last_new_at=row.last_new_at,
        week=row.week,
        weeks=row.weeks,
        past=list(row.past) or [0.0] * HOURS,
        running={int(hour): count for hour, count in row.running.items()},
    )
    return habit, Coverage(recent=list(row.recent), before=dict(row.fields))


def _habits(session: Session, source: str | None) -> Mapping[str, tuple[Habit | None, Coverage]]:
    wanted = select(HabitRow)
    if source is not None:
        wanted = wanted.where(HabitRow.source == source)
    return {row.source: habit_of(row) for row in session.scalars(wanted)}


def _newest(session: Session, count: int, source: str | None, such: Such) -> Mapping[str, Sequence[Run]]:
    """Return source → its newest runs of a kind, newest first.

    For each source the index leads to the begin of the oldest run wanted, and from there on to these alone.
    """
    other = aliased(Run)
    oldest = (
        select(other.started_at)
        .where(other.source == Source.id, such(other))
        .order_by(other.started_at.desc())
        .offset(count - 1)
        .limit(1)
        .scalar_subquery()
    )
    long_ago = literal(LONG_AGO, Run.started_at.type)
    wanted = (
        select(Run)
        .join(Source, Source.id == Run.source)
        .where(Run.started_at >= func.coalesce(oldest, long_ago), such(Run))
        .order_by(Run.source, Run.started_at.desc(), Run.id.desc())
    )
    if source is not None:
        wanted = wanted.where(Source.id == source)
    found: dict[str, list[Run]] = defaultdict(list)
    for run in session.scalars(wanted):
        found[run.source].append(run)
    return found


def _looks(run: type[Run]) -> ColumnElement[bool]:
    """Runs that asked the source for what it has now, and ended well."""
    return and_(run.kind == "crawl", run.day.is_(None), run.outcome == "done")


def _had_pages(run: type[Run]) -> ColumnElement[bool]:
    return and_(_looks(run), run.discovered > run.unchanged + run.duplicate)


def _stored(run: type[Run]) -> ColumnElement[bool]:
    return and_(_looks(run), run.stored > 0)


def _looked(run: Run) -> bool:
    return run.kind == "crawl" and run.day is None and run.outcome == "done"


def _poll(run: Run) -> Poll:
    return Poll(
        at=run.started_at,
        discovered=run.discovered,
        new=run.stored - run.revised,
        read=run.stored,
        rejected=dict(run.rejected),
        size_bytes=run.bytes,
    )
