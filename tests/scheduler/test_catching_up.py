"""After downtime: missed editions are named, newest first, few at a time, and only where a paper is well."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from archive import runs
from archive.missed import days_looked_at, missed_days
from archive.records import Ledger, SourceRow
from crawler.registry import Registry, load_sources
from scheduler.catching_up import next_missed

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
PAPER = """\
id: {name}
name: {name}
place: cn-jiangsu-zhenjiang
family: edition
start: http://127.0.0.1:9/{name}/{{day:%Y%m}}/{{day:%d}}/node_01.html
edition:
  line: founder-new
{more}every: day at 06:40 Asia/Shanghai
"""


def registry_of(folder: Path, **papers: str) -> Registry:
    """The source files of these papers; the text is what else stands under `edition:`."""
    for name, more in papers.items():
        (folder / f"{name}.yaml").write_text(PAPER.format(name=name, more=more), encoding="utf-8")
    return load_sources([folder])


def ran(engine: Engine, source: str, *, begun: datetime, day: date | None = None, outcome: str = "done") -> None:
    """A finished crawl of a paper."""
    run = runs.begin(engine, source, kind="crawl", now=begun, owner="test", day=day)
    runs.finish(engine, run, now=begun + timedelta(minutes=1), outcome=outcome, ledger=Ledger())


@pytest.fixture
def papers(engine: Engine, tmp_path: Path) -> Registry:
    """Two papers, each crawled on 5 March and again on 19 and 20 March."""
    registry = registry_of(tmp_path, daily="", evening="")
    runs.enlist(
        engine, [SourceRow(id=one.id, name=one.name, family=one.family, every=one.every) for one in registry.all()]
    )
    for source in ("daily", "evening"):
        for day in (5, 19, 20):
            ran(engine, source, begun=datetime(2026, 3, day, 0, 0, tzinfo=UTC))
    return registry


def test_the_newest_missed_day_comes_first(engine: Engine, papers: Registry) -> None:
    """Of a fortnight off, the day before the last crawl is asked for first, of both papers."""
    found = next_missed(engine, papers, now=NOW, days_back=60, limit=50)
    assert found is not None
    assert (found[0], [one.id for one in found[1]]) == (date(2026, 3, 18), ["daily", "evening"])


def test_every_missed_day_is_asked_for_once(engine: Engine, papers: Registry) -> None:
    """Day by day, newest first, until none is missing; each day of each paper once."""
    asked = []
    while (found := next_missed(engine, papers, now=NOW, days_back=60, limit=1)) is not None:
        day, sources = found
        asked.append((day, sources[0].id))
        ran(engine, sources[0].id, begun=NOW, day=day)
    assert len(asked) == len(set(asked)) == 2 * 13
    assert [day for day, _ in asked] == sorted((day for day, _ in asked), reverse=True)


def test_a_paper_that_is_not_well_is_left_alone(engine: Engine, papers: Registry) -> None:
    """A paper whose last crawl failed is not asked for more."""
    ran(engine, "daily", begun=NOW - timedelta(minutes=5), outcome="blocked")
    found = next_missed(engine, papers, now=NOW, days_back=60, limit=50)
    assert found is not None
    assert [one.id for one in found[1]] == ["evening"]


def test_days_without_a_paper_are_not_missed(engine: Engine, tmp_path: Path) -> None:
    """A paper that appears on working days misses no weekend."""
    registry = registry_of(tmp_path, weekly="  weekdays: mon-fri\n")
    runs.enlist(engine, [SourceRow(id="weekly", name="weekly", family="edition", every="day at 06:40 Asia/Shanghai")])
    for day in (13, 16, 17, 18, 19, 20):  # the 14th and 15th are a weekend
        ran(engine, "weekly", begun=datetime(2026, 3, day, 0, 0, tzinfo=UTC))
    assert next_missed(engine, registry, now=NOW, days_back=60, limit=50) is None


def test_a_paper_never_crawled_misses_nothing(engine: Engine, tmp_path: Path) -> None:
    """The past of a new source is a matter of backfill."""
    registry = registry_of(tmp_path, fresh="")
    runs.enlist(engine, [SourceRow(id="fresh", name="fresh", family="edition", every="day at 06:40 Asia/Shanghai")])
    assert next_missed(engine, registry, now=NOW, days_back=60, limit=50) is None


def test_a_run_at_night_counts_for_the_day_of_the_paper(engine: Engine, papers: Registry) -> None:
    """The day a run without a day asked for is that of the source's clock."""
    ran(engine, "daily", begun=datetime(2026, 3, 9, 17, 0, tzinfo=UTC))  # one in the morning of the 10th
    looked = days_looked_at(engine, {"daily": ZONE}, since=NOW - timedelta(days=60))
    assert date(2026, 3, 10) in looked["daily"]


def test_nothing_looked_at_is_nothing_missed() -> None:
    """Without a first look there is no gap."""
    assert missed_days(set(), since=date(2026, 3, 1), until=date(2026, 3, 9)) == []
