"""When a source's news usually comes: articles in each hour of the week, the last weeks weighing most. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUSE_ZONE = ZoneInfo("Asia/Shanghai")
HOURS = 168
FADING = 0.75
"""Weight of the weeks before beside the newest whole week: in the long run four weeks count."""
LEAST_WEEKS = 1.75
"""Two whole weeks must have been seen before anything is called unusual."""
LONGEST = timedelta(days=14)
"""Further back nothing more is expected: the alarm has long been given."""
HOUR = timedelta(hours=1)
KINDS_OF_DAY = (range(5), range(5, 7))
"""Working days and weekends, Monday = 0."""
MONDAY = datetime(1970, 1, 5, tzinfo=HOUSE_ZONE)


@dataclass(slots=True, kw_only=True)
class Habit:
    """What was learned of one source's hours."""

    last_new_at: datetime
    week: int
    """Weeks from the first Monday of 1970 to the one that is being counted."""
    weeks: float = -1.0
    """Whole weeks behind `past`; -1 while the first one, which began somewhere in its middle, is being counted."""
    past: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    """Articles in each hour of the week, Monday's first hour first, in `weeks` weeks together."""
    running: dict[int, int] = field(default_factory=dict)
    """Hour of the running week → articles so far."""


def begin_habit(at: datetime) -> Habit:
    """Return the habit of a source whose first article came at `at`."""
    return note_article(Habit(last_new_at=at, week=week_of(at)), at)


def note_article(habit: Habit, at: datetime) -> Habit:
    """Count one article that came at `at`; return the same habit.

    A week without any article is taken for an outage, which nobody should get used to: it does not fade the past.
    """
    if week_of(at) > habit.week:
        _turn_week(habit)
        habit.week = week_of(at)
    hour = hour_of(at)
    habit.running[hour] = habit.running.get(hour, 0) + 1
    habit.last_new_at = max(habit.last_new_at, at)
    return habit


def usual_between(habit: Habit, since: datetime, until: datetime) -> float:
    """Return how many articles usually come between two moments; 0 while too little is known."""
    if habit.weeks < LEAST_WEEKS:
        return 0.0
    usual = usual_hours(habit)
    at, expected = max(since, until - LONGEST), 0.0
    while at < until:
        local = at.astimezone(HOUSE_ZONE)
        end = min(
            until, at + HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        )
        expected += usual[hour_of(at)] * ((end - at) / HOUR)
        at = end
    return expected


def usual_hours(habit: Habit) -> list[float]:
    """Return the articles that usually come in each hour of a week, Monday's first hour first; `weeks` is above 0.

    An hour is seen a few times only, so it is drawn towards the mean of the same hour on the other days of its kind:
    wholly where the days differ no more than chance makes them differ, hardly where they differ much, as those of a
    weekly paper do (empirical Bayes after James and Stein: the share is chance's variance over the variance seen).
    """
    means, surplus, freedom = [0.0] * HOURS, 0.0, 0
    for days in KINDS_OF_DAY:
        for hour in range(24):
            cells = [day * 24 + hour for day in days]
            mean = sum(habit.past[cell] for cell in cells) / len(cells)
            for cell in cells:
                means[cell] = mean
                surplus += (habit.past[cell] - mean) ** 2 / mean if mean else 0.0
            freedom += len(cells) - 1 if mean else 0
    share = min(1.0, _noise(habit.weeks) * freedom / surplus) if surplus else 1.0
    return [(own + share * (mean - own)) / habit.weeks for own, mean in zip(habit.past, means, strict=True)]


def _noise(weeks: float) -> float:
    """Return the variance of a faded count beside its mean, where each week's count is Poisson: Σw² ÷ Σw."""
    oldest = 1 - weeks * (1 - FADING)
    return (1 - oldest**2) / ((1 - FADING**2) * weeks)


def hour_of(at: datetime) -> int:
    """Return the hour of the week, from 0 on Monday at midnight to 167."""
    local = at.astimezone(HOUSE_ZONE)
    return local.weekday() * 24 + local.hour


def week_of(at: datetime) -> int:
    """Return the number of the week."""
    return (at.astimezone(HOUSE_ZONE) - MONDAY).days // 7


def _turn_week(habit: Habit) -> None:
    """Put the running week to the past."""
    if habit.weeks < 0:
        habit.weeks = 0.0
    else:
        habit.past = [round(count * FADING, 3) for count in habit.past]
        for hour, count in habit.running.items():
            habit.past[hour] += count
        habit.weeks = habit.weeks * FADING + 1
    habit.running = {}
