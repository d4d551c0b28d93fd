"""Letters come at 07:30 of the reader's own clock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from scheduler.alerts.rhythm import is_due, latest_hour

SHANGHAI = "Asia/Shanghai"


def at(text: str, zone: str = SHANGHAI) -> datetime:
    """A moment by the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "now", "hour"),
    [
        ("day", "2026-03-10 07:29", "2026-03-09 07:30"),
        ("day", "2026-03-10 07:30", "2026-03-10 07:30"),
        ("day", "2026-03-10 23:59", "2026-03-10 07:30"),
        ("week", "2026-03-10 12:00", "2026-03-09 07:30"),
        ("week", "2026-03-09 07:29", "2026-03-02 07:30"),
        ("week", "2026-03-09 07:30", "2026-03-09 07:30"),
        ("week", "2026-03-15 23:00", "2026-03-09 07:30"),
    ],
)
def test_the_latest_hour(rhythm: str, now: str, hour: str) -> None:
    """Daily letters are due every morning, weekly ones on Monday (2026-03-09 is one)."""
    assert latest_hour(rhythm, time_zone=SHANGHAI, now=at(now)) == at(hour)


def test_the_hour_stays_when_the_clocks_change() -> None:
    """Before and after the change to summer time (2026-03-29 in Berlin) the letter comes at 07:30 local time."""
    hours = [
        latest_hour("day", time_zone="Europe/Berlin", now=at(f"2026-03-{day} 12:00", "Europe/Berlin"))
        for day in (28, 29, 30)
    ]
    assert [hour.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") for hour in hours] == [
        "28 07:30",
        "29 07:30",
        "30 07:30",
    ]
    assert [later - earlier for earlier, later in pairwise(hours)] == [
        timedelta(hours=23),
        timedelta(hours=24),
    ]


@pytest.mark.parametrize(
    ("rhythm", "doubtful", "now", "due"),
    [
        ("at-once", False, "2026-03-10 12:00", True),
        ("day", False, "2026-03-10 23:00", False),
        ("day", False, "2026-03-11 07:29", False),
        ("day", False, "2026-03-11 07:30", True),
        ("day", False, "2026-03-14 12:00", True),
        ("week", False, "2026-03-15 12:00", False),
        ("week", False, "2026-03-16 07:30", True),
        ("at-once", True, "2026-03-10 23:00", False),
        ("at-once", True, "2026-03-11 07:30", True),
    ],
)
def test_when_a_match_of_tuesday_noon_is_due(rhythm: str, doubtful: bool, now: str, due: bool) -> None:
    """A match waits for the next hour of its rhythm; a doubtful one never makes a letter at once."""
    waiting_at = at("2026-03-10 12:00")
    assert is_due(rhythm, waiting_at, doubtful=doubtful, time_zone=SHANGHAI, now=at(now)) is due
