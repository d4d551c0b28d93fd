"""When a source is due next."""

from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import SourceError
from crawler.registry.timetable import parse_every
from scheduler.plan import SPREAD_MAX_S, due_after, due_after_run, next_due

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


def after(
    outcome: str, *, every: str = "day at 12:00 UTC", found: int = 9, fails: int = 1, took_min: int = 5
) -> datetime:
    """When a source is due whose run began at NOW and ended `took_min` later."""
    found_due = due_after_run(
        every,
        outcome=outcome,
        found=found,
        fails=fails,
        last=NOW,
        now=NOW + timedelta(minutes=took_min),
        rng=NoSpread(),
    )
    assert found_due is not None
    return found_due


def test_a_good_run_waits_for_the_timetable() -> None:
    """After a run that ended well the source is due when its timetable says."""
    assert after("done") == at("2026-03-11 12:00")


@pytest.mark.parametrize(("fails", "due_at"), [(1, "12:15"), (2, "12:25"), (3, "12:45"), (9, "18:05")])
def test_a_failed_run_is_tried_again_soon_and_then_more_seldom(fails: int, due_at: str) -> None:
    """After a failure the source is due in ten minutes, then twenty, forty, at most six hours."""
    assert after("failed", fails=fails) == at(f"2026-03-10 {due_at}")


def test_learned_hours_wait_while_the_list_says_that_it_stays() -> None:
    """A list that stays as it is for twenty minutes is not asked before; one that says a day is asked after an hour."""
    often = partial(due_after_run, "learned, 480 a day", outcome="done", found=9, fails=0, rng=NoSpread())
    by_hand = partial(due_after_run, "10 min", outcome="done", found=9, fails=0, rng=NoSpread())

    assert often(last=NOW, now=NOW) == NOW + timedelta(minutes=3)
    assert often(last=NOW, now=NOW, fresh=timedelta(minutes=20)) == NOW + timedelta(minutes=20)
    assert often(last=NOW, now=NOW, fresh=timedelta(days=1)) == NOW + timedelta(hours=1)
    assert by_hand(last=NOW, now=NOW, fresh=timedelta(minutes=20)) == NOW + timedelta(minutes=10)


def test_a_failed_run_is_not_later_than_the_timetable() -> None:
    """A source polled every quarter of an hour is not put off by a failure."""
    assert after("failed", every="15 min", fails=5) == at("2026-03-10 12:15")


def test_a_failed_run_longer_than_its_period_still_pauses() -> None:
    """A failing source whose period is over already waits for the retry and is not asked at once."""
    assert after("failed", every="5 min", took_min=20) == at("2026-03-10 12:30")


def test_a_wall_is_not_knocked_at_often() -> None:
    """A blocked source waits six hours, even when it is polled every half hour."""
    assert after("blocked", every="30 min") == at("2026-03-10 18:05")


def test_a_stopped_run_is_due_at_once() -> None:
    """A crawl that was stopped from outside is due again now."""
    assert after("stopped") == at("2026-03-10 12:05")


def test_a_late_paper_is_looked_for_again() -> None:
    """A run at its time of day that found nothing looks again after half an hour."""
    assert after("done", found=0) == at("2026-03-10 12:35")


def test_a_day_without_a_paper_is_given_up() -> None:
    """Four hours after its time a source that has nothing waits for the next day."""
    assert after("done", found=0, every="day at 07:59 UTC") == at("2026-03-11 07:59")


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
