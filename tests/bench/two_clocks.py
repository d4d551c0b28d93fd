"""Two clocks on one archive for an hour of virtual time, with sleeps and kills, on SQLite and on PostgreSQL.

Two schedulers of APScheduler 3.11 on one job store ran 20 jobs of a second 323 times instead of about 240 (measured).
"""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.rows import Row
from tests.crawler.site import opened_site
from tests.faults.two_clocks import Watched, watch
from tests.postgres import NoPostgres, shared_server
from tests.scheduler.conftest import Newsroom

MINUTES = 60


def measure() -> list[Row]:
    """Let an hour pass on either database."""
    rows: list[Row] = []
    with ExitStack() as stack:
        run, folder = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        site = stack.enter_context(opened_site())
        rows += _rows("SQLite", watch(Newsroom(folder / "one", site), minutes=MINUTES, seed=60))
        try:
            server = shared_server(run)
        except NoPostgres:
            return rows
        site = stack.enter_context(opened_site())
        url = server.create("two_clocks")
        rows += _rows("PostgreSQL", watch(Newsroom(folder / "two", site, url), minutes=MINUTES, seed=61))
        server.drop("two_clocks")
    return rows


def _rows(name: str, seen: Watched) -> list[Row]:
    said = f"with {seen.killed} kills, {seen.slept} sleeps, {seen.slept_on_claims} more between claim and order"
    return [
        Row(what=f"{name}: good runs", value=seen.good, unit=said),
        Row(what=f"{name}: runs twice for one time", value=seen.doubled, unit="pairs", larger_is_better=False),
        Row(what=f"{name}: overlapping runs", value=seen.overlapping, unit="pairs", larger_is_better=False),
        Row(what=f"{name}: accounts that do not add up", value=seen.unbalanced, unit="runs", larger_is_better=False),
        Row(what=f"{name}: orders that failed", value=len(seen.faults), unit=" ".join(seen.faults[:3])),
        Row(what=f"{name}: longest gap", value=seen.longest_gap.total_seconds(), unit="s", larger_is_better=False),
    ]
