"""Exports of 100,000 articles: the first piece, the rate and the memory of every form.

The articles are made here; the memory is what the process holds at most above what it held when the export began,
read every thousand pieces; up to 64 MB of it is SQLite's page cache, which fills as texts are read and then stays
(`cache_size` in archive/db.py), so what grows after the first tenth is told apart. No peer: the programs we compare
with cut a file at a limit or write it whole in memory.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from archive.config import DatabaseConfig
from archive.db import connect, writing
from archive.export import FORMS, export
from archive.models import Source
from archive.search import backend
from tests.archive.search.corpus import Piece, put
from tests.bench.rows import Row

ARTICLES = 100_000
BATCH = 2000
CHARACTERS = 300
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
NOW = datetime(2026, 3, 12, tzinfo=UTC)
EVERY = 1000
"""Pieces between two looks at the memory."""


def measure() -> list[Row]:
    """Fill an archive and take all of it away in every form."""
    with TemporaryDirectory() as folder:
        engine = connect(DatabaseConfig(url=f"sqlite:///{Path(folder) / 'archive.db'}"))
        _fill(engine)
        # Once before anything is measured: a service has its arrays and libraries in memory when the reader asks.
        for form in FORMS:
            next(iter(export(engine, "source:bench-daily", form, now=NOW).pieces))
        rows = [row for form in FORMS for row in _measured(engine, form)]
        engine.dispose()
    return rows


def _fill(engine: Engine) -> None:
    chance = random.Random(7)  # the same every time, not a secret
    with writing(engine) as session:
        session.add(Source(id="bench-daily", name="台架日报", family="edition"))
    for start in range(1, ARTICLES + 1, BATCH):
        with writing(engine) as session:
            put(session, backend(engine), list(_pieces(chance, range(start, start + BATCH))))


def _pieces(chance: random.Random, numbers: range) -> Iterator[Piece]:
    for number in numbers:
        line = "".join(chance.choices(SIGNS, k=CHARACTERS))
        yield Piece(
            number=number,
            title=line[:18],
            body=f"{line[:100]}。\n{line[100:]}。",
            source="bench-daily",
            published_on=date(2020, 1, 1) + timedelta(days=number // 50),
        )


def _measured(engine: Engine, form: str) -> list[Row]:
    before, held, count = _resident_mb(), [0.0], 0
    started = time.process_time()
    pieces = iter(export(engine, "source:bench-daily", form, now=NOW).pieces)
    next(pieces)
    first_ms = (time.process_time() - started) * 1000
    for count, _ in enumerate(pieces, start=1):
        if count % EVERY == 0 or form == "parquet":
            held.append(_resident_mb() - before)
    rate = ARTICLES / (time.process_time() - started)
    tenth = 1 + len(held) // 10
    growth = max(held[tenth:]) - max(held[:tenth])
    return [
        Row(what=f"{form}: first piece", value=first_ms, unit="ms", larger_is_better=False),
        Row(what=f"{form}: articles", value=rate, unit="a CPU-second"),
        Row(
            what=f"{form}: memory above the start ({count:,} pieces)",
            value=max(held),
            unit="MB",
            larger_is_better=False,
        ),
        Row(what=f"{form}: of it after the first tenth", value=max(0.0, growth), unit="MB", larger_is_better=False),
    ]


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6
