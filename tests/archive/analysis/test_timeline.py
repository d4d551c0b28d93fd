"""Counts over time, shares of what was collected, and days not collected."""

from datetime import date

import pytest
from sqlalchemy import Engine

from archive.analysis import timeline
from archive.db import reading, writing
from archive.errors import AskedWrongly
from archive.search import Backend, backend
from tests.archive.search.corpus import Piece, put

pytestmark = pytest.mark.both_databases


def test_months_are_counted_and_shared(library: Engine) -> None:
    """Each month has its count, what was collected in it and the share; the month between stands as a gap."""
    found = timeline(library, "二桥")

    assert (found.total, found.undated, found.frame) == (6, 1, "")
    assert [(one.label, one.count, one.collected, one.share) for one in found.points] == [
        ("2026-01", 4, 5, 0.8),
        ("2026-02", 0, 0, None),
        ("2026-03", 1, 3, pytest.approx(1 / 3)),
    ]
    assert [one.is_gap for one in found.points] == [False, True, False]


def test_days_not_collected_are_counted(library: Engine) -> None:
    """A month says on how many of its days within the stretch the archive has nothing."""
    (january, february, march) = timeline(library, "二桥").points

    assert (january.days, january.days_missing) == (27, 24)
    assert (february.days, february.days_missing) == (28, 28)
    assert (march.days, march.days_missing) == (4, 2)


def test_days_are_without_holes(library: Engine) -> None:
    """By day there is a point for every day from the first article found to the last."""
    points = timeline(library, "合龙 date:2026-01", grain="day").points

    assert [(one.label, one.count, one.is_gap) for one in points] == [
        ("2026-01-05", 2, False),
        ("2026-01-06", 0, True),
        ("2026-01-07", 2, False),
    ]


def test_years_sum_up(library: Engine) -> None:
    """By year the counts of all months are one point."""
    (year,) = timeline(library, "棋院", grain="year").points

    assert (year.label, year.count, year.collected) == ("2026", 3, 8)


def test_the_share_is_of_the_papers_asked_about(library: Engine) -> None:
    """Filters by source, place and language are the frame: the share is of what these papers printed."""
    found = timeline(library, "合龙 source:yunjiang-evening date:2026-01", grain="year")

    assert found.frame == "source:yunjiang-evening"
    assert [(one.count, one.collected, one.share) for one in found.points] == [(2, 2, 1.0)]


def test_nothing_found_has_no_points(library: Engine) -> None:
    """A query that finds nothing has an empty timeline and a total of 0."""
    found = timeline(library, "没有这个词")

    assert (found.total, found.points) == (0, ())


def test_a_misread_day_makes_no_endless_timeline(library: Engine) -> None:
    """An article of the year 1 does not make 2,000 empty years: a hundred years are the most."""
    with writing(library) as session:
        put(session, backend(library), [Piece(number=20, body="二桥", published_on=date(1, 1, 1))])

    assert len(timeline(library, "二桥", grain="year").points) <= 102


def test_an_unknown_grain_is_refused(library: Engine) -> None:
    """The error names the grains there are."""
    with pytest.raises(AskedWrongly) as caught:
        timeline(library, "二桥", grain="week")  # type: ignore[arg-type] # what a notebook may type

    assert "day, month, year" in caught.value.mend


@pytest.mark.sqlite_only
def test_all_days_are_counted_by_index(library: Engine, searcher: Backend) -> None:
    """Counting the whole archive by day reads the index of days alone; its days are those of the articles."""
    statement = "EXPLAIN QUERY PLAN SELECT published_on, count(*) FROM article GROUP BY published_on"
    with reading(library) as session:
        plan = session.connection().exec_driver_sql(statement).all()
        days = searcher.days(session, None)

    assert [row[3] for row in plan] == ["SCAN article USING COVERING INDEX ix_article_published_on"]
    assert (days[date(2026, 1, 5)], days[None], sum(days.values())) == (2, 1, 9)
