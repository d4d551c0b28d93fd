"""Kill -9 of crawls and backfills at chance moments: what tests and the benchmark share.

A crawl finds new articles in every round and is killed after a few requests, or a little later. In the end one crawl
runs undisturbed, and the books are looked at.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import func, select

from archive import frontier, runs
from archive.config import load_config
from archive.db import connect, reading
from archive.models import Address, Article
from tests.archive.news import write_text
from tests.conftest import REPO
from tests.crawler.site import Site, Story, opened_site, publish_feed, publish_new_line

SOURCE = "daily"
FIRST = date(2024, 2, 12)
STORIES_A_DAY = 5
STORIES_A_ROUND = 4
LONGEST_S = 600.0
MOST_REQUESTS = 8
"""A kill waits for fewer requests than this."""
PAUSE_S = 0.03
"""A kill falls up to so many seconds after the request that it waited for."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What the archive holds after all kills and one whole run."""

    kills: int
    published: int
    lost: int
    """Articles that are not there."""
    doubled: int
    """Articles that are there more than once."""
    counted: int
    """Articles that the ledgers of all runs together count as stored."""
    unbalanced: int
    """Runs whose ledger does not add up."""
    lost_runs: int
    """Runs that were closed for a killed process."""
    asked: int
    """Requests for articles."""
    left: int
    """Addresses still on the frontier."""


def story(number: int) -> Story:
    """An article like no other."""
    return Story(number=number, title=f"云江市第{number}号民生实事项目开工", text=tuple(write_text(number).split("\n")))


def make_home(folder: Path, source: str) -> Path:
    """Make a home that may crawl loopback without pauses, with one source."""
    home = folder / "home"
    (home / "sources").mkdir(parents=True)
    crawl = "[crawl]\nallow_private = true\ndelay_s = 0.0\npackaged_sources = false\n"
    (home / "jianbao.toml").write_text(crawl, encoding="utf-8")
    (home / "sources" / f"{SOURCE}.yaml").write_text(f"id: {SOURCE}\n{source}", encoding="utf-8")
    return home


def publish_days(site: Site, days: int) -> str:
    """Publish an edition of two layout pages for each day; return the source file that leads to them."""
    for n in range(days):
        stories = tuple(story(2000 + n * STORIES_A_DAY + k) for k in range(STORIES_A_DAY))
        pages = {"01": ("要闻", stories[:3]), "02": ("综合", stories[3:])}
        publish_new_line(site, "/YJRB/PC", FIRST + timedelta(days=n), pages)
    front = f"{site.address}/YJRB/PC/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html"
    return f'name: 云江日报\nfamily: edition\nstart: "{front}"\n'


def torment_backfill(folder: Path, *, kills: int, days: int, seed: int) -> Outcome:
    """Kill the backfill of a paper again and again, then let it finish."""
    with opened_site() as site:
        home = make_home(folder, publish_days(site, days))
        span = [str(FIRST), str(FIRST + timedelta(days=days - 1))]
        killed = _torment(home, site, span, kills=kills, seed=seed, publish=lambda _: None)
        return _outcome(home, site, killed, "/content/")


def torment_crawl(folder: Path, *, kills: int, seed: int) -> Outcome:
    """Kill the crawl of a feed that has news in every round, then let it finish."""
    today = datetime.now(UTC).date()

    def publish(turn: int) -> None:
        rows = tuple((story(5000 + n), today) for n in range((turn + 1) * STORIES_A_ROUND))
        publish_feed(site, "/feed.xml", rows)

    with opened_site() as site:
        home = make_home(folder, f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
        killed = _torment(home, site, [], kills=kills, seed=seed, publish=publish)
        return _outcome(home, site, killed, "/radio/")


def _torment(home: Path, site: Site, span: list[str], *, kills: int, seed: int, publish: Callable[[int], None]) -> int:
    """Kill workers at chance moments until so many were killed; then let one come to its end."""
    chance, killed, turn = random.Random(seed), 0, 0
    with _workers(home, span) as (begin, ended):
        while killed < kills and turn < 2 * kills:
            publish(turn)
            before = len(site.asked)
            worker = begin()
            wait_for_requests(site, before + chance.randrange(1, MOST_REQUESTS), worker)
            Event().wait(chance.uniform(0, PAUSE_S))
            with contextlib.suppress(ProcessLookupError):  # it came to its end before
                os.kill(worker, signal.SIGKILL)
            killed += ended() == "killed"
            turn += 1
        begin()
        assert ended() == "done 0"
    return killed


@contextmanager
def _workers(home: Path, span: list[str]) -> Iterator[tuple[Callable[[], int], Callable[[], str]]]:
    command = [sys.executable, "-m", "tests.faults.walks", str(home), SOURCE, *span]
    with subprocess.Popen(
        command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        stdin, stdout = server.stdin, server.stdout
        assert stdin is not None
        assert stdout is not None

        def begin() -> int:
            stdin.write("go\n")
            stdin.flush()
            return int(stdout.readline())

        yield begin, lambda: stdout.readline().strip()
        stdin.close()


def wait_for_requests(site: Site, count: int, worker: int = 0) -> None:
    """Return once the site has been asked so often, or the worker waits to be buried."""
    tick = Event()
    for _ in range(int(LONGEST_S / 0.005)):
        if len(site.asked) >= count or (worker and _is_done(worker)):
            return
        tick.wait(0.005)
    raise AssertionError("the crawl does not come forward")


def _is_done(worker: int) -> bool:
    # Its parent buries it at once, so it is simply gone; nothing else gets its number so soon.
    return not Path(f"/proc/{worker}").exists()


def _outcome(home: Path, site: Site, killed: int, mark: str) -> Outcome:
    published = {f"{site.address}{path}" for path in site.answers if mark in path}
    engine = connect(load_config(home, environment={}).database)
    try:
        with reading(engine) as session:
            urls = list(session.scalars(select(Address.url)))
            articles = session.scalar(select(func.count(Article.id))) or 0
        history = runs.history(engine, source=SOURCE, limit=10_000)
        left = frontier.count_open(engine, SOURCE)
    finally:
        engine.dispose()
    return Outcome(
        kills=killed,
        published=len(published),
        lost=len(published - set(urls)),
        doubled=articles - len(set(urls)),
        counted=sum(run.ledger.stored for run in history),
        unbalanced=sum(not run.ledger.adds_up for run in history),
        lost_runs=sum(run.outcome == "lost" for run in history),
        asked=sum(mark in one.path for one in site.asked),
        left=left,
    )
