"""The standing crawler of a clock: a real process, fed, killed and replaced. A site on loopback."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine

from archive import runs
from crawler.registry import load_registry
from scheduler import orders
from scheduler.crawling import Company
from scheduler.standing import Standing
from tests.faults.clocks import children_of
from tests.scheduler.conftest import Newsroom

OWNER = "desk"


class Desk:
    """A clock's hands on a standing crawler."""

    def __init__(self, newsroom: Newsroom, engine: Engine) -> None:
        self.newsroom = newsroom
        self.engine = engine
        self.company = Company()
        self.crawler = Standing(engine, owner=OWNER, now=lambda: datetime.now(UTC), company=self.company)
        orders.enlist(newsroom.config)

    def begin(self, *sources: str) -> None:
        """Claim sources and order them to be crawled."""
        now = datetime.now(UTC)
        for source in sources:
            runs.schedule(self.engine, source, None)
        assert set(sources) <= set(runs.claim_due(self.engine, now=now, owner=OWNER, lease_s=60, limit=10))
        registry = load_registry(self.newsroom.config)
        self.crawler.begin(self.newsroom.config, [registry.get(source) for source in sources], now=now)

    def crawl(self, *sources: str) -> int:
        """Have sources crawled to the end; return the number of the process that takes orders."""
        self.begin(*sources)
        process = self.process()
        self.crawler.wait_for_place(1)
        return process

    def process(self) -> int:
        """The number of the newest process."""
        # One that has just been started has no command line for a moment.
        while not (crawlers := [one for one in children_of(os.getpid()) if _is_crawler(one)]):
            Event().wait(0.01)
        return max(crawlers, key=_started)


def _is_crawler(process: int) -> bool:
    try:
        return b"--standing" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has just left
        return False


def _started(process: int) -> int:
    """When a process began, in ticks since the machine did (proc(5)): numbers of processes begin anew now and then."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
    except OSError:  # it has just left
        return 0


@pytest.fixture
def desk(newsroom: Newsroom, engine_of: Engine) -> Iterator[Desk]:
    """Two feeds and a desk that orders them."""
    newsroom.add_feed("radio", 0)
    newsroom.add_feed("daily", 1)
    made = Desk(newsroom, engine_of)
    yield made
    made.company.stop.set()
    made.crawler.close()


def outcomes(engine: Engine) -> list[tuple[str, str]]:
    """Source and outcome of each run, oldest first."""
    return [(run.source, run.outcome) for run in reversed(runs.history(engine))]


def test_one_process_crawls_again_and_again_until_the_settings_change(desk: Desk, engine_of: Engine) -> None:
    """Orders go to the same process; after a change of the settings to a new one, and the old one leaves."""
    first = desk.crawl("radio", "daily")
    assert desk.crawl("radio") == first

    desk.newsroom.configure(batch=7)

    second = desk.crawl("daily")
    assert second != first
    assert [outcome for _, outcome in outcomes(engine_of)] == ["done"] * 4
    assert {state.lease_until for state in runs.states(engine_of)} == {None}


def test_a_prepared_process_takes_the_first_order(desk: Desk, engine_of: Engine) -> None:
    """A process that was started before anything was due is the one that crawls."""
    desk.crawler.prepare(desk.newsroom.config)
    prepared = desk.process()

    assert desk.crawl("radio") == prepared
    assert outcomes(engine_of) == [("radio", "done")]


def test_a_killed_crawler_costs_one_run_and_no_time(desk: Desk, engine_of: Engine) -> None:
    """What a killed process crawled is closed and due at once, and the next order starts another process."""
    path = next(path for path in desk.newsroom.site.answers if "/radio/" in path)
    let_go = desk.newsroom.site.answers[path].held_until = Event()
    desk.begin("radio")
    desk.newsroom.site.wait_for(path)
    killed = desk.process()
    os.kill(killed, signal.SIGKILL)
    desk.crawler.wait_for_place(1)
    let_go.set()

    (state,) = [one for one in runs.states(engine_of) if one.id == "radio"]
    assert state.lease_until is None
    assert state.next_due_at is not None
    assert state.next_due_at <= datetime.now(UTC) + timedelta(seconds=1)
    assert desk.crawl("radio") != killed
    assert outcomes(engine_of)[-1] == ("radio", "done")
    assert all(run.ledger.adds_up and run.ended_at for run in runs.history(engine_of))


def test_a_crawler_that_has_grown_large_is_replaced(desk: Desk, engine_of: Engine) -> None:
    """A process that says it holds more memory than it may takes no further orders."""
    desk.newsroom.configure(crawler_mb=1)
    first = desk.crawl("radio")

    desk.crawler.close()

    assert desk.crawl("radio") != first
    assert outcomes(engine_of) == [("radio", "done")] * 2


def test_a_successor_has_the_settings_that_the_clock_kept(desk: Desk, engine_of: Engine) -> None:
    """While jianbao.toml is broken, a crawler that replaces another works by the settings from before."""
    desk.crawl("radio")
    desk.crawler.close()
    kept = desk.newsroom.config
    (desk.newsroom.home / "jianbao.toml").write_text("[crawl\n", encoding="utf-8")

    runs.schedule(engine_of, "radio", None)
    now = datetime.now(UTC)
    assert "radio" in runs.claim_due(engine_of, now=now, owner=OWNER, lease_s=60, limit=10)
    desk.crawler.begin(kept, [load_registry(kept).get("radio")], now=now)
    desk.crawler.wait_for_place(1)

    assert outcomes(engine_of) == [("radio", "done")] * 2
