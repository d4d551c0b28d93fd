"""The articles that wait for a person's look, and how many, by source and by what made the reader doubt. Reads only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Engine, and_, func, select

from archive.db import reading
from archive.models import Article, Review


def count_reviews(engine: Engine) -> dict[str, dict[str, int]]:
    """Return source → flag → number of waiting articles that carry it; sources without any are left out."""
    wanted = select(Article.source, Article.flags).where(_waits())
    found: dict[str, Counter[str]] = {}
    with reading(engine) as session:
        for source, flags in session.execute(wanted):
            found.setdefault(source, Counter()).update(flags)
    return {source: dict(counts) for source, counts in sorted(found.items())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One article that waits for a person's look."""

    article_id: int
    source: str
    title: str
    url: str
    published_on: date | None
    flags: tuple[str, ...]
    """Why, without `needs_review` itself."""
    confidence: Mapping[str, float]
    capture_id: int | None
    """The bytes it was read from: the proof."""
    seen_at: datetime

    @property
    def least(self) -> tuple[tuple[str, float], ...]:
        """The two least sure fields with their figures."""
        return tuple(sorted(self.confidence.items(), key=lambda pair: pair[1])[:2])


def list_reviews(engine: Engine, *, source: str = "", limit: int = 100) -> tuple[Doubt, ...]:
    """Return the articles that wait, the newest first. One that was decided on comes back when its text changes."""
    wanted = select(Article).where(_waits()).order_by(Article.id.desc()).limit(limit)
    if source:
        wanted = wanted.where(Article.source == source)
    with reading(engine) as session:
        return tuple(_doubt(row) for row in session.scalars(wanted))


def count_waiting(engine: Engine) -> int:
    """Return how many articles wait."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Article).where(_waits())) or 0


def _waits() -> ColumnElement[bool]:
    decided = select(Review.id).where(Review.article_id == Article.id, Review.text_sha256 == Article.text_sha256)
    return and_(func.json_array_length(Article.flags) > 0, ~decided.exists())


def _doubt(row: Article) -> Doubt:
    return Doubt(
        article_id=row.id,
        source=row.source,
        title=row.title,
        url=row.url,
        published_on=row.published_on,
        flags=tuple(flag for flag in row.flags if flag != "needs_review"),
        confidence=row.confidence,
        capture_id=row.capture_id,
        seen_at=row.last_seen_at,
    )
