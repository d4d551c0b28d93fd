"""Alerts: 200 new articles against 10,000 saved queries, beside asking the search engine every query.

A quarter of the queries are one word, the rest AND, OR, NOT, NEAR and filters; the archive holds 2,000 older articles.
"""

import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, select

from archive import models, subscriptions
from archive.config import load_config
from archive.db import connect, reading, writing
from archive.query import parse
from archive.records import Draft, NewsText, Relation, Tag, Verdict
from archive.search import backend
from archive.store import Store
from scheduler.alerts.match import match
from tests.bench.rows import Row
from tests.bench.search import SIGNS

OLD, NEW, QUERIES, SENTENCES = 2000, 200, 10_000, 12
THEMES = ("housing", "talent", "economy", "water", "roads")
NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)


def measure() -> list[Row]:
    """Fill an archive, save the queries, store new articles, and match."""
    rng = random.Random(20240220)  # chance that is the same every time, not a secret
    words = ["".join(rng.choices(SIGNS, k=rng.choice((2, 2, 2, 3, 4)))) for _ in range(8000)]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    with TemporaryDirectory() as folder:
        engine = connect(load_config(Path(folder), environment={}).database)
        _store(engine, range(OLD), rng, words, weights)
        queries = [_query(rng, words) for _ in range(QUERIES)]
        _subscribe(engine, queries)
        articles = _store(engine, range(OLD, OLD + NEW), rng, words, weights)
        started = time.process_time()
        found = match(engine, now=NOW)
        ours = time.process_time() - started
        sampled = rng.sample(queries, 500)
        plain = _plainly(engine, sampled, articles) * len(queries) / len(sampled)
        engine.dispose()
    return [
        Row(what="matches", value=found, unit=f"of {NEW} × {QUERIES}"),
        Row(
            what=f"{NEW} articles, {QUERIES} queries",
            value=ours,
            unit="CPU-s",
            peer="every query",
            peer_value=plain,
            larger_is_better=False,
        ),
    ]


def _apart(a: NewsText, b: NewsText) -> Verdict:
    return Verdict(relation=Relation.DIFFERENT, score=0.0)


def _store(
    engine: Engine, numbers: Sequence[int], rng: random.Random, words: Sequence[str], weights: Sequence[float]
) -> list[int]:
    store = Store(engine, same=_apart)
    return [store.save(_draft(number, rng, words, weights), now=NOW).article_id for number in numbers]


def _draft(number: int, rng: random.Random, words: Sequence[str], weights: Sequence[float]) -> Draft:
    sentences = ["".join(rng.choices(words, weights, k=rng.randint(6, 24))) for _ in range(SENTENCES)]
    return Draft(
        url=f"http://paper.test/{number}.html",
        source=f"paper-{rng.randrange(40)}",
        title=sentences[0][:24],
        text="。\n".join(sentences),
        published_on=date(2026, 3, 10),
        tags=tuple(Tag(theme=theme, score=1.0) for theme in rng.sample(THEMES, k=rng.randrange(3))),
    )


def _query(rng: random.Random, words: Sequence[str]) -> str:
    one, two = rng.sample(words, 2)
    shapes = (
        one,
        f"{one} {two}",
        f"{one} OR {two}",
        f"{one} -{two}",
        f"{one} NEAR/20 {two}",
        f"theme:{rng.choice(THEMES)} {one}",
        f"({one} OR {two}) source:paper-{rng.randrange(40)}",
        f"theme:{rng.choice(THEMES)} source:paper-{rng.randrange(40)}",
    )
    return rng.choice(shapes)


def _subscribe(engine: Engine, queries: Sequence[str]) -> None:
    """Enter the queries for ten readers, past the door, which looks for a second one of each reader's."""
    readers = [subscriptions.add_subscriber(engine, f"r{n}@example.org", now=NOW, confirmed=True) for n in range(10)]
    with writing(engine) as session:
        seen = session.scalar(select(models.Event.seq).order_by(models.Event.seq.desc()).limit(1)) or 0
        session.merge(models.Cursor(reader=subscriptions.READER, seq=seen))
        for number, query in enumerate(queries):
            row = models.Subscription(subscriber_id=readers[number % len(readers)].id, query=query, rhythm="day")
            row.created_at, row.from_seq, row.last_sent_at = NOW, seen, None
            session.add(row)


def _plainly(engine: Engine, queries: Sequence[str], articles: Sequence[int]) -> float:
    """Return the CPU time of asking each query."""
    started = time.process_time()
    with reading(engine) as session:
        for query in queries:
            backend(engine).ids(session, parse(query), within=articles)
    return time.process_time() - started
