"""The bars of search that were kept narrowly, on a corpus of real length: newest 20, index size, ratio to LIKE.

The made-up texts of `search` have another vocabulary, so these three are pinned on a corpus given by
JIANBAO_BENCH_CORPUS (JSON lines, gzip; id, title, body, author, source, date, themes, place) and, a query a line as
{"cls", "q"}, JIANBAO_BENCH_QUERIES; JIANBAO_BENCH_DOCS takes the first so many. Measured: newest 20 4.0 ms (95 of 100)
at a million articles, index 1.397 × the text and pages 21.3 × as fast as LIKE (median) at 100,000.
"""

import gzip
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from archive.db import reading
from archive.query import parse
from archive.search import answer, backend, tidy
from tests.bench.rows import Row
from tests.bench.search import LIKE
from tests.quality.search_door import Doc, Search

CORPUS, QUERIES, DOCS = "JIANBAO_BENCH_CORPUS", "JIANBAO_BENCH_QUERIES", "JIANBAO_BENCH_DOCS"
NEWEST_MS, SIZE, LIKE_RATIO = 5.0, 1.4, 20.0
PLAIN = {"w1", "w2", "w3", "w4+"}
"""Classes of queries that LIKE can be asked: one word."""
SCANNED = 20
BLOCKS = text("SELECT sum(length(block)) FROM article_fts_data")


def measure() -> list[Row]:
    """Fill an archive with the corpus, tidy it, and hold it to the bars; nothing without a corpus."""
    if not os.environ.get(CORPUS) or not os.environ.get(QUERIES):
        return []
    with Path(os.environ[QUERIES]).open(encoding="utf-8") as lines:
        queries = [json.loads(line) for line in lines]
    words = [one["q"] for one in queries if one["cls"] in PLAIN]
    random.Random(1).shuffle(words)  # chance that is the same every time, not a secret
    written = 0

    def counted() -> Iterator[Doc]:
        nonlocal written
        for doc in _docs():
            written += len((doc["title"] + doc["body"]).encode())
            yield doc

    with TemporaryDirectory() as folder:
        search = Search(folder)
        search.index(counted())
        tidy(search.engine)
        rows = [_newest(search.engine, [one["q"] for one in queries]), _size(search.engine, written)]
        rows.append(_like(search.engine, words[:SCANNED]))
        search.close()
    return rows


def _docs() -> Iterator[Doc]:
    with gzip.open(os.environ[CORPUS], "rt", encoding="utf-8") as lines:
        most = os.environ.get(DOCS)
        yield from islice(map(json.loads, lines), int(most) if most else None)


def _newest(engine: Engine, queries: Sequence[str]) -> Row:
    def newest(query: str) -> int:
        with reading(engine) as session:
            return len(backend(engine).newest(session, parse(query), 20))

    times = sorted(min(_ms(newest, query), _ms(newest, query)) for query in queries)
    value = times[int(0.95 * len(times))]
    return Row(what="newest 20, 95 of 100", value=value, unit="ms", larger_is_better=False, bar=NEWEST_MS)


def _size(engine: Engine, written: int) -> Row:
    with reading(engine) as session:
        size = session.scalar(BLOCKS) / written
    return Row(what="search index", value=size, unit="× the text", larger_is_better=False, bar=SIZE)


def _like(engine: Engine, words: Sequence[str]) -> Row:
    with engine.connect() as connection:
        scans = [_ms(lambda word: connection.execute(LIKE, {"word": f"%{word}%"}).scalar(), word) for word in words]
    pages = [_ms(lambda word: answer(engine, word), word) for word in words]
    return Row(
        what="page, median",
        value=median(pages),
        unit="ms",
        peer="LIKE",
        peer_value=median(scans),
        larger_is_better=False,
        bar=LIKE_RATIO,
    )


def _ms(ask: Callable[[str], object], query: str) -> float:
    """Return the CPU milliseconds of one question."""
    started = time.process_time()
    ask(query)
    return (time.process_time() - started) * 1000
