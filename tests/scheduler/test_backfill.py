"""What a backfill would walk, and how it gives way to other runs."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive import runs
from archive.config import Config, load_config
from archive.db import connect
from archive.errors import AskedWrongly
from archive.owners import new_owner
from archive.records import Ledger
from scheduler.backfill import Step, plan, wait_for_way

NOW = datetime(2024, 3, 1, 4, 0, tzinfo=UTC)
NEVER_A_PROCESS = 2**22 + 1
"""Above the highest process number that Linux gives."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A home with a paper that pauses at weekends, a sitemap-less list, and a feed."""
    home = tmp_path / "home"
    (home / "sources").mkdir(parents=True)
    (home / "jianbao.toml").write_text("[crawl]\npackaged_sources = false\n", encoding="utf-8")
    daily = 'family: edition\nstart: "http://x.test/{day:%Y%m/%d}/node_1.htm"\nedition:\n  weekdays: mon-fri\n'
    said = {
        "daily": daily,
        "gov": "family: listing\nstart: http://gov.test/list.shtml\n",
        "radio": "family: feed\nstart: http://radio.test/feed.xml\n",
    }
    for name, text in said.items():
        (home / "sources" / f"{name}.yaml").write_text(f"id: {name}\nname: {name}\n{text}", encoding="utf-8")
    return load_config(home, environment={})


def walked_before(config: Config, day: date, until: date | None = None, outcome: str = "done") -> None:
    """Note a finished backfill."""
    engine = connect(config.database)
    number = runs.begin(engine, "daily", kind="backfill", now=NOW, owner="test", day=day, until=until)
    runs.finish(engine, number, now=NOW, ledger=Ledger(), outcome=outcome)
    engine.dispose()


def test_editions_are_walked_day_by_day_backwards(config: Config) -> None:
    """Each weekday is a step, the newest first; days on which the paper does not appear are counted apart."""
    planned = plan(config, "daily", since=date(2024, 2, 22), until=date(2024, 2, 26), now=NOW)

    assert [step.day for step in planned.steps] == [date(2024, 2, 26), date(2024, 2, 23), date(2024, 2, 22)]
    assert all(step.days == 1 for step in planned.steps)
    assert (planned.done_days, planned.idle_days) == (0, 2)


def test_finished_days_are_left_out(config: Config) -> None:
    """A day walked well before is left out, also inside a longer stretch; one that failed is walked again."""
    walked_before(config, date(2024, 2, 26))
    walked_before(config, date(2024, 2, 20), date(2024, 2, 21))
    walked_before(config, date(2024, 2, 23), outcome="failed")

    planned = plan(config, "daily", since=date(2024, 2, 20), until=date(2024, 2, 26), now=NOW)

    assert [step.day for step in planned.steps] == [date(2024, 2, 23), date(2024, 2, 22)]
    assert planned.done_days == 3


def test_a_list_is_walked_once_for_all_days(config: Config) -> None:
    """A list is one step from the first day to yesterday."""
    planned = plan(config, "gov", since=date(2023, 1, 1), until=None, now=NOW)

    assert planned.steps == (Step(day=date(2023, 1, 1), until=date(2024, 2, 29)),)


def test_a_feed_has_no_past(config: Config) -> None:
    """A feed lists only what is new, so asking for its past is refused with the mend."""
    with pytest.raises(AskedWrongly, match="lists only what is new"):
        plan(config, "radio", since=date(2024, 2, 1), until=None, now=NOW)


def test_days_to_come_are_refused(config: Config) -> None:
    """A first day after the last one is refused."""
    with pytest.raises(AskedWrongly, match="there is no day"):
        plan(config, "daily", since=date(2024, 3, 9), until=None, now=NOW)


def test_run_of_a_process_that_is_gone_gives_way(config: Config) -> None:
    """A run left open by a killed process of this machine loses its lease at once; the next run can begin."""
    engine = connect(config.database)
    host, _, mark = new_owner().split(":")
    dead = f"{host}:{NEVER_A_PROCESS}:{mark}"
    try:
        runs.begin(engine, "daily", kind="backfill", now=NOW, owner=dead)

        assert wait_for_way(engine, "daily", now=NOW, stop=threading.Event()) == ""
        assert runs.begin(engine, "daily", kind="backfill", now=NOW, owner="another")
    finally:
        engine.dispose()


def test_run_of_a_living_process_is_waited_for(config: Config) -> None:
    """A run that may still be going on is not pushed aside; the walk can be stopped while it waits."""
    engine = connect(config.database)
    stop = threading.Event()
    stop.set()
    try:
        runs.begin(engine, "daily", kind="crawl", now=NOW, owner="elsewhere:1")

        assert wait_for_way(engine, "daily", now=NOW, stop=stop) == "stopped by hand"
    finally:
        engine.dispose()
