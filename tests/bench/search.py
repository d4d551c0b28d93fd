"""Search: a whole page over 10,000 made-up articles, beside a scan with LIKE and SQLite's own trigram index.

The words are drawn by frequency from a made vocabulary of one to four characters, so that few are common and many
are rare. LIKE gives only the total; the page also has hits, snippets, facets and stories.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from archive.query.fold import fold
from archive.search import answer
from tests.bench.rows import Row
from tests.quality.search_door import Doc, Search

ARTICLES = 10_000
SENTENCES = 12
QUERIES = 120
# Simplified characters only: LIKE knows nothing of traditional ones.
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 4000) if fold(chr(code)) == chr(code)]
TRIGRAM = "CREATE VIRTUAL TABLE peer USING fts5(title, text, content='article', content_rowid='id', tokenize='trigram')"
LIKE = text("SELECT count(*) FROM article WHERE title LIKE :word OR text LIKE :word")
TRIGRAM_COUNT = text("SELECT count(*) FROM peer WHERE peer MATCH :word")


def measure() -> list[Row]:
    """Fill an archive, ask it, and ask the peers the same."""
    rng = random.Random(20240219)  # chance that is the same every time, not a secret
    vocabulary = ["".join(rng.choices(SIGNS, k=rng.choice((1, 2, 2, 2, 3, 4)))) for _ in range(8000)]
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    docs = [_doc(number, rng, vocabulary, weights) for number in range(1, ARTICLES + 1)]
    words = rng.choices(vocabulary, [weight**0.5 for weight in weights], k=QUERIES)
    with TemporaryDirectory() as folder:
        search = Search(folder)
        started = time.process_time()
        search.index(docs)
        rate = ARTICLES / (time.process_time() - started)
        rows = [Row(what="articles stored and indexed", value=rate, unit="a CPU-second"), *_ask(search.engine, words)]
        rows.append(_size(search.engine, docs))
        search.close()
    return rows


def _ask(engine: Engine, words: Sequence[str]) -> list[Row]:
    with engine.connect() as connection:
        connection.execute(text(TRIGRAM))
        connection.execute(text("INSERT INTO peer (peer) VALUES ('rebuild')"))

        def scan(word: str) -> int:
            return int(connection.execute(LIKE, {"word": f"%{word}%"}).scalar_one())

        def trigram(word: str) -> int:
            return int(connection.execute(TRIGRAM_COUNT, {"word": f'"{word}"'}).scalar_one())

        def page(word: str) -> int:
            return answer(engine, word).total

        page(words[0])
        truth, scan_ms = _timed(scan, words)
        ours, page_ms = _timed(page, words)
        peers, _ = _timed(trigram, words)
    return [
        Row(
            what="totals that are exact",
            value=_share(ours, truth),
            unit="%",
            peer="trigram",
            peer_value=_share(peers, truth),
        ),
        _faster("page, median", page_ms, scan_ms, 0.5),
        _faster("page, 95 of 100", page_ms, scan_ms, 0.95),
    ]


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
