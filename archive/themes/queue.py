"""What a reviewer should look at first: tags that the rules gave with the least surety."""

from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Article, Correction, Tag
from archive.themes.records import Unsure
from archive.themes.standing import HUMAN

SOURCE = "source"


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
    wanted = (
        select(Tag.article_id, Article.title, Article.source, Article.published_on, Tag.theme, Tag.score, Tag.central)
        .join(Article, Article.id == Tag.article_id)
        .where(Tag.method.not_in((HUMAN, SOURCE)), ~decided)
        .order_by(Tag.score, Tag.id.desc())
        .limit(limit)
    )
    if theme:
        wanted = wanted.where(Tag.theme == theme)
    with reading(engine) as session:
        return tuple(Unsure(**row._mapping) for row in session.execute(wanted))
