"""When a source is due next."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import SourceError
from crawler.registry.timetable import parse_every
from scheduler.plan import SPREAD_MAX_S, due_after, next_due

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


class NoSpread(Random):
    """Chance that always gives the smallest value."""

    def uniform(self, a: float, b: float) -> float:
        """Return the lower end."""
        return a


def due(every: str, last: datetime | None, now: datetime = NOW) -> datetime:
    """When `every` is due, without spread."""
    return next_due(parse_every(every), last=last, now=now, rng=NoSpread())


def at(text: str) -> datetime:
    """Read a UTC time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_source_never_crawled_is_due_now() -> None:
    """Without a last run the due time is now."""
    assert due("day at 06:40 Asia/Shanghai", None) == NOW


def test_a_period_counts_from_the_last_run() -> None:
    """Every 30 min means 30 minutes after the last run."""
    assert due("30 min", at("2026-03-10 11:45")) == at("2026-03-10 12:15")


def test_a_time_of_day_is_on_the_clock_of_its_zone() -> None:
    """06:40 in Shanghai is 22:40 UTC the day before."""
    assert due("day at 06:40 Asia/Shanghai", at("2026-03-09 22:41")) == at("2026-03-10 22:40")


def test_weekdays_are_those_of_the_zone() -> None:
    """Monday 02:00 in Shanghai is Sunday 18:00 UTC."""
    assert due("mon at 02:00 Asia/Shanghai", at("2026-03-09 00:00")) == at("2026-03-15 18:00")


def test_several_times_a_day_take_the_next_one() -> None:
    """Of two times of day the first after the last run is taken."""
    assert due("day at 06:00, 17:00 UTC", at("2026-03-10 06:00")) == at("2026-03-10 17:00")


def test_days_of_downtime_are_caught_up_at_once_and_once() -> None:
    """After two weeks of downtime the source is due now, and after that run at its usual time."""
    first = due("day at 06:40 Asia/Shanghai", NOW - timedelta(days=14))

    assert first == NOW
    assert due("day at 06:40 Asia/Shanghai", NOW, NOW + timedelta(minutes=9)) == at("2026-03-10 22:40")


def test_a_wall_time_that_the_clocks_skip_still_runs_that_day() -> None:
    """02:30 on the day Berlin skips from 02:00 to 03:00 runs at 01:30 UTC, and the day after at 00:30 UTC."""
    before = at("2026-03-28 12:00")
    skipped = due("day at 02:30 Europe/Berlin", before, before)

    assert skipped == at("2026-03-29 01:30")
    assert due("day at 02:30 Europe/Berlin", skipped, skipped) == at("2026-03-30 00:30")


def test_a_wall_time_shown_twice_runs_once() -> None:
    """02:30 on the day Berlin shows it twice runs at the first, and next on the following day."""
    before = at("2026-10-24 12:00")
    first = due("day at 02:30 Europe/Berlin", before, before)

    assert first == at("2026-10-25 00:30")
    assert due("day at 02:30 Europe/Berlin", first, first) == at("2026-10-26 01:30")


def test_no_timetable_means_by_hand_only() -> None:
    """A source without a timetable has no due time."""
    assert due_after("", last=None, now=NOW, rng=Random(1)) is None


def test_a_text_that_is_no_timetable_is_refused() -> None:
    """A timetable that cannot be read is an error with a mend."""
    with pytest.raises(SourceError) as caught:
        due_after("whenever", last=None, now=NOW, rng=Random(1))

    assert "30 min" in caught.value.mend


@given(
    every=st.sampled_from(["30 min", "2 hours", "day at 06:40 Asia/Shanghai", "mon, thu at 02:30 Europe/Berlin"]),
    minutes=st.integers(0, 600_000),
    seed=st.integers(0, 99),
)
def test_the_due_time_is_never_past_and_never_early(every: str, minutes: int, seed: int) -> None:
    """A due time lies at or after now, and at most the spread after the time that is written."""
    last = NOW - timedelta(minutes=minutes)

    found = next_due(parse_every(every), last=last, now=NOW, rng=Random(seed))

    exact = due(every, last)
    assert exact <= found <= exact + timedelta(seconds=SPREAD_MAX_S)
    assert found >= NOW
