"""How a source is, judged from what the archive knows of it. Pure.

A source that is never run never complains, so what did not happen counts as much as what failed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.health.fields import Coverage, lost_field
from archive.health.habit import HOUSE_ZONE, Habit, usual_between
from archive.health.polls import Polls, lost_links, lost_pages, odd_volume
from archive.records import RunRecord, SourceState

SILENT_AT = 12.0
"""More articles than that were usual, and none came. Chance alone brings a source of 20 articles a day such a gap every
20 years (20 × e⁻¹² a day), one of 9 every year; measured in tests/bench/silence.py."""
LATE_AFTER = timedelta(hours=1)
"""A source due for longer, with nobody at work on it, says that no clock runs."""
PAPER_LATE = timedelta(hours=4)
"""A paper comes at once, and may come so much earlier or later than usual; the timetable waits as long."""
RED = frozenset({"failing", "blocked", "layout", "silent", "volume", "late", "lost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one source beside its row."""

    last: RunRecord | None = None
    """Its latest run of any kind."""
    habit: Habit | None = None
    coverage: Coverage = field(default_factory=Coverage)
    polls: Polls = field(default_factory=Polls)


@dataclass(slots=True, kw_only=True)
class SourceHealth:
    """One source on the board."""

    source: str
    name: str
    state: str
    """ok, new, running, disabled; or red: late, silent, layout, volume, blocked, failing, lost."""
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


def judge(state: SourceState, known: Evidence, *, now: datetime) -> SourceHealth:
    """Return how one source is."""
    found, why = _state_of(state, known, now)
    by_clock = state.enabled and not state.paused
    return SourceHealth(
        source=state.id,
        name=state.name,
        state=found,
        why=why,
        last=known.last,
        next_due_at=(state.next_due_at or now) if by_clock else None,
        last_success_at=state.last_success_at,
    )


def _state_of(state: SourceState, known: Evidence, now: datetime) -> tuple[str, str]:
    held = state.lease_until is not None and state.lease_until > now
    last, due_at = known.last, state.next_due_at
    if last is not None and last.ended_at is None and held:
        return "running", ""
    if not state.enabled or state.paused:
        return "disabled", ""
    if due_at is not None and due_at < now - LATE_AFTER and not held:
        return "late", f"due since {due_at.astimezone(HOUSE_ZONE):%Y-%m-%d %H:%M}; does a clock run?"
    if last is not None and last.outcome == "lost":
        return "lost", last.detail
    if state.state != "ok":
        return state.state, "" if state.state == "new" else _with_fails(state)
    return _quiet_trouble(state, known)


def _quiet_trouble(state: SourceState, known: Evidence) -> tuple[str, str]:
    """Return what is wrong with a source whose runs end well."""
    patience = PAPER_LATE if state.family == "edition" else timedelta()
    changed = lost_links(known.polls, patience=patience) or lost_pages(known.polls) or lost_field(known.coverage)
    if changed:
        return "layout", changed
    if known.habit is None:
        return "ok", ""
    if silence := _silence(known.habit, state.last_success_at, patience):
        return "silent", silence
    if odd := odd_volume(known.polls, known.habit):
        return "volume", odd
    return "ok", ""


def _silence(habit: Habit, looked_at: datetime | None, patience: timedelta) -> str:
    """Return one sentence when too much is missing; counted to the last good look, so that time in which nobody
    looked is not held against the source."""
    if looked_at is None:
        return ""
    expected = usual_between(habit, habit.last_new_at + patience, looked_at - patience)
    if expected <= SILENT_AT:
        return ""
    since = habit.last_new_at.astimezone(HOUSE_ZONE)
    return f"nothing since {since:%Y-%m-%d %H:%M}, {expected:.0f} articles were usual"


def _with_fails(state: SourceState) -> str:
    times = f" ({state.fails} times in a row)" if state.fails > 1 else ""
    return f"{state.state_detail or 'no reason given'}{times}"
