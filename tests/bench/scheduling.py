"""What the clock costs a due source at 20,000 rows: claim, set the next due time, give back; and the board of all.

CPU time of this process, SQLite, batches as the clock takes them. Memory is what the process grew by meanwhile.
"""

import resource
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert

from archive import health, runs
from archive.config import DatabaseConfig
from archive.db import connect, writing
from archive.models import Habit, Run
from archive.records import SourceRow
from tests.bench.rows import Row

SOURCES, BATCH, DUE = 20_000, 50, 2_000
RUNS = 20
"""Runs of each source that the board finds."""
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)


def measure() -> list[Row]:
    """Claim, schedule and release due sources, then judge all."""
    folder = Path(tempfile.mkdtemp(prefix="jianbao-scheduling-"))
    try:
        engine = connect(DatabaseConfig(url=f"sqlite:///{folder / 'archive.db'}"))
        _fill(engine)
        return [*_claims(engine), *_board(engine)]
    finally:
        shutil.rmtree(folder)


def _fill(engine: Engine) -> None:
    names = [f"source-{number:05}" for number in range(SOURCES)]
    runs.enlist(engine, [SourceRow(id=name, name=name, family="feed", every="1 hour") for name in names])
    empty: dict[str, int] = {}
    with writing(engine) as session:
        for name in names:
            session.execute(
                insert(Run),
                [
                    {
                        "source": name,
                        "kind": "crawl",
                        "started_at": NOW - timedelta(hours=hours + 1),
                        "ended_at": NOW - timedelta(hours=hours + 1),
                        "outcome": "done",
                        "discovered": 20,
                        "stored": hours % 3,
                        "unchanged": 20 - hours % 3,
                        "rejected": empty,
                        "failed": empty,
                        "bytes": 9000,
                    }
                    for hours in range(RUNS)
                ],
            )
        habits = {"last_new_at": NOW, "week": 2930, "weeks": 3.2, "running": {"7": 3}, "recent": [15] * 20}
        past = {"past": [2.375] * 168, "fields": {"all": 400, "title": 400, "date": 398, "text": 390, "page label": 0}}
        session.execute(insert(Habit), [{"source": name} | habits | past for name in names])


def _claims(engine: Engine) -> list[Row]:
    before, began = _memory_mb(), time.process_time()
    for _ in range(DUE // BATCH):
        claimed = runs.claim_due(engine, now=NOW, owner="bench", lease_s=60, limit=BATCH)
        for source in claimed:
            runs.schedule(engine, source, NOW + timedelta(hours=1))
        runs.release(engine, claimed, owner="bench")
    spent_ms = 1000 * (time.process_time() - began)
    return [
        Row(what="claim, schedule, release", value=spent_ms / DUE, unit="ms CPU a due source"),
        Row(what="memory grown by it", value=_memory_mb() - before, unit="MB"),
    ]


def _board(engine: Engine) -> list[Row]:
    before, began = _memory_mb(), time.process_time()
    found = health.board(engine, now=NOW)
    spent_s = time.process_time() - began
    return [
        Row(what=f"board of {len(found):,} sources", value=spent_s, unit="s CPU"),
        Row(what="memory grown by it", value=_memory_mb() - before, unit="MB"),
    ]


def _memory_mb() -> float:
    """The most that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
