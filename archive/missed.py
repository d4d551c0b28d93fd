"""Which days of a paper were looked at: the days that finished runs asked for, or on which they ran."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Run

ASKING = ("crawl", "backfill")


def days_looked_at(engine: Engine, zones: dict[str, ZoneInfo], *, since: datetime) -> dict[str, set[date]]:
    """Return source → days that a well finished run begun since then asked for; `zones` are the sources' clocks.

    A run without a day asked for its source's today. A source that has no such run is left out.
    """
    asked = select(Run.source, Run.day, Run.until, Run.started_at).where(
        Run.source.in_(sorted(zones)),
        Run.kind.in_(ASKING),
        Run.outcome == "done",
        Run.started_at >= since,
    )
    found: dict[str, set[date]] = {}
    with reading(engine) as session:
        for source, day, until, started_at in session.execute(asked):
            first = day or started_at.astimezone(zones[source]).date()
            found.setdefault(source, set()).update(_stretch(first, until or first))
    return found


def missed_days(looked_at: Collection[date], *, since: date, until: date) -> list[date]:
    """Return the days after the first one that was looked at and within `since` to `until` that were not, newest first.

    >>> missed_days({date(2026, 3, 1), date(2026, 3, 4)}, since=date(2026, 2, 1), until=date(2026, 3, 5))
    [datetime.date(2026, 3, 5), datetime.date(2026, 3, 3), datetime.date(2026, 3, 2)]
    """
    if not looked_at:
        return []
    first = max(since, min(looked_at))
    return [day for day in reversed(_stretch(first, until)) if day not in looked_at]


def _stretch(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
