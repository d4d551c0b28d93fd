"""Search: totals and whole pages over 10,000 made-up articles, beside LIKE, the trigram index and Datasette's default.

The words are drawn by frequency from a made vocabulary of one to four characters, so that few are common and many
are rare. LIKE gives only the total; the page also has hits, snippets, facets and stories.
"""

import random
import resource
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from archive.db import reading, writing
from archive.export import export
from archive.query import parse
from archive.query.fold import fold
from archive.search import answer, backend
from tests.bench.rows import Row
from tests.quality.search_door import STORED_AT, Doc, Search, index_doc

ARTICLES = 10_000
SENTENCES = 12
QUERIES = 120
ADDED = 500
# Simplified characters only: LIKE knows nothing of traditional ones.
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 4000) if fold(chr(code)) == chr(code)]
# What sqlite-utils and Datasette make unless told otherwise is the last; Porter's stems change nothing in Chinese.
PEERS = {"trigram": "trigram", "Datasette": "porter unicode61"}
PEER = "CREATE VIRTUAL TABLE {0} USING fts5(title, text, content='article', content_rowid='id', tokenize='{1}')"
LIKE = text("SELECT count(*) FROM article WHERE title LIKE :word OR text LIKE :word")
LIKE_NEWEST = text(
    "SELECT id FROM article WHERE title LIKE :word OR text LIKE :word ORDER BY published_on DESC, id DESC LIMIT 20"
)
PEER_COUNT = "SELECT count(*) FROM {0} WHERE {0} MATCH :word"


def measure() -> list[Row]:
    """Fill an archive, ask it, and ask the peers the same."""
    rng = random.Random(20240219)  # chance that is the same every time, not a secret
    docs, vocabulary = made_docs(ARTICLES, rng)
    words = rng.choices(vocabulary, [weight**0.5 for weight in _weights(vocabulary)], k=QUERIES)
    with TemporaryDirectory() as folder:
        search = Search(folder)
        started = time.process_time()
        search.index(docs)
        rate = ARTICLES / (time.process_time() - started)
        rows = [Row(what="articles stored and indexed", value=rate, unit="a CPU-second"), *_ask(search.engine, words)]
        rows += [_size(search.engine, docs), *_export(search.engine), _one_more(search.engine, docs)]
        search.close()
    return rows


def made_docs(count: int, rng: random.Random) -> tuple[list[Doc], list[str]]:
    """Return made-up articles, and the words that they are made of, the most frequent first."""
    vocabulary = ["".join(rng.choices(SIGNS, k=rng.choice((1, 2, 2, 2, 3, 4)))) for _ in range(8000)]
    weights = _weights(vocabulary)
    return [_doc(number, rng, vocabulary, weights) for number in range(1, count + 1)], vocabulary


def _weights(vocabulary: Sequence[str]) -> list[float]:
    return [1 / (rank + 2) for rank in range(len(vocabulary))]


def _ask(engine: Engine, words: Sequence[str]) -> list[Row]:
    searcher = backend(engine)
    with engine.connect() as connection:
        for name, tokenizer in PEERS.items():
            connection.execute(text(PEER.format(name, tokenizer)))
            connection.execute(text(f"INSERT INTO {name} ({name}) VALUES ('rebuild')"))

        def scan(word: str) -> int:
            return int(connection.execute(LIKE, {"word": f"%{word}%"}).scalar_one())

        def scan_newest(word: str) -> int:
            return len(connection.execute(LIKE_NEWEST, {"word": f"%{word}%"}).all())

        def newest(word: str) -> int:
            with reading(engine) as session:
                return len(searcher.newest(session, parse(word), 20))

        def peer(name: str) -> list[int]:
            counted = text(PEER_COUNT.format(name))
            return [int(connection.execute(counted, {"word": f'"{word}"'}).scalar_one()) for word in words]

        def page(word: str) -> int:
            return answer(engine, word).total

        def total(word: str) -> int:
            with reading(engine) as session:
                return searcher.total(session, parse(word))

        page(words[0])
        truth, scan_ms = _timed(scan, words)
        ours, page_ms = _timed(page, words)
        totals, total_ms = _timed(total, words)
        newest_found, newest_ms = _timed(newest, words)
        newest_truth, newest_scan_ms = _timed(scan_newest, words)
        found = {name: peer(name) for name in PEERS}
    assert totals == ours
    assert newest_found == newest_truth
    return [
        *(_exact(ours, found[name], truth, name) for name in PEERS),
        Row(
            what="words found at all", value=_met(ours), unit="%", peer="Datasette", peer_value=_met(found["Datasette"])
        ),
        _faster("total, median", total_ms, scan_ms, 0.5),
        _faster("total, 95 of 100", total_ms, scan_ms, 0.95),
        _faster("newest 20, 95 of 100", newest_ms, newest_scan_ms, 0.95),
        _faster("page, median", page_ms, scan_ms, 0.5),
        _faster("page, 95 of 100", page_ms, scan_ms, 0.95),
    ]


