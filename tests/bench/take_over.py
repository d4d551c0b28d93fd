"""Back at work: a clock that was killed and started again, and a house whose leading node dies, with another beside it.

Nodes are clocks in process namespaces of their own, so that none can know that the other's processes are dead, as on
two machines: what the dead one held is free when its leases end. Each kill falls into a crawl that waits for its feed.
Settings are the usual ones; seconds on the clock, so an idle machine is asked for.
"""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from archive import runs
from archive.db import reading
from archive.models import Lease
from scheduler.plan import ClockConfig
from scheduler.service import OFFICE
from tests.bench.rows import Row
from tests.conftest import REPO
from tests.crawler.site import Site, opened_site
from tests.postgres import NoPostgres, shared_server
from tests.scheduler.conftest import Newsroom

TURNS = 5
FEED = "/bay.xml"
OWN_NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child=KILL"]
LOOK_S = 0.02
PATIENCE_S = 300.0
RESTART_FLOOR_S, LEAD_FLOOR_S, WORK_FLOOR_S = 10.0, 15.0, 90.0
"""Above these the bench fails."""


def measure() -> list[Row]:
    """Kill and wait, on either database."""
    rows: list[Row] = []
    with ExitStack() as stack:
        run, folder = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        site = stack.enter_context(opened_site())
        rows += _restart("SQLite", _newsroom(folder / "one", site))
        try:
            server = shared_server(run)
        except NoPostgres:
            return rows
        for name, what in (("restarted", _restart), ("taken_over", _take_over)):
            site = stack.enter_context(opened_site())
            rows += what("PostgreSQL", _newsroom(folder / name, site, server.create(name)))
            server.drop(name)
    return rows


def _newsroom(home: Path, site: Site, database: str = "") -> Newsroom:
    newsroom, usual = Newsroom(home, site, database), ClockConfig()
    newsroom.configure(tick_s=usual.tick_s, sweep_every_s=usual.sweep_every_s)
    newsroom.add_source("bay", f"name: bay\nfamily: feed\nstart: {site.address}{FEED}\nevery: 2 hours\n")
    return newsroom


def _restart(name: str, newsroom: Newsroom) -> list[Row]:
    """Kill the only clock and start it again."""
    back_s: list[float] = []
    node = _node(newsroom, [])
    for _ in range(TURNS):
        with _held(newsroom):
            node.kill()
            node.wait()
            began, asked = monotonic(), len(newsroom.site.paths())
            node = _node(newsroom, [])
            _wait(lambda: len(newsroom.site.paths()) > asked)  # noqa: B023 # called at once
            back_s.append(monotonic() - began)
    _end(node)
    return _rows(f"{name}: asks again after a restart", back_s, RESTART_FLOOR_S)


def _take_over(name: str, newsroom: Newsroom) -> list[Row]:
    """Kill the node that leads; the other one leads and goes on, and a new one takes its place."""
    lead_s, work_s = [], []
    nodes = [_node(newsroom, OWN_NAMESPACE)]
    for _ in range(TURNS):
        with _held(newsroom):
            nodes.append(_node(newsroom, OWN_NAMESPACE))
            before = _leader(newsroom)
            # As long as a new node takes to stand by.
            Event().wait(RESTART_FLOOR_S)
            leading = nodes.pop(0)
            leading.kill()
            leading.wait()
            began, asked = monotonic(), len(newsroom.site.paths())
            _wait(lambda: _leader(newsroom) != before)  # noqa: B023 # called at once
            lead_s.append(monotonic() - began)
            _wait(lambda: len(newsroom.site.paths()) > asked)  # noqa: B023 # called at once
            work_s.append(monotonic() - began)
    _end(*nodes)
    return [
        *_rows(f"{name}: another node leads", lead_s, LEAD_FLOOR_S),
        *_rows(f"{name}: it asks for what was being crawled", work_s, WORK_FLOOR_S),
    ]


def _rows(what: str, seconds: list[float], most: float) -> list[Row]:
    assert max(seconds) <= most, (what, seconds)
    return [
        Row(what=f"{what}, middle of {len(seconds)}", value=median(seconds), unit="s", larger_is_better=False),
        Row(what=f"{what}, longest", value=max(seconds), unit="s", larger_is_better=False),
    ]


@contextmanager
def _held(newsroom: Newsroom) -> Iterator[None]:
    """Give a moment in which the house waits for an answer; later it gets one and rests."""
    go_on, asked = Event(), len(newsroom.site.paths())
    newsroom.site.say(FEED, '<rss version="2.0"><channel><title>bay</title></channel></rss>', held_until=go_on)
    engine = newsroom.open()
    try:

        def has_asked() -> bool:
            if any(state.id == "bay" and state.lease_until is None for state in runs.states(engine)):
                runs.schedule(engine, "bay", None)
            return len(newsroom.site.paths()) > asked

        _wait(has_asked)
        yield
        go_on.set()
        _wait(lambda: all(state.lease_until is None for state in runs.states(engine)))
    finally:
        go_on.set()
        engine.dispose()


def _leader(newsroom: Newsroom) -> str:
    engine = newsroom.open()
    try:
        with reading(engine) as session:
            return session.scalar(select(Lease.owner).where(Lease.name == OFFICE)) or ""
    finally:
        engine.dispose()


def _node(newsroom: Newsroom, before: list[str]) -> "subprocess.Popen[bytes]":
    command = [*before, sys.executable, "-m", "scheduler.cli.main", "--home", str(newsroom.home), "run"]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=REPO, stdin=silent, stdout=silent, stderr=silent)


def _end(*nodes: "subprocess.Popen[bytes]") -> None:
    for node in nodes:
        node.send_signal(signal.SIGKILL)
        node.wait()


def _wait(so: Callable[[], bool]) -> None:
    tick = Event()
    for _ in range(int(PATIENCE_S / LOOK_S)):
        try:
            if so():
                return
        except OperationalError:
            # The archive is being opened for the first time.
            pass
        tick.wait(LOOK_S)
    raise AssertionError("the house does not come forward")
