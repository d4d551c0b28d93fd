"""The change log is read by a cursor: no event may become visible behind one that was read."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from archive.config import DatabaseConfig
from archive.db import connect, reading, writing
from archive.models import Event
from archive.subscriptions import unread_events

WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def tell(session: Session, article: int, now: datetime) -> None:
    """Write one event that letters may tell of."""
    session.add(Event(at=now, kind="new", article_id=article, cluster_id=article, alertable=True))
    session.flush()


def unread(engine: Engine, after: int) -> tuple[list[int], int]:
    """Return the articles of the events behind a place in the change log, as a cursor reads them, and the new place."""
    with reading(engine) as session:
        stories, _, last = unread_events(session)
    fresh = [story.article_id for story in stories if story.seq > after]
    return fresh, last


def test_events_in_turn_become_visible_in_their_order(postgres_url: str, now: datetime) -> None:
    """A second writer waits for the first, so a reader of the change log meets every event once."""
    engine = connect(DatabaseConfig(url=postgres_url))

    def write_second() -> None:
        with writing(engine) as session:
            tell(session, 2, now)

    with ThreadPoolExecutor(1) as threads:
        second: Future[None]
        with writing(engine) as session:
            tell(session, 1, now)
            second = threads.submit(write_second)
            with engine.connect() as watcher:
                while not watcher.scalar(WAITING):
                    watcher.rollback()
            meanwhile = unread(engine, 0)
        second.result()
    afterwards = unread(engine, meanwhile[1])
    engine.dispose()

    assert meanwhile == ([], 0)
    assert afterwards == ([1, 2], 2)


def test_events_beside_others_could_be_missed(postgres_url: str, now: datetime) -> None:
    """The reason for the turns: numbers are given out before commits, so a cursor runs past an event still to come."""
    engine = connect(DatabaseConfig(url=postgres_url))
    with writing(engine, beside_others=True) as slow:
        tell(slow, 1, now)
        with writing(engine, beside_others=True) as quick:
            tell(quick, 2, now)
        seen, place = unread(engine, 0)
    late, _ = unread(engine, place)
    engine.dispose()

    assert seen == [2]
    assert late == []
