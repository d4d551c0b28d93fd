"""After downtime: the editions that came out while nobody looked, one day at a time, newest first.

A timetable catches up today's edition only. What stands here asks for the days between: few sources at a time, each at
its own pace, so that a fortnight off is no stampede. These are crawls, not backfills: what they bring is news as long
as it is younger than [alerts] max_age_days.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from archive import missed, runs
from archive.records import SourceState
from crawler.registry import Registry, SourceFile
from crawler.registry.timetable import parse_weekdays


def next_missed(
    engine: Engine, registry: Registry, *, now: datetime, days_back: int, limit: int
) -> tuple[date, list[SourceFile]] | None:
    """Return the newest day that papers have missed within `days_back`, and at most `limit` of these papers.

    Only e-papers that the clock crawls, have finished a crawl before, and are well: a paper that fails or is blocked
    is not asked for more. None when no day is missing.
    """
    by_id = {one.id: one for one in registry.all() if one.family == "edition" and one.enabled and one.every}
    well = {
        state.id
        for state in runs.states(engine)
        if state.id in by_id and state.state == "ok" and not state.paused and not _is_held(state, now)
    }
    since = now - timedelta(days=days_back + 1)
    zones = {source: by_id[source].zone for source in well}
    looked_at = missed.days_looked_at(engine, zones, since=since)
    found: dict[date, list[SourceFile]] = {}
    for source, days in sorted(looked_at.items()):
        if gap := _gaps_of(by_id[source], days, now=now, days_back=days_back):
            found.setdefault(gap[0], []).append(by_id[source])
    if not found:
        return None
    newest = max(found)
    return newest, found[newest][:limit]


def _gaps_of(source: SourceFile, looked_at: set[date], *, now: datetime, days_back: int) -> list[date]:
    """Return the days a paper has missed, newest first; today is its timetable's."""
    today = now.astimezone(source.zone).date()
    weekdays = parse_weekdays(source.edition.weekdays)
    days = missed.missed_days(looked_at, since=today - timedelta(days=days_back), until=today - timedelta(days=1))
    return [day for day in days if day.weekday() in weekdays]


def _is_held(state: SourceState, now: datetime) -> bool:
    return state.lease_until is not None and state.lease_until > now
