"""The books of runs that happen in this process: opened in the archive, closed whatever happens.

A crawl keeps its own books in its own process (`crawler.report`).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from archive import runs
from archive.owners import new_owner
from archive.records import Ledger

BROKEN_OFF = "broken off by an error or from outside"
# A run in this process renews nothing, so its lease must outlast it: six hours re-read half a million captures.
LEASE_S = 6 * 3600.0


@dataclass(slots=True, kw_only=True)
class Book:
    """A run while it goes on."""

    run_id: int
    ledger: Ledger = field(default_factory=Ledger)
    detail: str = ""


@contextmanager
def keep_book(engine: Engine, source: str, *, kind: str, now: datetime, day: date | None = None) -> Iterator[Book]:
    """Open a run and close it at the end of the block: done, or failed when the block was left by an error.

    Raises AskedWrongly when a run of the source is going on.
    """
    clock = running_from(now)
    book = Book(
        run_id=runs.begin(engine, source, kind=kind, now=now, owner=new_owner(), day=day, lease_s=LEASE_S),
        detail=BROKEN_OFF,
    )
    outcome = "failed"
    try:
        yield book
        outcome, book.detail = "done", "" if book.detail == BROKEN_OFF else book.detail
    finally:
        runs.finish(engine, book.run_id, now=clock(), ledger=book.ledger, outcome=outcome, detail=book.detail)


def running_from(now: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `now` at this moment and goes on from there at the speed of time."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)
