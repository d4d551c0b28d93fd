"""Searches through the accelerator beside the same searches without it, over 20,000 made-up articles; same answers.

At this size the archive alone is quick as well: what the accelerator gains grows with the archive. Measured at
100,000 articles: docs/decisions/0014.
"""

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, text

from archive.analysis import similar
from archive.db import connect, reading
from archive.query import parse
from archive.search import accelerator_folder, answer, backend
from archive.search.accelerator import feed
from archive.search.accelerator.folder import current, size_bytes
from tests.bench.rows import Row
from tests.bench.search import made_docs
from tests.quality.search_door import AcceleratedSearch

ARTICLES = 20_000
QUERIES = 40
ALIKE = 30
SIZE = text("SELECT sum(length(block)) FROM article_fts_data")


def measure() -> list[Row]:
    """Fill an archive and its accelerator, and ask both ways."""
    rng = random.Random(20240219)  # chance that is the same every time, not a secret
    docs, vocabulary = made_docs(ARTICLES, rng)
    signs = [word for word in vocabulary[:400] if len(word) == 1][:QUERIES]
    words = [word for word in vocabulary[:400] if len(word) > 1][:QUERIES]
    with TemporaryDirectory() as folder:
        search = AcceleratedSearch(folder)
        super(AcceleratedSearch, search).index(docs)
        started = time.process_time()
        feed(search.engine, accelerator_folder(search.config))
        rate = ARTICLES / (time.process_time() - started)
        plain = connect(search.config.database, upgrade=False)
        generation = current(Path(folder) / "accelerator")
        assert generation is not None
        with reading(plain) as session:
            index_bytes = session.scalar(SIZE)
        rows = [
            Row(what="articles taken in", value=rate, unit="a CPU-second"),
            Row(
                what="size",
                value=size_bytes(generation) / 1e6,
                unit="MB",
                peer="the archive's own index",
                peer_value=index_bytes / 1e6,
                larger_is_better=False,
            ),
        ]
        for what, asked in (
            ("single characters", signs),
            ("words", words),
            ("character and word", _both(signs, words)),
        ):
            rows += _beside(search.engine, plain, what, asked)
        numbers = [rng.randrange(1, ARTICLES) for _ in range(ALIKE)]
        rows += _rows("similar articles", numbers, search.engine, plain, lambda engine, one: similar(engine, int(one)))
        plain.dispose()
        search.close()
    return rows


def _both(signs: Sequence[str], words: Sequence[str]) -> list[str]:
    return [f"{sign} {word}" for sign, word in zip(signs, words, strict=False)]


def _beside(fast: Engine, plain: Engine, what: str, asked: Sequence[str]) -> list[Row]:
    found = [*_rows(f"{what}, page", asked, fast, plain, lambda engine, one: answer(engine, str(one)))]
    found += _rows(f"{what}, total", asked, fast, plain, _total)
    return found + _rows(f"{what}, newest 20", asked, fast, plain, _newest)


def _total(engine: Engine, one: object) -> int:
    with reading(engine) as session:
        return backend(engine).total(session, parse(str(one)))


def _newest(engine: Engine, one: object) -> tuple[int, ...]:
    with reading(engine) as session:
        return backend(engine).newest(session, parse(str(one)), 20)


def _rows(
    what: str, asked: Sequence[object], fast: Engine, plain: Engine, ask: Callable[[Engine, object], Any]
) -> list[Row]:
    """Return median and 95 of 100 of both ways, in CPU milliseconds; the answers must be the same."""
    times: dict[Engine, list[float]] = {fast: [], plain: []}
    for one in asked:
        answers = []
        for engine, taken in times.items():
            started = time.process_time()
            answers.append(ask(engine, one))
            taken.append((time.process_time() - started) * 1000)
        assert answers[0] == answers[1], one
    ours, others = sorted(times[fast]), sorted(times[plain])
    return [
        Row(
            what=f"{what}, {share * 100:.0f} of 100",
            value=ours[int(share * len(ours))],
            unit="ms",
            peer="without",
            peer_value=others[int(share * len(others))],
            larger_is_better=False,
        )
        for share in (0.5, 0.95)
    ]
