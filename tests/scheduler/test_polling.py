"""Learned hours: looks gather where a source publishes, and no hour is forgotten."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.polling import CLASSES, SLOTS, Pace, as_text, from_text, learn, next_poll, polls_a_slot

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # midnight in Shanghai
FOUR_WEEKS = timedelta(days=28)


def morning_paper(*, articles: int = 40) -> list[datetime]:
    """A paper that puts all its pages online at 06:30, every day."""
    at = MONDAY + timedelta(hours=6, minutes=30)
    return [at + timedelta(days=day, seconds=number) for day in range(28) for number in range(articles)]


def learned(moments: list[datetime]):
    """The profile of four weeks."""
    return learn(moments, since=MONDAY, until=MONDAY + FOUR_WEEKS, zone=ZONE)


def looks_of_a_day(moments: list[datetime], pace: Pace, *, day: int = 28) -> list[datetime]:
    """The looks of one day, by the source's clock."""
    profile, at = learned(moments), MONDAY + timedelta(days=day)
    end, looks = at + timedelta(days=1), []
    while at < end:
        at = next_poll(profile, last=at, zone=ZONE, pace=pace)
        looks.append(at.astimezone(ZONE))
    return looks


def test_looks_gather_where_news_comes() -> None:
    """Of a paper of 06:30, the quarter of an hour around it has the most looks, and the first is minutes after it."""
    looks = looks_of_a_day(morning_paper(), Pace(polls_a_day=24))
    half_past = [look for look in looks if look.hour == 6 and look.minute >= 30 and look.minute < 45]
    noon = [look for look in looks if look.hour == 12]
    assert len(half_past) >= 4
    assert len(noon) <= 1


def test_every_hour_keeps_a_look() -> None:
    """However quiet, a source is looked at every three hours."""
    looks = looks_of_a_day(morning_paper(), Pace(polls_a_day=24))
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert max(gaps) <= timedelta(hours=3)


def test_the_budget_is_kept() -> None:
    """A day has at most as many looks as the pace says, but for those that the longest pause asks for."""
    for polls in (12, 48, 96):
        assert len(looks_of_a_day(morning_paper(), Pace(polls_a_day=polls))) <= polls + 8


def test_weekends_are_learned_apart() -> None:
    """An office that publishes on working days only is looked at less on a Saturday."""
    moments = [MONDAY + timedelta(days=day, hours=hour) for day in range(28) for hour in range(9, 18) if day % 7 < 5]
    density = polls_a_slot(learned(moments), Pace(polls_a_day=48))
    assert sum(density[0]) > 2 * sum(density[1])


def test_an_unknown_source_is_looked_at_evenly() -> None:
    """Before anything is known, looks are spread over the day."""
    looks = looks_of_a_day([], Pace(polls_a_day=24))
    gaps = {round((later - earlier) / timedelta(minutes=1)) for earlier, later in pairwise(looks)}
    assert gaps == {60}


def test_a_profile_is_kept_as_text() -> None:
    """What is kept gives the same looks again; another version's text gives none."""
    profile = learned(morning_paper())
    again = from_text(as_text(profile))
    assert again is not None
    at = MONDAY + FOUR_WEEKS
    same = [next_poll(one, last=at, zone=ZONE, pace=Pace()) for one in (profile, again)]
    assert abs(same[0] - same[1]) < timedelta(minutes=1)
    assert from_text("") is None
    assert from_text("7.0 1 2 3") is None


@given(
    hours=st.lists(st.floats(min_value=0, max_value=27 * 24), max_size=60),
    begin=st.integers(min_value=0, max_value=14 * 24 * 3600),
    polls=st.integers(min_value=1, max_value=480),
)
def test_the_next_look_is_always_within_bounds(hours: list[float], begin: int, polls: int) -> None:
    """Whatever was learned, the next look comes no sooner than three minutes and no later than three hours."""
    profile = learned([MONDAY + timedelta(hours=hour) for hour in hours])
    last = MONDAY + FOUR_WEEKS + timedelta(seconds=begin)
    pace = Pace(polls_a_day=polls)
    assert pace.least <= next_poll(profile, last=last, zone=ZONE, pace=pace) - last <= pace.most


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai"])
def test_a_clock_change_hides_no_hour(zone: str) -> None:
    """Looks go on through the night in which clocks change."""
    profile = learned(morning_paper())
    at, end = datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    while at < end:
        later = next_poll(profile, last=at, zone=ZoneInfo(zone), pace=Pace())
        assert timedelta() < later - at <= timedelta(hours=3)
        at = later


def test_a_profile_has_all_slots() -> None:
    """Working days and weekends have 96 slots each, none of them empty."""
    rates = learned([]).rates
    assert len(rates) == CLASSES
    assert all(len(row) == SLOTS and min(row) > 0 for row in rates)
