"""Two processes that store at the same time: they take turns, and copies still find each other."""

import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select

from archive.config import Config
from archive.db import connect, reading, writing
from archive.errors import DatabaseError
from archive.models import Address, Article, Cluster, Event
from tests.conftest import REPO

pytestmark = pytest.mark.both_databases

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from archive.config import load_config
from archive.db import connect
from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news

paper, home = sys.argv[1], Path(sys.argv[2])
engine = connect(load_config(home, environment={}).database)
store = Store(engine, same=same)
print("ready", flush=True)
sys.stdin.readline()
for seed in range(15):
    store.save(
        news(seed, url=f"http://{paper}.test/{seed}", source=paper), now=datetime(2026, 3, 10, 22, 40, tzinfo=UTC)
    )
"""


def test_copies_stored_by_two_processes_end_in_one_cluster(engine: Engine, config: Config) -> None:
    """Each of 15 stories, stored by two processes at once, is one cluster of two articles that alerts once."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, paper, str(config.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPO,
        )
        for paper in ("morning", "evening")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=600)

    assert [writer.returncode for writer in writers] == [0, 0]
    with reading(engine) as session:
        assert session.scalar(select(func.count(Article.id))) == 30
        assert session.scalar(select(func.count(Address.url))) == 30
        assert set(session.scalars(select(Cluster.size))) == {2}
        assert session.scalar(select(func.count(Cluster.id))) == 15
        assert session.scalar(select(func.count(Event.seq)).where(Event.kind == "new")) == 15


def test_a_writer_that_waits_too_long_is_told_the_mend(engine: Engine, config: Config) -> None:
    """Whoever finds the archive locked for longer than the configuration allows is told so, in words."""
    impatient = connect(replace(config.database, busy_timeout_s=0.05))
    try:
        with writing(engine), pytest.raises(DatabaseError, match="locked") as told, writing(impatient):
            raise AssertionError("two writers at once")
    finally:
        impatient.dispose()
    assert "busy_timeout_s" in told.value.mend
