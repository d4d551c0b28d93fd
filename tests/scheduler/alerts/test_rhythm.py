"""Letters come at 07:30 of the reader's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from archive.subscriptions import AlertsConfig, SubscriberView
from scheduler.alerts.rhythm import is_due, is_held, is_resting, latest_hour

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


def test_a_reader_chooses_the_hour() -> None:
    """Daily letters at 18:00 tell at 18:01 of what matched at noon; those of the morning tell the next day."""
    noon, evening = at("2026-03-10 12:00"), at("2026-03-10 18:01")

    assert is_due("day", noon, doubtful=False, time_zone=SHANGHAI, now=evening, hour=time(18))
    assert not is_due("day", noon, doubtful=False, time_zone=SHANGHAI, now=evening)


def reader(zone: str = SHANGHAI, *, quiet: str = "", working_days_only: bool = False) -> SubscriberView:
    """A reader with these wishes."""
    return SubscriberView(
        id=1,
        email="li@example.org",
        language="zh",
        time_zone=zone,
        state="confirmed",
        created_at=at("2026-01-01 00:00"),
        quiet=quiet,
        working_days_only=working_days_only,
    )


@pytest.mark.parametrize(
    ("quiet", "now", "rests"),
    [
        ("", "2026-03-10 03:00", False),
        ("22:00-07:00", "2026-03-10 21:59", False),
        ("22:00-07:00", "2026-03-10 22:00", True),
        ("22:00-07:00", "2026-03-10 06:59", True),
        ("22:00-07:00", "2026-03-10 07:00", False),
        ("12:00-14:00", "2026-03-10 13:59", True),
        ("12:00-14:00", "2026-03-10 14:00", False),
    ],
)
def test_quiet_hours_are_kept(quiet: str, now: str, *, rests: bool) -> None:
    """From the first minute to the last, over midnight too, a reader in quiet hours gets nothing."""
    assert is_resting(reader(quiet=quiet), AlertsConfig(), now=at(now)) is rests


def test_quiet_hours_follow_a_clock_change() -> None:
    """Quiet hours end at seven by the wall clock before and after Berlin's clocks change."""
    berlin = reader("Europe/Berlin", quiet="22:00-07:00")
    for day in ("2026-03-28", "2026-03-29"):
        assert is_resting(berlin, AlertsConfig(), now=at(f"{day} 06:59", "Europe/Berlin"))
        assert not is_resting(berlin, AlertsConfig(), now=at(f"{day} 07:00", "Europe/Berlin"))


@pytest.mark.parametrize(
    ("day", "rests"), [("2026-02-13", False), ("2026-02-14", False), ("2026-02-15", True), ("2026-02-17", True)]
)
def test_days_off_are_weekends_and_holidays_but_not_worked_ones(day: str, *, rests: bool) -> None:
    """A Saturday that is worked has letters, a Tuesday of the Spring Festival has none."""
    settings = AlertsConfig()
    assert is_resting(reader(working_days_only=True), settings, now=at(f"{day} 12:00")) is rests
    assert not is_resting(reader(), settings, now=at(f"{day} 12:00"))


def test_days_of_one_s_own_go_before_the_calendar() -> None:
    """Days off and worked days that are written down count before the calendar, and no country means weekends alone."""
    own = AlertsConfig(days_off=("2026-02-13",), working_days=("2026-02-17",))
    assert [own.is_off(date(2026, 2, day)) for day in (13, 17)] == [True, False]
    bare = AlertsConfig(holidays_of="")
    assert [bare.is_off(date(2026, 2, day)) for day in (14, 17)] == [True, False]


def test_the_first_letter_is_not_held_and_the_next_one_is() -> None:
    """After a letter the next waits for the hold window, and after six in an hour for the hour."""
    settings, now = AlertsConfig(hold_min=5.0, letters_an_hour=3), at("2026-03-10 12:00")
    ago = [now - timedelta(minutes=minutes) for minutes in (59, 30, 6)]
    assert not is_held([], settings, now=now)
    assert is_held([now - timedelta(minutes=4)], settings, now=now)
    assert not is_held(ago[1:], settings, now=now)
    assert is_held(ago, settings, now=now)
    assert not is_held(ago, settings, now=now + timedelta(minutes=1))
