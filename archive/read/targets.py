"""What articles promise: targets with a year, in the order of the years."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select

from archive.db import reading
from archive.models import Article, Mention

TARGET = "target"


@dataclass(slots=True, kw_only=True)
class Promise:
    """One target in the words of the article that named it first."""

    year: str
    """Year promised; empty where the sentence names none."""
    words: str
    articles: int
    """Articles that say it in the same words."""
    article_id: int
    title: str
    source: str
    published_on: date | None


def promises(
    engine: Engine, *, year: str = "", source: str = "", undated: bool = False, limit: int = 200
) -> tuple[Promise, ...]:
    """Return the targets by year, each wording once with its first article; those without a year on demand, last."""
    first = (
        select(Mention.detail, Mention.name, func.min(Mention.article_id).label("first_id"))
        .add_columns(func.count(Mention.article_id.distinct()).label("articles"))
        .where(Mention.kind == TARGET)
        .group_by(Mention.detail, Mention.name)
    )
    if year:
        first = first.where(Mention.detail == year)
    elif not undated:
        first = first.where(Mention.detail != "")
    said = first.subquery()
    wanted = (
        select(
            said.c.detail.label("year"),
            said.c.name.label("words"),
            said.c.articles,
            Article.id.label("article_id"),
            Article.title,
            Article.source,
            Article.published_on,
        )
        .join(Article, Article.id == said.c.first_id)
        .order_by(said.c.detail == "", said.c.detail, Article.published_on.desc(), said.c.name)
        .limit(limit)
    )
    if source:
        wanted = wanted.where(Article.source == source)
    with reading(engine) as session:
        return tuple(Promise(**row._mapping) for row in session.execute(wanted))
