"""Letters that nobody asked for: a backfill of 10,000 articles, then retag, rebuild and reindex; and one real news.

Every article is found by the one saved search, so each would be mailed if it were taken for news.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from archive import subscriptions
from archive.clusters.rebuild import rebuild
from archive.config import Config, load_config
from archive.db import connect
from archive.records import Draft
from archive.search import reindex
from archive.store import Store
from pipelines.dedup import fingerprint, same
from pipelines.themes import load_taxonomy
from scheduler.alerts.compose import compose_due
from scheduler.alerts.match import match
from scheduler.retagging import retag_all
from tests.archive.news import write_text
from tests.bench.rows import Row

ARTICLES = 10_000
NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)


def measure() -> Iterator[Row]:
    """Store what is no news, do all that touches every article, and count letters."""
    with TemporaryDirectory() as folder:
        config = load_config(Path(folder), environment={})
        engine = connect(config.database)
        reader = subscriptions.add_subscriber(engine, "li@example.org", now=NOW, confirmed=True)
        subscriptions.add(engine, reader.id, "云江", rhythm="at-once", now=NOW)
        store = Store(engine, same=same)
        for number in range(ARTICLES):
            store.save(_draft(number), now=NOW, alertable=False)
        yield _letters(engine, config, f"backfill of {ARTICLES:,} articles")
        retag_all(engine, config.database, load_taxonomy(), now=NOW, workers=2)
        yield _letters(engine, config, "retag")
        rebuild(engine, same=same, fingerprint=fingerprint, now=NOW)
        yield _letters(engine, config, "rebuild of the clusters")
        reindex(engine)
        yield _letters(engine, config, "reindex")
        store.save(_draft(ARTICLES), now=NOW)
        yield _letters(engine, config, "one article that is news")
        engine.dispose()


def _draft(number: int) -> Draft:
    return Draft(
        url=f"http://paper.test/{number}.html",
        source="yunjiang-daily",
        title=f"云江市第{number}号消息",
        text=f"本报讯 云江第{number}号。\n{write_text(number)}",
        published_on=NOW.date() - timedelta(days=number % 7),
        language="zh-Hans",
    )


def _letters(engine: Engine, config: Config, what: str) -> Row:
    """Match and compose, and say how many stories are matched and how many letters written so far."""
    match(engine, now=NOW)
    compose_due(engine, config, now=NOW + timedelta(hours=1))
    letters = len(subscriptions.list_deliveries(engine))
    return Row(what=f"letters after: {what}", value=letters, unit="", larger_is_better=False)
