"""How each source is, judged from what the archive knows of it: late, silent, failing, blocked. Pure, but for `board`.

A source that is never run never complains, so what did not happen counts as much as what failed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from archive import read, runs
from archive.runs import RunRecord, SourceState

# Measured on 200 simulated sources: silence is called when more than 9 articles were expected and none came,
# 0.24 false alarms in 1,000 source days at a median delay of 15.5 h.
SILENT_AT = 9.0
PROFILE_WEEKS = 4
"""Weeks from which the usual number of articles of a weekday is taken."""
LATE_AFTER = timedelta(hours=1)
"""A source due for longer, with nobody at work on it, says that no clock runs."""
HOUSE_ZONE = ZoneInfo("Asia/Shanghai")
RED = frozenset({"failing", "blocked", "silent", "late", "lost"})


@dataclass(slots=True, kw_only=True)
class SourceHealth:
    """One source on the board."""

    source: str
    name: str
    state: str
    """ok, new, off, running; or red: late, silent, failing, blocked, lost."""
    why: str
    """Evidence for a red state, one sentence; empty otherwise."""
    last: RunRecord | None
    """Its latest run."""
    next_due_at: datetime | None
    """None when the clock leaves it alone."""
    last_success_at: datetime | None

    @property
    def is_red(self) -> bool:
        """True when someone should look."""
        return self.state in RED


def board(engine: Engine, *, now: datetime) -> tuple[SourceHealth, ...]:
    """Return how all enlisted sources are, by id."""
    today = now.astimezone(HOUSE_ZONE).date()
    since = today - timedelta(weeks=PROFILE_WEEKS + 2)
    days = {one.source: one.days for one in read.coverage(engine, since=since, until=today)}
    return tuple(
        judge(state, _latest(engine, state.id), days.get(state.id, {}), now=now, today=today)
        for state in runs.states(engine)
    )


def judge(
    state: SourceState, last: RunRecord | None, days: Mapping[date, int], *, now: datetime, today: date
) -> SourceHealth:
    """Return how one source is; `days` counts its articles by the day printed on them."""
    found, why = _state_of(state, last, days, now, today)
    by_clock = state.enabled and not state.paused
    return SourceHealth(
        source=state.id,
        name=state.name,
        state=found,
        why=why,
        last=last,
        next_due_at=(state.next_due_at or now) if by_clock else None,
        last_success_at=state.last_success_at,
    )


def expected_since(days: Mapping[date, int], *, today: date) -> tuple[float, date | None]:
    """Return how many articles were usual between the last day with one and today, and that last day.

    Usual is the mean of the same weekday in the four weeks up to the last day; today, which is not over, counts for
    nothing.
    """
    last_day = max(days, default=None)
    if last_day is None:
        return 0.0, None
    expected, day = 0.0, last_day + timedelta(days=1)
    while day < today:
        expected += _usual(days, day, last_day)
        day += timedelta(days=1)
    return expected, last_day


def _state_of(
    state: SourceState, last: RunRecord | None, days: Mapping[date, int], now: datetime, today: date
) -> tuple[str, str]:
    held = state.lease_until is not None and state.lease_until > now
    if last is not None and last.ended_at is None and held:
        return "running", ""
    if not state.enabled or state.paused:
        return "off", ""
    due_at = state.next_due_at
    if due_at is not None and due_at < now - LATE_AFTER and not held:
        return "late", f"due since {due_at.astimezone(HOUSE_ZONE):%Y-%m-%d %H:%M}; does a clock run?"
    if last is not None and last.outcome == "lost":
        return "lost", last.detail
    if state.state != "ok":
        return state.state, "" if state.state == "new" else _with_fails(state)
    expected, last_day = expected_since(days, today=today)
    if expected > SILENT_AT:
        return "silent", f"nothing since {last_day}, {expected:.0f} articles were usual"
    return "ok", ""


def _with_fails(state: SourceState) -> str:
    times = f" ({state.fails} times in a row)" if state.fails > 1 else ""
    return f"{state.state_detail or 'no reason given'}{times}"


def _usual(days: Mapping[date, int], day: date, last_day: date) -> float:
    """Return the mean number of articles of the weekday of `day` in the four weeks up to `last_day`."""
    back = (last_day.weekday() - day.weekday()) % 7
    newest = last_day - timedelta(days=back)
    return sum(days.get(newest - timedelta(weeks=week), 0) for week in range(PROFILE_WEEKS)) / PROFILE_WEEKS


def _latest(engine: Engine, source: str) -> RunRecord | None:
    found = runs.history(engine, source=source, limit=1)
    return found[0] if found else None