def _exact(ours: Sequence[int], peers: Sequence[int], truth: Sequence[int], peer: str) -> Row:
    exact = _share(ours, truth)
    return Row(what="totals that are exact", value=exact, unit="%", peer=peer, peer_value=_share(peers, truth))


def _met(totals: Sequence[int]) -> float:
    return 100 * sum(total > 0 for total in totals) / len(totals)


def _one_more(engine: Engine, docs: Sequence[Doc]) -> Row:
    """Index articles one by one, each in a transaction of its own, as a crawl stores them."""
    searcher, times = backend(engine), []
    for doc in docs[:ADDED]:
        with writing(engine) as session:
            started = time.process_time()
            searcher.add(session, index_doc(doc))
            times.append((time.process_time() - started) * 1000)
    return Row(what="one article into the index, median", value=median(times), unit="ms", larger_is_better=False)


def _export(engine: Engine) -> list[Row]:
    """Take all articles away, and watch how much memory that takes."""
    started = time.process_time()
    pieces = iter(export(engine, "date:2020..", "jsonl", now=STORED_AT).pieces)
    next(pieces)
    first_ms = (time.process_time() - started) * 1000
    before = _memory_mb()
    for _ in pieces:
        pass
    grown = _memory_mb() - before
    return [
        Row(what="export of all, first line", value=first_ms, unit="ms", larger_is_better=False),
        Row(what="export of all, memory taken meanwhile", value=grown, unit="MB", larger_is_better=False),
    ]


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _doc(number: int, rng: random.Random, vocabulary: Sequence[str], weights: Sequence[float]) -> Doc:
    sentences = ["".join(rng.choices(vocabulary, weights, k=rng.randint(6, 24))) for _ in range(SENTENCES)]
    return {
        "id": number,
        "title": sentences[0][:24],
        "body": "。\n".join(sentences),
        "author": "",
        "source": f"paper-{rng.randrange(40)}",
        "date": (date(2020, 1, 1) + timedelta(days=number // 5)).isoformat(),
        "themes": rng.sample(["housing", "talent", "economy", "water", "roads"], k=rng.randrange(3)),
        "place": "cn-jiangsu-yunjiang",
    }


def _timed(ask: Callable[[str], int], words: Sequence[str]) -> tuple[list[int], list[float]]:
    """Return the totals and the CPU milliseconds of each."""
    totals, times = [], []
    for word in words:
        started = time.process_time()
        totals.append(ask(word))
        times.append((time.process_time() - started) * 1000)
    return totals, sorted(times)


def _share(totals: Sequence[int], truth: Sequence[int]) -> float:
    return 100 * sum(one == other for one, other in zip(totals, truth, strict=True)) / len(truth)


def _faster(what: str, ours: Sequence[float], peers: Sequence[float], share: float) -> Row:
    place = int(share * len(ours))
    return Row(what=what, value=ours[place], unit="ms", peer="LIKE", peer_value=peers[place], larger_is_better=False)


def _size(engine: Engine, docs: Sequence[Doc]) -> Row:
    with engine.connect() as connection:
        index = connection.execute(text("SELECT sum(length(block)) FROM article_fts_data")).scalar_one()
    written = sum(len((doc["title"] + doc["body"]).encode()) for doc in docs)
    return Row(what="search index", value=index / written, unit="× the text", larger_is_better=False)
