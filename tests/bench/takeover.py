"""Two nodes, one falls silent: how long until the other leads, and until it crawls what was under way there.

A node that is frozen (SIGSTOP, clock and crawler) is to the other what a machine without power is: nothing proves it
dead, so its leases must end by themselves.
"""

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Lease
from scheduler.service import OFFICE
from tests.bench.rows import Row
from tests.crawler.site import Site, opened_site
from tests.faults.clocks import children_of
from tests.postgres import NoPostgres, shared_server
from tests.scheduler.conftest import Newsroom

LONGEST_LEAD_S, LONGEST_CRAWL_S = 15.0, 90.0
"""What the measurement fails above."""
PATIENCE_S = 300.0
LOOK_S = 0.05
PAPER = "yunjiang-radio"


def measure() -> list[Row]:
    """Freeze the leading node on either database."""
    with TemporaryDirectory() as folder, opened_site() as site:
        rows = _rows("SQLite", Newsroom(Path(folder) / "home", site))
    with ExitStack() as stack:
        run, folder_ = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        try:
            server = shared_server(run)
        except NoPostgres:
            return rows
        site = stack.enter_context(opened_site())
        rows += _rows("PostgreSQL", Newsroom(folder_ / "home", site, server.create("takeover")))
        server.drop("takeover")
    return rows


def _rows(name: str, newsroom: Newsroom) -> list[Row]:
    newsroom.configure(lease_s=60, leader_lease_s=10, tick_s=1.0)
    newsroom.add_feed(PAPER, 0)
    newsroom.site.answers[f"/{PAPER}.xml"].held_until = held = Event()
    engine = newsroom.open()
    clocks = {clock.pid: clock for clock in (newsroom.start("run"), newsroom.start("run"))}
    frozen: list[int] = []
    try:
        newsroom.site.wait_for(f"/{PAPER}.xml")
        leader = _leader(engine)
        asked = _asked(newsroom.site)
        frozen = [leader, *children_of(leader)]
        for process in frozen:
            os.kill(process, signal.SIGSTOP)
        began = monotonic()
        lead_s = _wait(began, clocks, lambda: _leader(engine) != leader)
        crawl_s = _wait(began, clocks, lambda: _asked(newsroom.site) > asked)
    finally:
        held.set()
        for process in frozen[1:]:
            os.kill(process, signal.SIGKILL)
        newsroom.close()
        engine.dispose()
    assert lead_s <= LONGEST_LEAD_S, lead_s
    assert crawl_s <= LONGEST_CRAWL_S, crawl_s
    return [
        Row(what=f"{name}: the other leads after", value=lead_s, unit="s", larger_is_better=False),
        Row(what=f"{name}: its crawl begins again after", value=crawl_s, unit="s", larger_is_better=False),
    ]


def _leader(engine: Engine) -> int:
    """Return the process that leads."""
    with reading(engine) as session:
        owner = session.scalar(select(Lease.owner).where(Lease.name == OFFICE))
    return int(owner.split(":")[1]) if owner else 0


def _asked(site: Site) -> int:
    return site.paths().count(f"/{PAPER}.xml")


def _wait(began: float, clocks: "dict[int, Popen[str]]", so: Callable[[], bool]) -> float:
    """Return the seconds from `began` until it is so."""
    tick = Event()
    while not so():
        assert monotonic() - began < PATIENCE_S
        assert all(clock.poll() is None for clock in clocks.values()), "a clock left"
        tick.wait(LOOK_S)
    return monotonic() - began
