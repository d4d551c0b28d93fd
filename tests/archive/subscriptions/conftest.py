"""What the tests of this room share: a reader, and events as the store writes them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.records import Draft, NewsText, Relation, Saved, Verdict
from archive.store import Store
from archive.subscriptions import SubscriberView, SubscriptionView


def apart(a: NewsText, b: NewsText) -> Verdict:
    """Judge any two texts as different news with the same words: no copies, and a known address is revised."""
    return Verdict(relation=Relation.DIFFERENT, score=0.0, coverage=(0.9, 0.9))


@pytest.fixture
def reader(engine: Engine, now: datetime) -> SubscriberView:
    """A confirmed reader."""
    return subscriptions.add_subscriber(engine, "li@example.org", now=now, confirmed=True)


@pytest.fixture
def wanted(engine: Engine, reader: SubscriberView, now: datetime) -> SubscriptionView:
    """An alert of that reader, mailed at once."""
    return subscriptions.add(engine, reader.id, "人才公寓", rhythm="at-once", now=now)


@pytest.fixture
def save(engine: Engine, make_draft: Callable[..., Draft], now: datetime) -> Callable[..., Saved]:
    """Store an article with a number in its address and text."""
    store = Store(engine, same=apart)

    def stored(number: int, *, alertable: bool = True, **changes: object) -> Saved:
        draft = make_draft(url=f"http://paper.test/content_{number}.html", **changes)
        return store.save(draft, now=now, alertable=alertable)

    return stored
