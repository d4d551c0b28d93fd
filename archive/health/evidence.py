"""The evidence of all sources at once, in a fixed number of questions to the database, however many there are."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Engine, Select, and_, func, literal, select
from sqlalchemy.orm import Session, aliased

from archive.db import reading
from archive.health.fields import Coverage
from archive.health.habit import HOURS, Habit
from archive.health.judging import Evidence
from archive.health.polls import Poll, Polls
from archive.models import Habit as HabitRow
from archive.models import Run, Source
from archive.runs import record_of

LAST_RUNS, FETCHING_RUNS, GOOD_RUNS = 5, 3, 8
"""Looks at a source that are judged: the newest, those that had pages to read, those that stored something."""
POLLED = (Run.source, Run.started_at, Run.discovered, Run.stored, Run.revised, Run.rejected, Run.bytes)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Such: TypeAlias = Callable[[type[Run]], ColumnElement[bool]]


def gather(engine: Engine, *, source: str | None = None) -> dict[str, Evidence]:
    """Return source → evidence, of all sources or of one; those of which nothing is known are left out."""
    with reading(engine) as session:
        habits = _habits(session, source)
        newest = {run.source: run for run in reversed(session.scalars(_newest(Run, 1, source, _any)).all())}
        last = _polls(session, LAST_RUNS, source, _looks)
        fetching = _polls(session, FETCHING_RUNS, source, _had_pages)
        good = _polls(session, GOOD_RUNS, source, _stored)
    found = {}
    for name in habits.keys() | newest.keys():
        habit, coverage = habits.get(name, (None, Coverage()))
        polls = Polls(
            last=tuple(last.get(name, ())), fetching=tuple(fetching.get(name, ())), good=tuple(good.get(name, ()))
        )
        run = record_of(newest[name]) if name in newest else None
        found[name] = Evidence(last=run, habit=habit, coverage=coverage, polls=polls)
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


def _newest(what: Any, count: int, source: str | None, such: Such) -> Select[Any]:
    """Ask for each source's newest runs of a kind, newest first.

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
        select(*(what if isinstance(what, tuple) else (what,)))
        .join(Source, Source.id == Run.source)
        .where(Run.started_at >= func.coalesce(oldest, long_ago), such(Run))
        .order_by(Run.source, Run.started_at.desc(), Run.id.desc())
    )
    return wanted if source is None else wanted.where(Source.id == source)


def _polls(session: Session, count: int, source: str | None, such: Such) -> Mapping[str, Sequence[Poll]]:
    """Return source → its newest looks of a kind, newest first. Columns alone: rows as objects took 500 MB for 20,000
    sources."""
    found: dict[str, list[Poll]] = defaultdict(list)
    for name, at, discovered, stored, revised, rejected, size_bytes in session.execute(
        _newest(POLLED, count, source, such)
    ):
        found[name].append(
            Poll(
                at=at,
                discovered=discovered,
                new=stored - revised,
                read=stored,
                rejected=rejected,
                size_bytes=size_bytes,
            )
        )
    return found


def _any(run: type[Run]) -> ColumnElement[bool]:
    return run.id > 0


def _looks(run: type[Run]) -> ColumnElement[bool]:
    """Runs that asked the source for what it has now, and ended well."""
    return and_(run.kind == "crawl", run.day.is_(None), run.outcome == "done")


def _had_pages(run: type[Run]) -> ColumnElement[bool]:
    return and_(_looks(run), run.discovered > run.unchanged + run.duplicate)


def _stored(run: type[Run]) -> ColumnElement[bool]:
    return and_(_looks(run), run.stored > 0)
