"""Articles as the search index must know them, read back from their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from archive.models import Article, ArticlePerson, Mention, Placement, Source, Tag
from archive.search.base import IndexDoc


def documents(session: Session, ids: Sequence[int]) -> Iterator[IndexDoc]:
    """Yield the documents of the articles, in the order of their ids; unknown ids are passed over.

    Give some hundred ids at a time: a statement takes 32,766 values.
    """
    people = _lists(session, select(ArticlePerson.article_id, ArticlePerson.name).order_by(ArticlePerson.position), ids)
    named = {kind: _lists(session, _named(kind), ids) for kind in ("person", "org", "place")}
    themes = _lists(session, select(Tag.article_id, Tag.theme).order_by(Tag.theme), ids)
    labels = _lists(session, select(Placement.article_id, Placement.page_label).order_by(Placement.id), ids)
    with_place = select(Article, Source.place).outerjoin(Source, Source.id == Article.source)
    for article, place in session.execute(with_place.where(Article.id.in_(ids)).order_by(Article.id)):
        yield IndexDoc(
            article_id=article.id,
            source=article.source,
            place=place or "",
            title=article.title,
            kicker="\n".join(line for line in (article.kicker, article.subtitle) if line),
            body=article.text,
            people=tuple(people.get(article.id, ())),
            persons=tuple(named["person"].get(article.id, ())),
            orgs=tuple(named["org"].get(article.id, ())),
            places=tuple(named["place"].get(article.id, ())),
            themes=tuple(themes.get(article.id, ())),
            published_on=article.published_on,
            kind=article.kind,
            language=article.language,
            page_label=next(iter(labels.get(article.id, ())), ""),
        )


def _named(kind: str) -> Select[int, str]:
    return select(Mention.article_id, Mention.name).where(Mention.kind == kind).order_by(Mention.id)


def _lists(session: Session, rows: Select[int, str], ids: Iterable[int]) -> Mapping[int, dict[str, None]]:
    """Return the second column by the first, in order, each value once."""
    found: dict[int, dict[str, None]] = {}
    article_id = rows.selected_columns[0]
    for number, value in session.execute(rows.where(article_id.in_(ids))):
        found.setdefault(number, {})[value] = None
    return found
