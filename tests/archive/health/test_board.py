"""The board of all sources, and what is learned for it from the change log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from archive import health, runs
from archive.db import reading
from archive.models import Habit
from archive.records import Draft, Ledger, SourceRow
from archive.store import Store
from pipelines.dedup import same

pytestmark = pytest.mark.both_databases
MakeDraft = Callable[..., Draft]


def enlist(engine: Engine, count: int) -> None:
    """Enter so many sources, each with three finished runs."""
    names = [f"yunjiang-{number}" for number in range(count)]
    runs.enlist(engine, [SourceRow(id=name, name=name, family="feed", every="1 hour") for name in names])


def crawl(engine: Engine, source: str, at: datetime, **counts: Any) -> None:
    """A run that ended well."""
    number = runs.begin(engine, source, kind="crawl", now=at, owner="tests")
    runs.finish(engine, number, now=at, ledger=Ledger(**counts), outcome="done")


def questions(engine: Engine, now: datetime) -> int:
    """How many statements the board needs."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    health.board(engine, now=now)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_the_board_asks_as_often_for_many_sources(engine: Engine, now: datetime) -> None:
    """Forty sources cost as many questions to the database as one does."""
    enlist(engine, 1)
    crawl(engine, "yunjiang-0", now, discovered=1, stored=1)
    few = questions(engine, now)
    enlist(engine, 40)
    for number in range(40):
        crawl(engine, f"yunjiang-{number}", now, discovered=1, stored=1)

    assert questions(engine, now) == few


def test_the_board_shows_the_newest_run_and_a_changed_list(engine: Engine, now: datetime) -> None:
    """After good looks, three that find nothing make the source red, and its newest run is shown."""
    enlist(engine, 1)
    for hours in range(12, 3, -1):
        crawl(engine, "yunjiang-0", now - timedelta(hours=hours), discovered=9, stored=2, unchanged=7, bytes=900)
    for hours in range(3, 0, -1):
        crawl(engine, "yunjiang-0", now - timedelta(hours=hours), bytes=900)

    (found,) = health.board(engine, now=now)

    assert (found.state, found.why) == ("layout", "no article address on the last 3 looks, 9 were usual")
    assert found.last is not None
    assert found.last.started_at == now - timedelta(hours=1)


def test_one_source_is_judged_as_on_the_board(engine: Engine, now: datetime) -> None:
    """Asked for alone, a source is as on the board; one that is not enlisted is none."""
    enlist(engine, 3)
    crawl(engine, "yunjiang-1", now, discovered=1, stored=1)

    assert health.of_source(engine, "yunjiang-1", now=now) == health.board(engine, now=now)[1]
    assert health.of_source(engine, "elsewhere", now=now) is None


def test_each_new_article_is_counted_once(engine: Engine, now: datetime, make_draft: MakeDraft) -> None:
    """Learning twice counts an article once; one that was no news when it was stored is passed over."""
    store = Store(engine, same=same)
    store.save(make_draft(), now=now)
    store.save(
        make_draft(url="http://paper.test/2.html", title="旧闻", text="旧闻一则。" * 40), now=now, alertable=False
    )

    assert health.learn_habits(engine) == 1
    assert health.learn_habits(engine) == 0

    with reading(engine) as session:
        row = session.get_one(Habit, "yunjiang-daily")
        assert row.last_new_at == now
        assert sum(row.running.values()) == 1
        assert len(row.recent) == 1
