"""Duplicates: what finding them adds to a save, beside datasketch in memory (exact Jaccard where that is absent).

A made-up stream: six tenths new articles, two tenths copies (cut, or with another by-line), two tenths notices of one
form with other numbers, days later. The archive holds the keys of further articles before, as an older one would.
"""

import importlib.util
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, text

from archive.config import DatabaseConfig
from archive.db import connect, writing
from archive.records import Draft
from archive.store import Store
from pipelines.dedup import fingerprint, same
from tests.bench.rows import Row

ARTICLES = 2_000
FILLERS = 100_000
KEYS = 24
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
NOW = datetime(2026, 3, 10, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 1)
JACCARD = 0.7
GRAM = 5


@dataclass(slots=True, kw_only=True)
class Arrival:
    """One text of the stream, and the one that it is a copy of."""

    number: int
    title: str
    text: str
    day: date
    copy_of: int | None = None


class ExactJaccard:
    """The peer where no other is installed: every pair that shares a 5-gram, compared exactly, all in memory."""

    name = "exact Jaccard"

    def __init__(self) -> None:
        self._grams: list[frozenset[str]] = []
        self._holders: dict[str, list[int]] = {}

    def add(self, one: Arrival) -> set[int]:
        """Return the earlier texts that are as like as the bound says."""
        grams = frozenset(one.text[at : at + GRAM] for at in range(len(one.text) - GRAM + 1))
        shared = Counter(other for gram in grams for other in self._holders.get(gram, ()))
        found = {n for n, count in shared.items() if count >= JACCARD * (len(grams) + len(self._grams[n]) - count)}
        for gram in grams:
            self._holders.setdefault(gram, []).append(len(self._grams))
        self._grams.append(grams)
        return found


class Datasketch:
    """MinHash with banding, as its author ships it, each match verified."""

    name = "datasketch"

    def __init__(self) -> None:
        self._lib: Any = importlib.import_module("datasketch")
        self._index = self._lib.MinHashLSH(threshold=0.5, num_perm=128)
        self._sketches: list[Any] = []

    def add(self, one: Arrival) -> set[int]:
        """Return the earlier texts whose sketch is as like as the bound says."""
        sketch = self._lib.MinHash(num_perm=128)
        sketch.update_batch([one.text[at : at + GRAM].encode() for at in range(len(one.text) - GRAM + 1)])
        found = {n for n in self._index.query(sketch) if self._sketches[n].jaccard(sketch) >= JACCARD}
        self._index.insert(len(self._sketches), sketch)
        self._sketches.append(sketch)
        return found


class Ours:
    """The archive's store; `finds` says whether it looks for duplicates at all."""

    def __init__(self, engine: Engine, *, finds: bool) -> None:
        self.store = Store(engine, same=same)
        self.finds = finds
        self._numbers: dict[int, int] = {}

    def add(self, one: Arrival) -> set[int]:
        """Store a text; the earlier one that it was folded onto."""
        draft = Draft(
            url=f"http://measured.test/{one.number}",
            source=f"paper-{one.number % 30}",
            title=one.title,
            text=one.text,
            published_on=one.day,
            fingerprint=fingerprint(one.text) if self.finds else None,
        )
        saved = self.store.save(draft, now=NOW)
        self._numbers[saved.article_id] = one.number
        return {self._numbers[saved.folded_onto]} if saved.folded_onto in self._numbers else set()


