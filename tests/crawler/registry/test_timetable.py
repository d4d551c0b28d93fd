"""The grammar of `every:`."""

from datetime import time

import pytest

from archive.errors import SourceError
from crawler.registry.timetable import ALL_DAYS, parse_every, parse_weekdays


@pytest.mark.parametrize(
    ("text", "seconds"), [("30 min", 1800), ("hour", 3600), ("2 hours", 7200), ("day", 86400), ("90 Minutes", 5400)]
)
def test_period_is_read_in_seconds(text: str, seconds: int) -> None:
    """A period is a count and a unit, or a unit alone."""
    assert parse_every(text).period_s == seconds


def test_times_of_day_are_read_with_their_clock() -> None:
    """Times come sorted, with the weekdays and the zone that the text names."""
    every = parse_every("mon-fri at 17:00, 6:40 Asia/Shanghai")
    assert (every.times, every.zone, every.period_s) == ((time(6, 40), time(17, 0)), "Asia/Shanghai", None)
    assert every.weekdays == frozenset({0, 1, 2, 3, 4})


def test_day_means_every_weekday() -> None:
    """`day at` counts on all seven days."""
    assert parse_every("day at 06:40 Asia/Shanghai").weekdays == ALL_DAYS


def test_weekday_range_may_cross_the_week() -> None:
    """A range that begins late in the week goes on into the next."""
    assert parse_weekdays("sat-mon, wed") == frozenset({5, 6, 0, 2})


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("day at 06:40", "write 'day at 06:40 Asia/Shanghai'"),
        ("day at 24:30 Asia/Shanghai", "write times such as 06:40"),
        ("day at 06:40 Mars/Olympus", "write an IANA name such as Asia/Shanghai"),
        ("tag at 06:40 Asia/Shanghai", "use: day, mon, tue"),
        ("0 min", "write '30 min'"),
        ("now and then", "write '30 min'"),
        ("", "write '30 min'"),
    ],
)
def test_what_is_no_timetable_says_the_mend(text: str, mend: str) -> None:
    """Each kind of mistake names what to write instead."""
    with pytest.raises(SourceError) as caught:
        parse_every(text)
    assert caught.value.mend.startswith(mend)
