"""When a holder of leases dies, its sources are due and nobody else's are."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import leases, runs
from archive.holders import end_leases, expect, holders
from archive.records import SourceRow

pytestmark = pytest.mark.both_databases
MINUTE = timedelta(minutes=1)


@pytest.fixture
def papers(engine: Engine) -> Engine:
    """An archive with two sources that are due."""
    runs.enlist(engine, [SourceRow(id=name, name=name, family="feed") for name in ("daily", "evening")])
    return engine


def claim(engine: Engine, owner: str, now: datetime) -> list[str]:
    """Claim what is due for a minute."""
    return runs.claim_due(engine, now=now, owner=owner, lease_s=60, limit=9)


def test_a_crawl_that_was_closed_is_not_due_though_its_clock_died(papers: Engine, now: datetime) -> None:
    """Between the end of a run and its next due time nobody crawls the source again."""
    claim(papers, "a", now)
    expect(papers, {"daily": now + 60 * MINUTE, "evening": now + 60 * MINUTE}, owner="a")
    run = runs.begin(papers, "daily", kind="crawl", now=now, owner="a")
    runs.finish(papers, run, now=now, outcome="done")

    assert claim(papers, "b", now) == []


def test_a_source_that_was_claimed_and_not_begun_is_due_when_its_holder_is_silent(
    papers: Engine, now: datetime
) -> None:
    """The time of the next regular crawl keeps nobody from taking a dead holder's source over."""
    claim(papers, "a", now)
    expect(papers, {"daily": now + 60 * MINUTE, "evening": now + 60 * MINUTE}, owner="a")

    assert claim(papers, "b", now + MINUTE / 2) == []
    assert claim(papers, "b", now + MINUTE) == ["daily", "evening"]


def test_only_the_holder_says_when_its_sources_are_due(papers: Engine, now: datetime) -> None:
    """Another's word changes no due time."""
    claim(papers, "a", now)
    expect(papers, {"daily": now + 60 * MINUTE}, owner="b")
    runs.release(papers, ["daily", "evening"], owner="a")

    assert claim(papers, "b", now) == ["daily", "evening"]


def test_leases_of_the_dead_end_at_once(papers: Engine, now: datetime) -> None:
    """What a dead process held, sources and office, is free; its runs are lost; the living keep what they hold."""
    runs.begin(papers, "daily", kind="crawl", now=now, owner="dead")
    runs.begin(papers, "evening", kind="crawl", now=now, owner="living")
    office = leases.take(papers, "clock", owner="dead", now=now, lease_s=60)
    assert holders(papers, now=now) == {"dead", "living"}

    end_leases(papers, ["dead"], now=now)
    following = leases.take(papers, "clock", owner="living", now=now, lease_s=60)

    assert office is not None
    assert following is not None
    assert following.fence > office.fence
    assert holders(papers, now=now) == {"living"}
    assert len(runs.sweep(papers, now=now)) == 1
    assert claim(papers, "living", now) == ["daily"]
