"""Stores: two writers of the same news, 100 kills at random moments, on SQLite and on PostgreSQL.

Counts what was lost, doubled, left half, put into another cluster than without kills, or not found by the index.
"""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.rows import Row
from tests.conftest import write_settings
from tests.faults.two_writers import End, torment
from tests.postgres import NoPostgres, shared_server

KILLS, STORIES = 100, 150


def measure() -> list[Row]:
    """Kill, and look at what there is."""
    with TemporaryDirectory() as folder:
        ends = {"SQLite": torment(Path(folder) / "home", stories=STORIES, kills=KILLS, seed=100)}
    with ExitStack() as stack:
        run, home = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        try:
            server = shared_server(run)
        except NoPostgres:
            return _rows(ends)
        write_settings(home, server.create("killed"))
        ends["PostgreSQL"] = torment(home, stories=STORIES, kills=KILLS, seed=100)
        server.drop("killed")
    return _rows(ends)


def _rows(ends: dict[str, End]) -> list[Row]:
    return [
        Row(what=f"{name}: {what}", value=getattr(end, what), unit="", larger_is_better=what == "kills")
        for name, end in ends.items()
        for what in ("kills", "lost", "doubled", "apart", "merged", "half", "unfound")
    ]
