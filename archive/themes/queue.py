"""What a reviewer should look at first: tags that the rules gave with the least surety."""

from sqlalchemy import ColumnElement, Engine, case, literal, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.models import Article, Correction, Tag, Taxonomy
from archive.themes.confidence import confidence
from archive.themes.records import Unsure
from archive.themes.standing import HUMAN
from archive.themes.versions import pinned

SOURCE = "source"
THRESHOLD = 3.0
"""Score that gives a theme where its rules name no other."""


def least_sure(engine: Engine, *, theme: str = "", limit: int = 20) -> tuple[Unsure, ...]:
    """Return the tags nearest to their threshold that nobody has decided about, least sure first."""
    decided = (
        select(Correction.id)
        .where(
            Correction.article_id == Tag.article_id,
            Correction.theme == Tag.theme,
            Correction.undone_at.is_(None),
        )
        .exists()
    )
    columns = (Tag.article_id, Article.title, Article.source, Article.published_on, Tag.theme, Tag.score, Tag.central)
    with reading(engine) as session:
        wanted = (
            select(*columns)
            .join(Article, Article.id == Tag.article_id)
            .where(Tag.method.not_in((HUMAN, SOURCE)), ~decided)
            .order_by(Tag.score / _threshold(session), Tag.id.desc())
            .limit(limit)
        )
        if theme:
            wanted = wanted.where(Tag.theme == theme)
        rows = session.execute(wanted)
        return tuple(Unsure(**row._mapping, confidence=confidence(row.score)) for row in rows)


def _threshold(session: Session) -> ColumnElement[float]:
    """Return the threshold of a tag's theme, by the rules in force."""
    row = session.get(Taxonomy, pinned(session))
    themes = row.content["themes"] if row else []
    own = {one["id"]: one["threshold"] for one in themes if one["threshold"] != THRESHOLD}
    return case(own, value=Tag.theme, else_=THRESHOLD) if own else literal(THRESHOLD)
