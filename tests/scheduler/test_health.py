"""How sources are judged."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from archive.runs import RunRecord, SourceState
from scheduler.health import expected_since, judge

TODAY = date(2026, 3, 11)
STATE = SourceState(
    id="yunjiang-daily",
    name="云江日报",
    family="edition",
    place="",
    enabled=True,
    paused=False,
    every="day at 06:40 Asia/Shanghai",
    state="ok",
    state_detail="",
    state_since_at=None,
    next_due_at=None,
    last_success_at=None,
    fails=0,
    lease_owner=None,
    lease_until=None,
)


def every_day(count: int, *, until: date, weeks: int = 6) -> dict[date, int]:
    """So many articles on each day of the weeks up to `until`."""
    return {until - timedelta(days=back): count for back in range(weeks * 7)}


def state_of(
    now: datetime, days: dict[date, int] | None = None, last: RunRecord | None = None, **changes: object
) -> str:
    """The state of a source that differs from a good one in `changes`."""
    return judge(replace(STATE, **changes), last, days or {}, now=now, today=TODAY).state  # type: ignore[arg-type] # fields of any type


def test_a_source_that_publishes_as_usual_is_ok(now: datetime) -> None:
    """Articles up to yesterday mean that nothing is missing."""
    assert state_of(now, every_day(20, until=TODAY - timedelta(days=1))) == "ok"


def test_a_source_without_its_usual_articles_is_silent(now: datetime) -> None:
    """A paper of twenty articles a day that has none for a whole day is silent."""
    found = judge(STATE, None, every_day(20, until=TODAY - timedelta(days=2)), now=now, today=TODAY)

    assert (found.state, found.is_red) == ("silent", True)
    assert found.why == "nothing since 2026-03-09, 20 articles were usual"


def test_a_small_source_may_be_quiet_for_days(now: datetime) -> None:
    """A source of one article a day is not called silent after a week."""
    assert state_of(now, every_day(1, until=TODAY - timedelta(days=8))) == "ok"


def test_a_paper_that_never_prints_on_sundays_is_not_silent_on_monday() -> None:
    """Days on which nothing is usual count for nothing."""
    monday = date(2026, 3, 9)
    days = {day: count for day, count in every_day(40, until=monday - timedelta(days=2)).items() if day.weekday() < 6}

    expected, _ = expected_since(days, today=monday)

    assert expected == 0


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"state": "failing"}, "failing"),
        ({"state": "blocked"}, "blocked"),
        ({"state": "new"}, "new"),
        ({"paused": True, "state": "failing"}, "off"),
        ({"enabled": False}, "off"),
    ],
)
def test_the_state_of_the_last_runs_shows(changes: dict[str, object], state: str, now: datetime) -> None:
    """A source shows what its last runs made of it, and off when the clock leaves it alone."""
    assert state_of(now, **changes) == state


def test_a_source_due_for_hours_is_late(now: datetime) -> None:
    """A source that is due for two hours and that nobody crawls says that no clock runs."""
    assert state_of(now, next_due_at=now - timedelta(hours=2)) == "late"


def test_a_source_due_for_minutes_is_not_late(now: datetime) -> None:
    """A source that has been due for some minutes waits its turn."""
    assert state_of(now, next_due_at=now - timedelta(minutes=20)) == "ok"


def test_a_source_at_work_is_running(now: datetime) -> None:
    """An open run with a lease is running, however long the source has been due."""
    run = RunRecord(
        id=1,
        source=STATE.id,
        kind="crawl",
        day=None,
        owner="a",
        started_at=now,
        ended_at=None,
        outcome="running",
        detail="",
    )

    found = state_of(now, last=run, lease_until=now + timedelta(minutes=1), next_due_at=now - timedelta(hours=2))

    assert found == "running"
