"""Who held which office when, as the news printed it: the offices named with a name, by their first and last day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Engine, func, select

from archive.db import reading
from archive.models import Article, Mention

PERSON = "person"


@dataclass(slots=True, kw_only=True)
class Office:
    """One office of one person in the words of the news."""

    name: str
    office: str
    first_on: date | None
    """Day on which it was first printed; None when no article with it has a day."""
    last_on: date | None
    """Day on which it was last printed; who left it later is known only where a successor is printed."""
    articles: int
    first_article: int
    last_article: int


def offices(engine: Engine, name: str, *, source: str = "", limit: int = 200) -> tuple[Office, ...]:
    """Return the offices printed with a name, the earliest first; namesakes are not told apart."""
    return _offices(engine, Mention.name == name, source=source, limit=limit)


def holders(engine: Engine, office: str, *, source: str = "", limit: int = 200) -> tuple[Office, ...]:
    """Return who was printed with an office, the earliest first."""
    return _offices(engine, Mention.detail == office, source=source, limit=limit)


def _offices(engine: Engine, asked: ColumnElement[bool], *, source: str, limit: int) -> tuple[Office, ...]:
    wanted = (
        select(
            Mention.name,
            Mention.detail.label("office"),
            func.min(Article.published_on).label("first_on"),
            func.max(Article.published_on).label("last_on"),
            func.count(Article.id.distinct()).label("articles"),
            func.min(Article.id).label("first_article"),
            func.max(Article.id).label("last_article"),
        )
        .join(Article, Article.id == Mention.article_id)
        .where(Mention.kind == PERSON, Mention.detail != "", asked)
        .group_by(Mention.name, Mention.detail)
        .order_by(func.min(Article.published_on), func.min(Article.id), Mention.detail)
        .limit(limit)
    )
    if source:
        wanted = wanted.where(Article.source == source)
    with reading(engine) as session:
        return tuple(Office(**row._mapping) for row in session.execute(wanted))
