"""Stored articles one after another, for trials of rules; the newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Article

CHUNK = 500


@dataclass(slots=True, kw_only=True)
class StoredText:
    """One article as a trial reads it."""

    id: int
    source: str
    title: str
    text: str
    published_on: date | None
    policy: float


def newest_texts(engine: Engine, *, limit: int | None = None) -> Iterator[StoredText]:
    """Yield the articles by number, the newest first, at most `limit`."""
    columns = [getattr(Article, name) for name in StoredText.__slots__]
    below, left = None, limit
    while left is None or left > 0:
        wanted = select(*columns).order_by(Article.id.desc()).limit(min(CHUNK, left or CHUNK))
        if below is not None:
            wanted = wanted.where(Article.id < below)
        with reading(engine) as session:
            rows = [StoredText(**row._mapping) for row in session.execute(wanted)]
        if not rows:
            return
        yield from rows
        below = rows[-1].id
        left = None if left is None else left - len(rows)


def texts_of(engine: Engine, ids: Iterable[int]) -> list[StoredText]:
    """Return the articles of these numbers, in order of the numbers."""
    columns = [getattr(Article, name) for name in StoredText.__slots__]
    wanted = sorted(ids)
    found: list[StoredText] = []
    with reading(engine) as session:
        for start in range(0, len(wanted), CHUNK):
            chosen = select(*columns).where(Article.id.in_(wanted[start : start + CHUNK])).order_by(Article.id)
            found += [StoredText(**row._mapping) for row in session.execute(chosen)]
    return found
