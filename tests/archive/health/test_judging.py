"""How sources are judged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.health import Evidence, judge
from archive.health.fields import RECENT, Coverage, note_fields
from archive.health.habit import Habit, begin_habit, note_article
from archive.health.polls import Poll, Polls
from archive.records import RunRecord, SourceState

STATE = SourceState(
    id="yunjiang-daily",
    name="云江日报",
    family="feed",
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


WEEKS = 5
ALL_FIELDS = 15
NO_DATE = 13


def articles_each_hour(until: datetime, *, weekdays: range = range(7)) -> Habit:
    """A source that brought one article an hour for five weeks up to `until`."""
    at = until - timedelta(weeks=WEEKS)
    habit = begin_habit(at)
    while at < until:
        at += timedelta(hours=1)
        if (at + timedelta(hours=8)).weekday() in weekdays:
            note_article(habit, at)
    return habit


def poll(at: datetime, **changes: object) -> Poll:
    """A look that found twenty addresses and stored five of them."""
    given = {"at": at, "discovered": 20, "new": 5, "read": 5, "rejected": {}, "size_bytes": 9000} | changes
    return Poll(**given)  # type: ignore[arg-type] # fields of any type


def polls(now: datetime, *newest: Mapping[str, object]) -> Polls:
    """Eight good looks, an hour apart, and then others."""
    good = tuple(poll(now - timedelta(hours=hours + len(newest))) for hours in range(8))
    last = tuple(poll(now - timedelta(hours=hours), **changes) for hours, changes in enumerate(newest))
    fetching = [one for one in last if one.read or one.rejected]
    return Polls(last=(*last, *good)[:6], fetching=tuple([*fetching, *good][:3]), good=good)


def state_of(now: datetime, known: Evidence | None = None, **changes: object) -> tuple[str, str]:
    """State and evidence of a source that differs from a good one in `changes`."""
    found = judge(replace(STATE, **changes), known or Evidence(), now=now)  # type: ignore[arg-type] # fields of any type
    assert bool(found.why) == found.is_red
    return found.state, found.why


def test_a_source_without_its_usual_articles_is_silent(now: datetime) -> None:
    """A source of an article an hour that has none for half a day of looking is silent, with the number missing."""
    known = Evidence(habit=articles_each_hour(now - timedelta(hours=13)))

    assert state_of(now, known, last_success_at=now) == (
        "silent",
        "nothing since 2026-03-10 17:40, 13 articles were usual",
    )


def test_twelve_missing_articles_may_be_chance(now: datetime) -> None:
    """A source is not called silent while not more than twelve articles are missing."""
    known = Evidence(habit=articles_each_hour(now - timedelta(hours=11)))

    assert state_of(now, known, last_success_at=now)[0] == "ok"


def test_time_in_which_nobody_looked_is_not_held_against_a_source(now: datetime) -> None:
    """A source that was not looked at since its last article is not silent."""
    known = Evidence(habit=articles_each_hour(now - timedelta(days=3)))

    assert state_of(now, known, last_success_at=now - timedelta(days=3))[0] == "ok"


def test_a_source_that_rests_on_sundays_is_not_silent_then() -> None:
    """Hours in which nothing is usual count for nothing."""
    sunday_night = datetime(2026, 3, 8, 15, 0, tzinfo=UTC)
    known = Evidence(habit=articles_each_hour(sunday_night, weekdays=range(6)))

    assert state_of(sunday_night, known, last_success_at=sunday_night)[0] == "ok"


def test_a_source_known_for_a_week_is_not_called_silent(now: datetime) -> None:
    """Before two whole weeks were seen nobody knows what is usual."""
    habit = begin_habit(now - timedelta(days=9))
    for hours in range(24 * 7):
        note_article(habit, now - timedelta(days=9) + timedelta(hours=hours))

    assert state_of(now, Evidence(habit=habit), last_success_at=now)[0] == "ok"


def test_a_paper_may_be_some_hours_late(now: datetime) -> None:
    """The missing edition of a paper counts only four hours after its usual time."""
    habit = begin_habit(now - timedelta(days=36))
    for days in range(35, 0, -1):
        for _ in range(40):
            note_article(habit, now - timedelta(days=days))
    known = Evidence(habit=habit)

    assert state_of(now, known, last_success_at=now + timedelta(hours=2), next_due_at=now, family="edition")[0] == "ok"
    assert (
        state_of(now, known, last_success_at=now + timedelta(hours=5), next_due_at=now, family="edition")[0] == "silent"
    )


def test_an_empty_list_three_times_is_a_changed_layout(now: datetime) -> None:
    """Three looks in a row without one address say layout; two do not, nor do answers that nothing has changed."""
    empty, unchanged = {"discovered": 0, "new": 0, "read": 0}, {"discovered": 0, "new": 0, "read": 0, "size_bytes": 0}

    three = state_of(now, Evidence(polls=polls(now, empty, empty, empty)))
    assert three == ("layout", "no article address on the last 3 looks, 20 were usual")
    assert state_of(now, Evidence(polls=polls(now, empty, empty)))[0] == "ok"
    assert state_of(now, Evidence(polls=polls(now, unchanged, unchanged, unchanged)))[0] == "ok"


def test_a_paper_that_is_late_has_not_changed_its_layout(now: datetime) -> None:
    """Three empty looks within two hours are a late paper; the layout is changed when they go on for four."""
    good = polls(now - timedelta(hours=6)).good
    empty = [poll(now - timedelta(hours=hours), discovered=0, new=0, read=0) for hours in (0, 1, 2, 5)]

    late = Evidence(polls=Polls(last=tuple(empty[:3]), good=good))
    gone = Evidence(polls=Polls(last=(*empty[:2], empty[3]), good=good))
    assert state_of(now, late, family="edition")[0] == "ok"
    assert state_of(now, gone, family="edition")[0] == "layout"


def test_rejected_pages_are_a_changed_layout(now: datetime) -> None:
    """Pages that are no articles any more say layout on the first look, with the reason."""
    broken = {"new": 0, "read": 0, "rejected": {"too-short": 5}}

    assert state_of(now, Evidence(polls=polls(now, broken))) == (
        "layout",
        "5 of 15 pages rejected, mostly too-short; 0 % were usual",
    )


def test_one_rejected_page_is_none(now: datetime) -> None:
    """A notice among the news changes nothing."""
    assert state_of(now, Evidence(polls=polls(now, {"read": 4, "rejected": {"too-short": 1}})))[0] == "ok"


def test_a_field_that_is_gone_is_a_changed_layout(now: datetime) -> None:
    """Articles without the date that all had before say layout after fewer than twenty."""
    coverage = Coverage()
    for _ in range(RECENT + 40):
        note_fields(coverage, ALL_FIELDS)
    seen = 0
    while state_of(now, Evidence(coverage=coverage))[0] == "ok":
        note_fields(coverage, NO_DATE)
        seen += 1
        assert seen <= RECENT

    state, why = state_of(now, Evidence(coverage=coverage))
    assert (state, why) == ("layout", f"{seen} of the last 20 articles have no date, 0 % were usual")


def test_ten_times_as_much_is_told(now: datetime) -> None:
    """A source of an article an hour that brings sixty in two hours is odd; eight are chance."""
    habit = articles_each_hour(now)

    flood = Evidence(habit=habit, polls=polls(now, {"new": 30}, {"new": 30}))
    gust = Evidence(habit=habit, polls=polls(now, {"new": 5}, {"new": 3}))
    assert state_of(now, flood)[0] == "volume"
    assert state_of(now, gust)[0] == "ok"


def test_a_tenth_is_told(now: datetime) -> None:
    """A source that brings three articles where forty-eight were usual is odd."""
    known = Evidence(
        habit=articles_each_hour(now),
        polls=Polls(last=tuple(poll(now - timedelta(days=days), new=2 - days) for days in range(3))),
    )

    assert state_of(now, known) == ("volume", "3 new articles on the last two looks, 48 were usual")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"state": "failing"}, "failing"),
        ({"state": "blocked"}, "blocked"),
        ({"state": "new"}, "new"),
        ({"paused": True, "state": "failing"}, "disabled"),
        ({"enabled": False}, "disabled"),
    ],
)
def test_the_state_of_the_last_runs_shows(changes: dict[str, Any], state: str, now: datetime) -> None:
    """A source shows what its last runs made of it, and disabled when the clock leaves it alone."""
    assert state_of(now, **changes)[0] == state


def test_a_source_due_for_hours_is_late(now: datetime) -> None:
    """A source that is due for two hours and that nobody crawls says that no clock runs."""
    assert state_of(now, next_due_at=now - timedelta(hours=2))[0] == "late"


def test_a_source_due_for_minutes_is_not_late(now: datetime) -> None:
    """A source that has been due for some minutes waits its turn."""
    assert state_of(now, next_due_at=now - timedelta(minutes=20))[0] == "ok"


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
    found = state_of(
        now, Evidence(last=run), lease_until=now + timedelta(minutes=1), next_due_at=now - timedelta(hours=2)
    )

    assert found[0] == "running"
