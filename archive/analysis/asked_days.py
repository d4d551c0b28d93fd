"""On which days a source was asked for its news and the asking ended well, by the ledger of runs.

A day without articles is *quiet* when somebody looked, and *not collected* when nobody did or the looking failed. A
crawl looks at the day on which it began, in China's time (UTC+8), in which the papers date; a crawl or backfill of
named days looks at those. Imports and re-reads ask nobody.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from archive.models import Run

ASKING = ("crawl", "backfill")
"""Kinds of run that ask the source itself."""
CHINA = timezone(timedelta(hours=8))
NO_RUNS_BEFORE, NO_RUNS_AFTER = date(1990, 1, 1), date(2200, 1, 1)
"""Days that a page misprints, such as of the year 206, are outside and need no look."""


def asked_days(session: Session, days: Collection[date], sources: Iterable[str] | None = None) -> frozenset[date]:
    """Return those of the days on which at least one of the sources was asked well; of any source without `sources`."""
    likely = [day for day in days if NO_RUNS_BEFORE <= day <= NO_RUNS_AFTER]
    if not likely:
        return frozenset()
    first, last = min(likely), max(likely)
    begin, end = _midnight(first), _midnight(last) + timedelta(days=1)
    on_the_day = and_(Run.day.is_(None), Run.started_at >= begin, Run.started_at < end)
    of_the_past = and_(Run.day <= last, or_(Run.day >= first, Run.until >= first))
    wanted = select(Run.day, Run.until, Run.started_at).where(
        Run.outcome == "done", Run.kind.in_(ASKING), or_(on_the_day, of_the_past)
    )
    if sources is not None:
        wanted = wanted.where(Run.source.in_(list(sources)))
    looked = {day for row in session.execute(wanted) for day in _looked_at(row.day, row.until, row.started_at)}
    return frozenset(looked.intersection(likely))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def _looked_at(day: date | None, until: date | None, started_at: datetime) -> Iterator[date]:
    if day is None:
        yield started_at.astimezone(CHINA).date()
        return
    yield from (day + timedelta(days=number) for number in range(((until or day) - day).days + 1))
