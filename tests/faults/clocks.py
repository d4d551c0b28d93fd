"""Kill -9 of the parts of a running house at chance moments: clock, crawler, worker, client of the database.

A feed has news in every round. A part is killed some moment after the clock has asked for the feed, and started again
as a supervisor would. In the end everything runs undisturbed, and the books are looked at.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

from sqlalchemy import Engine, func, select, text

from archive import frontier, runs
from archive.db import reading
from archive.models import Address, Article
from archive.records import SourceState
from tests.conftest import REPO
from tests.crawler.site import publish_feed
from tests.faults.torments import story
from tests.scheduler.conftest import Newsroom

SOURCES = ("bay", "river")
STORIES_A_ROUND = 2
LOOK_S = 0.05
LONGEST_S = 600.0
PAUSE_S = 0.6
"""A kill falls up to so many seconds after the house has begun to ask for a feed."""


@dataclass(slots=True, kw_only=True)
class Books:
    """What the archive holds after all kills and an undisturbed end."""

    kills: dict[str, int]
    """By the part that was killed."""
    published: int
    lost: int
    """Articles that are not there."""
    doubled: int
    """Articles that are there more than once."""
    counted: int
    """Articles that the ledgers of all runs together count as stored."""
    unbalanced: int
    """Runs whose ledger does not add up."""
    overlapping: int
    """Pairs of runs of one source that went on at the same time."""
    left: int
    """Addresses still on the frontier."""
    back_s: list[float]
    """Seconds from each start of a killed clock or worker until the house asked for a feed again."""


class House:
    """A house in processes: one clock and, with workers, three of them."""

    def __init__(self, newsroom: Newsroom, engine: Engine, *, workers: int) -> None:
        self.newsroom = newsroom
        self.engine = engine
        self.parts = {"clock": self._start("run")} | {f"worker {n}": self._start("worker") for n in range(workers)}

    def _start(self, command: str) -> "subprocess.Popen[bytes]":
        arguments = [sys.executable, "-m", "scheduler.cli.main", "--home", str(self.newsroom.home), command]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JIANBAO_")}
        silent = subprocess.DEVNULL
        return subprocess.Popen(arguments, cwd=REPO, stdin=silent, stdout=silent, stderr=silent, env=environment)

    def kill(self, part: str) -> None:
        """Kill a part and start it again."""
        self.parts[part].kill()
        self.parts[part].wait()
        self.parts[part] = self._start("run" if part == "clock" else "worker")

    def kill_crawler(self) -> bool:
        """Kill a crawler process of any part; False when there is none."""
        for part in self.parts.values():
            for child in children_of(part.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                    return True
        return False

    def wait_for_poll(self, before: int) -> None:
        """Return once the house has asked for more feeds than `before`; its sources are made due as time would."""

        def asked() -> bool:
            if len(_polls(self.newsroom)) > before:
                return True
            if all(state.lease_until is None for state in runs.states(self.engine)):
                _make_due(self.engine)
            return False

        _wait(asked)

    def end(self) -> None:
        """Ask all parts to end."""
        for part in self.parts.values():
            part.send_signal(signal.SIGTERM)
        for part in self.parts.values():
            part.wait(LONGEST_S)


def children_of(process: int) -> list[int]:
    """Return the processes that this one started, from any of its threads."""
    with contextlib.suppress(FileNotFoundError):
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]
    return []


def torment(newsroom: Newsroom, *, kills: int, seed: int, workers: int = 0) -> Books:
    """Kill parts of a house so often, one after the other and by chance; return the books."""
    chance, told, back_s = random.Random(seed), dict[str, int](), list[float]()
    kinds = ["clock", "crawler", *(["worker"] if workers else []), *(["client"] if newsroom.database else [])]
    publish = _publisher(newsroom)
    publish(1)
    engine = newsroom.open()
    house = House(newsroom, engine, workers=workers)
    try:
        for turn in range(kills):
            asked = len(_polls(newsroom))
            publish(turn + 2)
            house.wait_for_poll(asked)
            Event().wait(chance.uniform(0, PAUSE_S))
            kind = kinds[turn % len(kinds)]
            told[kind] = told.get(kind, 0) + _kill(kind, house, newsroom, chance, back_s)
        last = _last_run(engine)
        _make_due(engine)
        _wait(lambda: _is_complete(engine, newsroom, after=last))
        house.end()
        return _books(engine, newsroom, told, back_s)
    finally:
        for part in house.parts.values():
            part.kill()
        engine.dispose()


def _kill(kind: str, house: House, newsroom: Newsroom, chance: random.Random, back_s: list[float]) -> bool:
    if kind == "crawler":
        return house.kill_crawler()
    if kind == "client":
        return _cut_connection(house.engine, chance)
    asked, began = len(_polls(newsroom)), monotonic()
    house.kill("clock" if kind == "clock" else chance.choice([name for name in house.parts if name != "clock"]))
    if kind == "clock":
        house.wait_for_poll(asked)
        back_s.append(monotonic() - began)
    return True


def _cut_connection(engine: Engine, chance: random.Random) -> bool:
    """Let the server end one connection of the house in whatever it does."""
    mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        pids = sorted(connection.scalars(text(mine)))
        if not pids:
            return False
        return bool(connection.scalar(text("SELECT pg_terminate_backend(:pid)"), {"pid": chance.choice(pids)}))


def _publisher(newsroom: Newsroom) -> Callable[[int], None]:
    today = datetime.now(UTC).date()

    def publish(rounds: int) -> None:
        for place, source in enumerate(SOURCES):
            numbers = range(7000 + place * 2000, 7000 + place * 2000 + rounds * STORIES_A_ROUND)
            publish_feed(newsroom.site, f"/{source}.xml", tuple((story(number), today) for number in numbers))

    for source in SOURCES:
        address = f"{newsroom.site.address}/{source}.xml"
        newsroom.add_source(source, f"name: {source}\nfamily: feed\nstart: {address}\nevery: 2 hours\n")
    return publish


def _make_due(engine: Engine) -> None:
    """Let the sources be due, as time would."""
    for state in runs.states(engine):
        runs.schedule(engine, state.id, None)


def _polls(newsroom: Newsroom) -> list[str]:
    return [path for path in newsroom.site.paths() if path.endswith(".xml")]


def _wait(so: Callable[[], bool]) -> None:
    tick = Event()
    for _ in range(int(LONGEST_S / LOOK_S)):
        if so():
            return
        tick.wait(LOOK_S)
    raise AssertionError("the house does not come forward")


def _published(newsroom: Newsroom) -> set[str]:
    return {f"{newsroom.site.address}{path}" for path in newsroom.site.answers if "/radio/" in path}


def _last_run(engine: Engine) -> int:
    return max((run.id for run in runs.history(engine, limit=1)), default=0)


def _is_complete(engine: Engine, newsroom: Newsroom, *, after: int) -> bool:
    """Whether every article is there, each source was crawled well after that run, and nobody is at work or due."""
    if not all(_rests(state) for state in runs.states(engine)):
        return False
    well = {run.source for run in runs.history(engine) if run.id > after and run.outcome == "done"}
    with reading(engine) as session:
        found = set(session.scalars(select(Address.url)))
    if well == set(SOURCES) and _published(newsroom) <= found:
        return True
    _make_due(engine)
    return False


def _rests(state: SourceState) -> bool:
    """Whether a source is neither crawled now nor due."""
    is_due = state.next_due_at is None or state.next_due_at <= datetime.now(UTC)
    return state.lease_until is None and not is_due


def _books(engine: Engine, newsroom: Newsroom, kills: dict[str, int], back_s: list[float]) -> Books:
    published = _published(newsroom)
    with reading(engine) as session:
        urls = list(session.scalars(select(Address.url)))
        articles = session.scalar(select(func.count(Article.id))) or 0
    history = runs.history(engine, limit=100_000)
    return Books(
        kills=kills,
        published=len(published),
        lost=len(published - set(urls)),
        doubled=articles - len(set(urls)),
        counted=sum(run.ledger.stored for run in history),
        unbalanced=sum(not run.ledger.adds_up for run in history),
        overlapping=sum(
            one.id < other.id
            and one.source == other.source
            and one.ended_at is not None
            and one.ended_at > other.started_at
            for one in history
            for other in history
        ),
        left=sum(frontier.count_open(engine, source) for source in SOURCES),
        back_s=back_s,
    )
