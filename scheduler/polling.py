"""When to look at a source whose hours are learned: often when it usually publishes, seldom when it does not. Pure.

A day is cut into 96 slots of a quarter of an hour, apart for working days and weekends. The polls of a day are spread
over the slots as the square root of what a slot usually brings: for a given number of polls that minimises the mean
time until an article is seen (the mean wait in a slot is proportional to rate / polls; Lagrange). Measured on 60
simulated sources at 45 polls a day: mean 6.4 min and p95 20 min, where a fixed half hour has 15 and 29
(tests/bench/polling.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SLOTS = 96
SLOT = timedelta(minutes=15)
CLASSES = 2
"""Working days and weekends."""
LEARNING_DAYS = 28
"""Days that a profile looks back: every weekday four times."""
PRIOR = 0.25
"""Articles a day that an unknown source is thought to spread over all slots, so that no hour is never looked at."""
NEIGHBOURS = (0.25, 0.5, 0.25)
"""What of a slot's articles counts for the slot before, itself, and the slot after: press times wander."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How many articles a source usually brings in each slot of a working day, and of a weekend's day."""

    rates: tuple[tuple[float, ...], ...]
    """Articles a day by class of day and slot: CLASSES × SLOTS, smoothed, every one above 0."""
    days: float
    """Days that it was learned from."""

    @property
    def a_day(self) -> float:
        """Articles on a usual day of the week."""
        working, weekend = map(sum, self.rates)
        return (5 * working + 2 * weekend) / 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a source may be asked."""

    polls_a_day: float = 48.0
    """On an average day."""
    least: timedelta = timedelta(minutes=3)
    """Never sooner than this after the last poll."""
    most: timedelta = timedelta(hours=3)
    """Never later than this."""


def learn(moments: Iterable[datetime], *, since: datetime, until: datetime, zone: ZoneInfo) -> Profile:
    """Return the profile of a source whose articles came at these moments between `since` and `until`.

    Moments outside count for nothing. `zone` is the clock of the source.
    """
    counts = [[0.0] * SLOTS for _ in range(CLASSES)]
    for moment in moments:
        if since <= moment < until:
            here = moment.astimezone(zone)
            counts[_class_of(here)][_slot_of(here)] += 1
    days = _days_of_class(since, until, zone)
    rates = tuple(tuple(_smooth(row, max(number, 1.0))) for row, number in zip(counts, days, strict=True))
    return Profile(rates=rates, days=sum(days))


def next_poll(profile: Profile, *, last: datetime, zone: ZoneInfo, pace: Pace) -> datetime:
    """Return when to look next after a look at `last`: when the slots since then add up to one poll."""
    density = polls_a_slot(profile, pace)
    at, owed = last, 1.0
    while at - last < pace.most:
        here = at.astimezone(zone)
        rate = density[_class_of(here)][_slot_of(here)]
        left = SLOT - (timedelta(minutes=here.minute % 15, seconds=here.second, microseconds=here.microsecond))
        share = rate * (left / SLOT)
        if share >= owed:
            at += left * (owed / share)
            break
        owed -= share
        at += left
    return max(last + pace.least, min(at, last + pace.most))


def polls_a_slot(profile: Profile, pace: Pace) -> Sequence[Sequence[float]]:
    """Return the polls of each slot, by class of day: on an average day of the week they are `pace.polls_a_day`."""
    roots = [[rate**0.5 for rate in row] for row in profile.rates]
    whole = (5 * sum(roots[0]) + 2 * sum(roots[1])) / 7
    most = SLOT / pace.least
    return [[min(root / whole * pace.polls_a_day, most) for root in row] for row in roots]


def as_text(profile: Profile) -> str:
    """Return the profile as it is kept in the archive: days, then the rates in millionths of an article.

    >>> kept = as_text(learn([], since=datetime(2026, 3, 2, tzinfo=UTC), until=datetime(2026, 3, 9, tzinfo=UTC),
    ...                      zone=ZoneInfo("Asia/Shanghai")))
    >>> kept[:8], from_text(kept).days
    ('7.0 2604', 7.0)
    """
    rates = [str(round(rate * 1_000_000)) for row in profile.rates for rate in row]
    return " ".join([f"{profile.days:.1f}", *rates])


def from_text(text: str) -> Profile | None:
    """Return a kept profile; None when there is none, or it was kept by another version."""
    parts = text.split()
    if len(parts) != 1 + CLASSES * SLOTS:
        return None
    rates = [max(int(part), 1) / 1_000_000 for part in parts[1:]]
    rows = tuple(tuple(rates[start : start + SLOTS]) for start in range(0, CLASSES * SLOTS, SLOTS))
    return Profile(rates=rows, days=float(parts[0]))


def _class_of(here: datetime) -> int:
    return int(here.weekday() >= 5)


def _slot_of(here: datetime) -> int:
    return here.hour * 4 + here.minute // 15


def _days_of_class(since: datetime, until: datetime, zone: ZoneInfo) -> list[float]:
    """Return how many working days and weekend days lie between two moments, in parts of a day."""
    days = [0.0] * CLASSES
    at = since
    while at < until:
        here = at.astimezone(zone)
        midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), tzinfo=zone).astimezone(UTC)
        end = min(midnight, until)
        days[_class_of(here)] += (end - at) / timedelta(days=1)
        at = end
    return days


def _smooth(counts: Sequence[float], days: float) -> list[float]:
    """Return articles a day by slot, each slot lending to its neighbours, with the prior added."""
    spread = [
        sum(share * counts[(slot + step - 1) % SLOTS] for step, share in enumerate(NEIGHBOURS)) for slot in range(SLOTS)
    ]
    return [count / days + PRIOR / SLOTS for count in spread]
