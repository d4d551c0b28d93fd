"""Kill -9 of the clock in the middle of a crawl: nothing is stuck, nothing is lost, every account adds up."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from archive import read, runs
from tests.crawler.site import Site, opened_site
from tests.scheduler.conftest import Newsroom
from tests.scheduler.test_service import ask_to_end, wait_until

LONGEST_S = 240


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A home with one feed of three stories, and leases of an hour."""
    with opened_site() as site:
        made = Newsroom(tmp_path / "home", site)
        made.add_feed("yunjiang-radio", 0, 1, 2)
        made.configure(lease_s=3600, leader_lease_s=3600)
        yield made
        made.close()


def held_article(site: Site) -> tuple[str, Event]:
    """Hold back the answer of one article; return its path and the event that lets it go."""
    path = sorted(path for path in site.answers if path != "/yunjiang-radio.xml")[-1]
    let_go = Event()
    site.answers[path].held_until = let_go
    return path, let_go


def children_of(process: int) -> list[int]:
    """Return the processes that this one started, from any of its threads."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def wait_for_end(process: int) -> None:
    """Return once a process is gone or only waits to be buried; fail when it stays."""
    tick = Event()
    for _ in range(LONGEST_S * 20):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        tick.wait(0.05)
    raise AssertionError(f"process {process} outlived its clock")


def test_a_killed_clock_and_crawler_leave_a_source_that_is_crawled_again(newsroom: Newsroom) -> None:
    """After kill -9 of both processes the next clock here waits for no lease: the run is lost, each article stored."""
    path, let_go = held_article(newsroom.site)
    clock = newsroom.start("run")
    newsroom.site.wait_for(path)
    for child in children_of(clock.pid):
        os.kill(child, signal.SIGKILL)
    clock.kill()
    clock.communicate()
    let_go.set()

    second = newsroom.start("run")
    engine = newsroom.open()
    try:
        wait_until(second, engine, 2)
        ask_to_end(second)
        last, first = runs.history(engine)
        articles = read.totals(engine).articles
    finally:
        engine.dispose()

    assert (first.outcome, last.outcome) == ("lost", "done")
    assert first.ended_at is not None
    assert first.ended_at <= last.started_at
    assert first.ledger.adds_up
    assert last.ledger.adds_up
    assert last.ledger.discovered == articles == 3


def test_a_crawler_does_not_outlive_its_killed_clock(newsroom: Newsroom) -> None:
    """When only the clock is killed its crawler ends by itself and closes its run with an account that adds up."""
    path, let_go = held_article(newsroom.site)
    clock = newsroom.start("run")
    newsroom.site.wait_for(path)
    (child,) = children_of(clock.pid)

    clock.kill()
    clock.communicate()
    let_go.set()
    wait_for_end(child)

    engine = newsroom.open()
    try:
        (run,) = runs.history(engine)
    finally:
        engine.dispose()
    assert run.ended_at is not None
    assert run.ledger.adds_up
