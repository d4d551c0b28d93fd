"""What is let go, and what never is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, insert, select, update

from archive import prune, runs
from archive.db import reading, writing
from archive.models import Delivery, Frontier, Run
from archive.records import SourceRow
from archive.subscriptions import NewDelivery, enqueue, list_deliveries

pytestmark = pytest.mark.both_databases
KEPT = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep three runs a source, so that a test needs only some."""
    monkeypatch.setattr(prune, "KEPT_RUNS", KEPT)


def add_runs(engine: Engine, now: datetime, outcomes: str, **changes: object) -> None:
    """Enter runs of one source, a hundred days apart, the newest first: d is done, f is failed."""
    rows = [
        {
            "source": "yunjiang-daily",
            "kind": "crawl",
            "started_at": now - timedelta(days=100 * age),
            "ended_at": now - timedelta(days=100 * age),
            "outcome": "done" if outcome == "d" else "failed",
            "rejected": {},
            "failed": {},
            **changes,
        }
        for age, outcome in enumerate(outcomes)
    ]
    with writing(engine) as session:
        session.execute(insert(Run), rows)


def runs_left(engine: Engine) -> int:
    """How many runs there are."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Run)) or 0


def test_old_looks_go_the_newest_stay(engine: Engine, now: datetime) -> None:
    """Of seven old looks the three newest stay; a second time nothing goes."""
    add_runs(engine, now, "ddddddd")

    assert prune.prune(engine, now=now).runs == 4
    assert prune.prune(engine, now=now).runs == 0
    assert runs_left(engine) == KEPT


def test_young_looks_stay_however_many(engine: Engine, now: datetime) -> None:
    """Looks of the last ninety days are kept."""
    add_runs(engine, now, "ddddd", started_at=now - timedelta(days=80))

    assert prune.prune(engine, now=now).runs == 0


def test_the_last_good_look_stays(engine: Engine, now: datetime) -> None:
    """A source that has failed for long is still known to have been crawled well, so old news is not mailed."""
    add_runs(engine, now, "ffffffd")

    prune.prune(engine, now=now)

    assert not runs.is_first(engine, "yunjiang-daily")


def test_days_that_were_asked_for_stay_known(engine: Engine, now: datetime) -> None:
    """Backfills and looks at a given day are never let go."""
    add_runs(engine, now, "ddddd", day=now.date())

    assert prune.prune(engine, now=now).runs == 0


def test_leftovers_go_with_sources_that_are_off(engine: Engine, now: datetime) -> None:
    """Open addresses stay while their source is crawled, and go long after it was switched off."""
    runs.enlist(engine, [SourceRow(id=name, name=name, family="feed", enabled=name == "on") for name in ("on", "off")])
    rows: list[dict[str, object]] = [
        {"source": source, "url": f"http://{source}.test/{days}", "kind": "article", "hints": {}, "found_at": at}
        for source in ("on", "off")
        for days, at in ((1, now - timedelta(days=1)), (100, now - timedelta(days=100)))
    ]
    with writing(engine) as session:
        session.execute(insert(Frontier), rows)

    assert prune.prune(engine, now=now).addresses == 1
    with reading(engine) as session:
        left = set(session.scalars(select(Frontier.url)))
    assert left == {"http://on.test/1", "http://on.test/100", "http://off.test/1"}


def test_texts_of_old_letters_go_the_rows_stay(engine: Engine, now: datetime) -> None:
    """A letter sent a hundred days ago loses its text and stays in the outbox; one that was given up keeps it."""
    for number, state in enumerate(("sent", "dead", "sent")):
        written = now - timedelta(days=100 if number < 2 else 10)
        letter = NewDelivery(subscriber_id=None, kind="ops", message_id=f"<{number}@x>", subject="x", mime=b"text")
        enqueue(engine, letter, now=written)
        with writing(engine) as session:
            session.execute(update(Delivery).where(Delivery.message_id == letter.message_id).values(state=state))

    assert prune.prune(engine, now=now).letters == 1
    assert prune.prune(engine, now=now).letters == 0
    assert [(one.state, one.size_bytes) for one in reversed(list_deliveries(engine))] == [
        ("sent", 0),
        ("dead", 4),
        ("sent", 4),
    ]
