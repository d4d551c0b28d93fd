"""The house: 200 kills -9 of clock, crawler, worker, and database client, on SQLite and on PostgreSQL.

Counts articles that were lost or doubled, accounts that do not add up, runs of one source that overlap, and how soon a
clock that was killed and started again asks for a page. On PostgreSQL three workers crawl for the clock.
JIANBAO_BENCH_KILLS makes it fewer.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.rows import Row
from tests.crawler.site import opened_site
from tests.faults.clocks import Books, torment
from tests.postgres import NoPostgres, shared_server
from tests.scheduler.conftest import Newsroom

KILLS = int(os.environ.get("JIANBAO_BENCH_KILLS", "200"))
WORKERS = 3


def measure() -> list[Row]:
    """Kill, and look at the books."""
    with TemporaryDirectory() as folder, opened_site() as site:
        newsroom = Newsroom(Path(folder) / "home", site)
        newsroom.configure(lease_s=60, leader_lease_s=10)
        rows = _rows("SQLite", torment(newsroom, kills=KILLS, seed=200))
    with ExitStack() as stack:
        run, folder_ = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        try:
            server = shared_server(run)
        except NoPostgres:
            return rows
        site = stack.enter_context(opened_site())
        newsroom = Newsroom(folder_ / "home", site, server.create("clock_kills"))
        newsroom.configure(lease_s=60, leader_lease_s=10, batch=1)
        settings = newsroom.home / "jianbao.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(f'{text}[workers]\nengine = "procrastinate"\n', encoding="utf-8")
        rows += _rows("PostgreSQL", torment(newsroom, kills=KILLS, seed=200, workers=WORKERS))
        server.drop("clock_kills")
    return rows


def _rows(name: str, books: Books) -> list[Row]:
    said = ", ".join(f"{count} of {part}" for part, count in books.kills.items())
    of = f"of {books.published}"
    return [
        Row(what=f"{name}: kills", value=sum(books.kills.values()), unit=said),
        Row(what=f"{name}: articles lost", value=books.lost, unit=of, larger_is_better=False),
        Row(what=f"{name}: articles doubled", value=books.doubled, unit=of, larger_is_better=False),
        Row(what=f"{name}: articles counted as stored", value=books.counted, unit=of),
        Row(what=f"{name}: accounts that do not add up", value=books.unbalanced, unit="runs", larger_is_better=False),
        Row(what=f"{name}: overlapping runs", value=books.overlapping, unit="pairs", larger_is_better=False),
        Row(what=f"{name}: back at work, middle", value=median(books.back_s), unit="s", larger_is_better=False),
        Row(what=f"{name}: back at work, longest", value=max(books.back_s), unit="s", larger_is_better=False),
    ]
