"""Why two articles are one story or two: the passages they share, how much of each, which facts differ.

Lays the stored texts side by side anew by the judge handed in, and says what was decided when they met.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import AskedWrongly, NotFound
from archive.models import Article, DedupEdge, Source
from archive.records import Judge, NewsText


@dataclass(slots=True, kw_only=True)
class Side:
    """One of the two articles."""

    article_id: int
    title: str
    text: str
    language: str
    source_name: str
    published_on: date | None
    cluster_id: int
    coverage: float
    """Share of its text that the other has too, 0 … 1."""


@dataclass(slots=True, kw_only=True)
class Passage:
    """A stretch that both texts have; letters are equal, punctuation and spaces may differ."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    text: str
    """As it stands in the first article."""


@dataclass(slots=True, kw_only=True)
class Decision:
    """What was decided of the two when they met, or by a person since."""

    relation: str
    engine: str
    """Version of the judge; empty for a person."""
    decided_by: str
    """The person; empty for the judge."""
    decided_at: datetime


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Two articles laid side by side."""

    a: Side
    b: Side
    one_story: bool
    """True when both are in one duplicate cluster."""
    relation: str
    """What today's judge says of the stored texts."""
    folds: bool
    """True when today's judge would put them into one cluster."""
    ground: str
    """Why the judge keeps them apart; empty when it does not."""
    score: float
    passages: tuple[Passage, ...]
    conflicts: tuple[tuple[str, str], ...]
    """Facts that differ: (in the first, in the second)."""
    decision: Decision | None
    """None when the two were never compared."""


def why(engine: Engine, a: int, b: int, *, same: Judge) -> Comparison:
    """Compare two stored articles. Raises NotFound, and AskedWrongly for an article with itself."""
    if a == b:
        raise AskedWrongly(f"article {a} cannot be compared with itself", mend="name two articles")
    with reading(engine) as session:
        first, second = _row(session, a), _row(session, b)
        verdict = same(_news(first), _news(second))
        return Comparison(
            a=_side(session, first, verdict.coverage[0]),
            b=_side(session, second, verdict.coverage[1]),
            one_story=first.cluster_id == second.cluster_id,
            relation=verdict.relation.value,
            folds=verdict.folds,
            ground=verdict.ground.value if verdict.ground else "",
            score=verdict.score,
            passages=tuple(
                Passage(a_start=start, a_end=end, b_start=other, b_end=other_end, text=first.text[start:end])
                for start, end, other, other_end in verdict.runs
            ),
            conflicts=verdict.conflicts,
            decision=_decision(session, a, b),
        )


def _row(session: Session, number: int) -> Article:
    row = session.get(Article, number)
    if row is None:
        raise NotFound(f"no article has the number {number}", mend="`jianbao search` shows the numbers")
    return row


def _news(row: Article) -> NewsText:
    return NewsText(title=row.title, text=row.text, published_on=row.published_on)


def _side(session: Session, row: Article, coverage: float) -> Side:
    source = session.get(Source, row.source)
    return Side(
        article_id=row.id,
        title=row.title,
        text=row.text,
        language=row.language,
        source_name=source.name if source else row.source,
        published_on=row.published_on,
        cluster_id=row.cluster_id,
        coverage=coverage,
    )


def _decision(session: Session, a: int, b: int) -> Decision | None:
    edge = session.get(DedupEdge, (min(a, b), max(a, b)))
    if edge is None:
        return None
    return Decision(
        relation=edge.relation,
        engine="" if edge.decided_by else edge.engine,
        decided_by=edge.decided_by,
        decided_at=edge.decided_at,
    )
