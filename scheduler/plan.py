"""When a source is due next: its timetable and its last run in, a time out. Pure; reads no clock.

The time is kept as a row of the source (`archive.runs.schedule`), so a clock that was down simply finds the row due:
a run missed is caught up once, at once, however many were missed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from archive.config import Config
from archive.errors import SourceError
from crawler.registry.timetable import Every, parse_every
from scheduler.polling import Pace, Profile, next_poll

# Sources with one timetable would all start in one second: a twentieth of the period, at most two minutes, is added.
SPREAD_SHARE = 0.05
SPREAD_MAX_S = 120.0
# Two weeks hold every weekday twice, so a day that the clocks skip cannot hide the next run.
LOOK_AHEAD_DAYS = 15
# A feed or a server that says how long its list stays as it is, is believed so far: many say a day for every page.
FRESH_MOST = timedelta(hours=1)
# A failed run is tried again after ten minutes, twenty, forty ... at most six hours, never later than the timetable.
FIRST_RETRY = timedelta(minutes=10)
LONGEST_RETRY = timedelta(hours=6)
# A site that has put up a wall is asked at most four times a day.
AFTER_WALL = timedelta(hours=6)
# A paper may be late: a run that found nothing looks again every half hour until four hours after its time.
LATE_STEP = timedelta(minutes=30)
LATE_UNTIL = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockConfig:
    """`[clock]`: the ticks of `jianbao run`, and how long a claim on a source holds."""

    tick_s: float = 15.0
    """Seconds between two looks for sources that are due."""
    lease_s: int = 60
    """Seconds that a claim on a source holds when nobody renews it: the longest wait after a crash."""
    leader_lease_s: float = 10.0
    """Seconds after which another clock on this archive leads when the leading one is silent."""
    batch: int = 50
    """Sources that are crawled side by side at most, in one process."""
    crawler_mb: float = 600.0
    """Memory in megabytes above which the crawler process is replaced, once it has ended what it has."""
    crawl_limit_s: float = 7200.0
    """Seconds after which a crawler process started by hand is ended; what it stored stays."""
    match_every_s: float = 2.0
    """Seconds between two looks for new articles that readers asked for; what is found goes out at once."""
    send_every_s: float = 60.0
    """Seconds between two looks for letters that wait."""
    watch_every_s: float = 300.0
    """Seconds between two looks at how the sources are, to tell the operator of changes."""
    stories_every_s: float = 900.0
    """Seconds between two looks for other texts on the same events."""
    catch_up_every_s: float = 60.0
    """Seconds between two looks for editions that came out while no clock ran."""
    catch_up_days: int = 60
    """How far back such editions are fetched, in days; 0 leaves them."""
    sweep_every_s: float = 60.0
    """Seconds between two looks for runs whose process is gone."""
    drain_s: float = 30.0
    """Seconds that a crawl in progress gets to end well when the clock is stopped."""


def clock_config(config: Config) -> ClockConfig:
    """Return the section `[clock]`."""
    return config.section("clock", ClockConfig)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a source usually publishes, for a timetable whose hours are learned."""

    profile: Profile
    zone: ZoneInfo


def next_due(
    every: Every, *, last: datetime | None, now: datetime, rng: Random, hours: Hours | None = None
) -> datetime:
    """Return when a source with this timetable is due, last crawled at `last` (None: never).

    A due time in the past is `now`: after downtime one run catches up. `rng` spreads sources that share
    a timetable; times of day are spread by up to two minutes, never to before the time that is written.
    """
    if last is None:
        return now
    if every.polls_a_day is not None:
        return _learned_due(every.polls_a_day, hours, last=last, now=now)
    if every.period_s is not None:
        due = last + timedelta(seconds=every.period_s)
        spread = min(every.period_s * SPREAD_SHARE, SPREAD_MAX_S)
    else:
        due = _next_time_of_day(every, last)
        spread = SPREAD_MAX_S
    return now if due <= now else due + timedelta(seconds=rng.uniform(0, spread))


def due_after(
    text: str, *, last: datetime | None, now: datetime, rng: Random, hours: Hours | None = None
) -> datetime | None:
    """Return when a source whose file says `every: text` is due; None when it is crawled by hand only.

    Raises SourceError when the text is not a timetable.
    """
    return next_due(parse_every(text), last=last, now=now, rng=rng, hours=hours) if text else None


def due_after_run(
    text: str,
    *,
    outcome: str,
    found: int,
    fails: int,
    last: datetime,
    now: datetime,
    rng: Random,
    hours: Hours | None = None,
    fresh: timedelta = timedelta(),
) -> datetime | None:
    """Return when a source is due after a run that began at `last` and ended `now`; None when it is crawled by hand.

    `found` counts the addresses it discovered, `fails` the failed runs in a row, this one included. Learned hours
    wait for as long as the source says that its list stays `fresh`; a timetable written by hand does not.
    """
    regular = due_after(text, last=last, now=now, rng=rng, hours=hours)
    if regular is None:
        return None
    if parse_every(text).polls_a_day is not None:
        regular = max(regular, last + min(fresh, FRESH_MOST))
    if outcome == "stopped":
        return now
    if outcome == "blocked":
        return max(regular, now + AFTER_WALL)
    if outcome != "done":
        retry = now + min(FIRST_RETRY * (1 << min(max(fails - 1, 0), 10)), LONGEST_RETRY)
        return retry if regular <= now else min(regular, retry)
    if found == 0 and _is_maybe_late(parse_every(text), last):
        return min(regular, now + LATE_STEP)
    return regular


def _is_maybe_late(every: Every, last: datetime) -> bool:
    """True when a run at `last` was within four hours after a time of day of the timetable."""
    return bool(every.times) and _next_time_of_day(every, last - LATE_UNTIL) <= last


def _learned_due(polls_a_day: int, hours: Hours | None, *, last: datetime, now: datetime) -> datetime:
    """Return the next look at learned hours; before anything was learned, looks are spread evenly."""
    if hours is None:
        return max(now, last + timedelta(days=1) / polls_a_day)
    return max(now, next_poll(hours.profile, last=last, zone=hours.zone, pace=Pace(polls_a_day=polls_a_day)))


def _next_time_of_day(every: Every, last: datetime) -> datetime:
    """Return the first of the timetable's times after `last`, in UTC."""
    zone = ZoneInfo(every.zone)
    first_day = last.astimezone(zone).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = first_day + timedelta(days=ahead)
        if day.weekday() in every.weekdays:
            for at in every.times:
                moment = _moment(day, at, zone)
                if moment > last:
                    return moment
    raise SourceError("a timetable without days or times", mend="write 'day at 06:40 Asia/Shanghai'")


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a wall time in UTC: one that the clocks skip as if they had not, one shown twice the first time."""
    return datetime.combine(day, at, zone).replace(fold=0).astimezone(UTC)
