"""Counting what waits for a person's look."""

from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive import read
from archive.read.reviews import count_reviews
from archive.store import Store
from tests.archive.news import news

pytestmark = pytest.mark.both_databases

FLAGS = ("needs_review", "day_disagrees")


def test_flags_are_counted_by_source(store: Store, engine: Engine, now: datetime) -> None:
    """Each flag of each source's articles is counted; articles without a doubt are not."""
    store.save(news(1, source="yunjiang-daily", flags=FLAGS), now=now)
    store.save(news(2, source="yunjiang-daily", flags=("needs_review",)), now=now)
    store.save(news(3, source="other-paper"), now=now)

    assert count_reviews(engine) == {"yunjiang-daily": {"needs_review": 2, "day_disagrees": 1}}


def test_confidence_and_flags_are_read_back(store: Store, engine: Engine, now: datetime) -> None:
    """The article shows how sure each field is and what to look at, as the draft said it."""
    saved = store.save(news(1, confidence={"title": 0.9}, flags=FLAGS), now=now)

    view = read.article(engine, saved.article_id)

    assert (view.confidence, view.flags) == ({"title": 0.9}, FLAGS)
