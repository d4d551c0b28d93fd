"""What is usual at a source: hours that differ by chance alone are drawn together, those of a weekly paper are not."""

import random
from datetime import UTC, datetime

import pytest

from archive.health.habit import HOURS, Habit, usual_hours


def habit_of(past: list[float]) -> Habit:
    """Four weeks of these articles, as fading counts them in the long run."""
    return Habit(last_new_at=datetime(2026, 3, 10, tzinfo=UTC), week=2930, weeks=4.0, past=past)


def test_days_that_differ_by_chance_are_taken_for_alike() -> None:
    """Of counts that chance scatters around one mean, the usual ones lie much nearer to it than the counts do."""
    chance = random.Random(5)
    counts = [float(sum(chance.random() < 0.03 for _ in range(100))) for _ in range(HOURS)]
    usual = usual_hours(habit_of(counts))

    scatter = sum((count / 4 - 0.75) ** 2 for count in counts)
    assert sum((one - 0.75) ** 2 for one in usual) < scatter / 2


def test_a_weekly_paper_keeps_its_day() -> None:
    """Forty articles every Friday morning leave hardly one expected on another day."""
    counts = [0.0] * HOURS
    counts[4 * 24 + 6] = 160.0
    usual = usual_hours(habit_of(counts))

    assert usual[4 * 24 + 6] > 39
    assert sum(usual[: 4 * 24]) < 1


def test_nothing_is_lost_between_the_days() -> None:
    """However it is spread, a week has as many usual articles as were counted."""
    counts = [float(hour % 5) for hour in range(HOURS)]

    assert sum(usual_hours(habit_of(counts))) == pytest.approx(sum(counts) / 4)
    assert usual_hours(habit_of([0.0] * HOURS)) == [0.0] * HOURS
