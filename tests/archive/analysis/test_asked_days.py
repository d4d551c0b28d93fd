"""Quiet days and days not collected: told apart by the runs."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from archive.analysis import collected, timeline
from archive.analysis.asked_days import asked_days
from archive.db import reading, writing
from archive.models import Run
from archive.query import parse
from tests.archive.analysis.conftest import OTHER, PAPER

pytestmark = pytest.mark.both_databases
EVENING = datetime(2026, 1, 5, 22, 40, tzinfo=UTC)
"""In China the morning of the sixth."""


def ran(
    engine: Engine,
    *,
    source: str = PAPER,
    kind: str = "crawl",
    outcome: str = "done",
    day: date | None = None,
    until: date | None = None,
) -> None:
    """Put a run into the archive."""
    with writing(engine) as session:
        session.add(
            Run(
                source=source,
                kind=kind,
                outcome=outcome,
                day=day,
                until=until,
                started_at=EVENING,
                ended_at=EVENING,
                rejected={},
                failed={},
            )
        )


def asked(engine: Engine, *sources: str) -> set[int]:
    """The days of January on which somebody looked."""
    january = [date(2026, 1, number) for number in range(1, 32)]
    with reading(engine) as session:
        return {day.day for day in asked_days(session, january, sources or None)}


def test_a_crawl_looks_at_the_day_it_began_in_china(library: Engine) -> None:
    """A crawl at 22:40 UTC counts for the next day, which is the paper's."""
    ran(library)

    assert asked(library) == {6}


def test_a_backfill_looks_at_the_days_it_names(library: Engine) -> None:
    """A run of named days counts for them and not for the day it began."""
    ran(library, kind="backfill", day=date(2025, 12, 30), until=date(2026, 1, 2))

    assert asked(library) == {1, 2}


@pytest.mark.parametrize(("kind", "outcome"), [("crawl", "failed"), ("crawl", "lost"), ("reread", "done")])
def test_a_run_that_failed_or_asked_nobody_does_not_count(library: Engine, kind: str, outcome: str) -> None:
    """Only a run that asked the source and ended well says that a day was looked at."""
    ran(library, kind=kind, outcome=outcome)

    assert asked(library) == set()


def test_only_runs_of_the_sources_count(library: Engine) -> None:
    """A run of another paper says nothing of this one."""
    ran(library, source=OTHER)

    assert asked(library, PAPER) == set()
    assert asked(library, OTHER) == {6}


def test_misprinted_days_are_no_days_of_runs(library: Engine) -> None:
    """Days of the year 1 or 9999 are answered without an error."""
    with reading(library) as session:
        assert asked_days(session, [date.min, date.max]) == frozenset()


def test_a_quiet_day_is_no_gap(library: Engine) -> None:
    """A day without articles on which the paper was asked well is quiet, the others are not collected."""
    ran(library)
    points = {point.label: point for point in timeline(library, "二桥", grain="day").points}

    assert (points["2026-01-06"].is_gap, points["2026-01-06"].days_quiet) == (False, 1)
    assert points["2026-01-06"].share is None
    assert (points["2026-01-09"].is_gap, points["2026-01-09"].days_missing) == (True, 1)


def test_quiet_days_of_a_month_are_counted_apart(library: Engine) -> None:
    """A month says how many of its days were quiet and how many not collected."""
    ran(library, kind="backfill", day=date(2026, 2, 1), until=date(2026, 2, 28))
    (january, february, _) = timeline(library, f"二桥 source:{PAPER}").points

    assert (january.days_missing, january.days_quiet) == (25, 0)
    assert (february.days_missing, february.days_quiet, february.is_gap) == (0, 28, False)


def test_the_frame_says_whose_runs_count(library: Engine) -> None:
    """Asked about one paper, the runs of the other make no day quiet."""
    ran(library, source=OTHER)
    days = [date(2026, 1, 6)]

    assert collected(library, parse("二桥"), days)[1] == {date(2026, 1, 6)}
    assert collected(library, parse(f"二桥 source:{PAPER}"), days)[1] == frozenset()