def measure() -> list[Row]:
    """Let the stream arrive at ours and at the peer."""
    stream = list(_stream(random.Random(20240219)))  # chance that is the same every time, not a secret
    peer = Datasketch() if importlib.util.find_spec("datasketch") else ExactJaccard()
    with TemporaryDirectory() as folder:
        with_it, plain = _archive(Path(folder) / "with.db"), _archive(Path(folder) / "plain.db")
        empty = _size(with_it)
        _fill(with_it)
        size = (_size(with_it) - empty) / FILLERS
        ours, times = _timed(Ours(with_it, finds=True).add, stream)
        _, bare = _timed(Ours(plain, finds=False).add, stream)
        theirs, peer_times = _timed(peer.add, stream)
        with_it.dispose()
        plain.dispose()
    added, cost = sum(times) - sum(bare), sum(peer_times)
    recall, merged = _judged(stream, ours)
    peer_recall, peer_merged = _judged(stream, theirs)
    return [
        Row(
            what=f"CPU added to a save, {FILLERS:,} articles before",
            value=added / len(stream),
            unit="ms",
            peer=f"{peer.name} (empty, in memory)",
            peer_value=cost / len(stream),
            larger_is_better=False,
        ),
        Row(what="whole save, median", value=sorted(times)[len(times) // 2], unit="ms", larger_is_better=False),
        Row(what="copies found", value=recall, unit="%", peer=peer.name, peer_value=peer_recall),
        Row(what="other news merged", value=merged, unit="articles", larger_is_better=False),
        Row(what=f"other news merged by {peer.name}", value=peer_merged, unit="articles", larger_is_better=False),
        Row(what="keys on disk", value=size, unit="bytes an article", larger_is_better=False),
    ]


def _stream(rng: random.Random) -> Iterator[Arrival]:
    form = "".join(rng.choices(SIGNS, k=160))
    originals: list[Arrival] = []
    for number in range(ARTICLES):
        day = FIRST_DAY + timedelta(days=number // 10)
        chance = rng.random()
        if chance < 0.2 and originals:
            first = rng.choice(originals)
            whole = first.text
            changed = (
                whole[: len(whole) * 7 // 10] if rng.random() < 0.5 else f"{''.join(rng.choices(SIGNS, k=9))}。{whole}"
            )
            yield replace(first, number=number, text=changed, copy_of=first.number)
        elif chance < 0.4:
            facts = [rng.randrange(3, 900) for _ in range(4)]
            body = "".join(f"{form[at * 40 : at * 40 + 40]}{fact}，" for at, fact in enumerate(facts))
            yield Arrival(number=number, title=f"通告第{number}号", text=body, day=FIRST_DAY + timedelta(days=number))
        else:
            length = rng.choice((120, 300, 600, 1200))
            sentences = ["".join(rng.choices(SIGNS, k=20)) for _ in range(length // 20)]
            one = Arrival(number=number, title=sentences[0][:14], text="。".join(sentences), day=day)
            originals.append(one)
            yield one


def _archive(path: Path) -> Engine:
    return connect(DatabaseConfig(url=f"sqlite:///{path}"))


def _fill(engine: Engine) -> None:
    """Enter the keys of articles that are not asked for, under numbers that no article will get."""
    rng = random.Random(7)  # chance that is the same every time, not a secret
    rows = [
        {"key": rng.getrandbits(32) - 2**31, "article": 10**6 + number}
        for number in range(FILLERS)
        for _ in range(KEYS)
    ]
    rows.sort(key=lambda row: row["key"])
    with writing(engine) as session:
        session.connection().execute(text("INSERT OR IGNORE INTO dedup_key VALUES (:key, :article)"), rows)


def _timed(add: Callable[[Arrival], set[int]], stream: list[Arrival]) -> tuple[list[set[int]], list[float]]:
    """Return what was found, and the CPU milliseconds of each."""
    found, times = [], []
    for one in stream:
        started = time.thread_time()
        found.append(add(one))
        times.append((time.thread_time() - started) * 1000)
    return found, times


def _judged(stream: list[Arrival], found: list[set[int]]) -> tuple[float, int]:
    """Return how many of 100 copies were found, and how many texts were merged with other news."""
    root = {one.number: one.number if one.copy_of is None else one.copy_of for one in stream}
    copies = [(one, hits) for one, hits in zip(stream, found, strict=True) if one.copy_of is not None]
    right = sum(any(root[hit] == root[one.number] for hit in hits) for one, hits in copies)
    wrong = sum(any(root[hit] != root[one.number] for hit in hits) for one, hits in zip(stream, found, strict=True))
    return 100 * right / len(copies), wrong


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        pages, page = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages * page)
