"""What a citation needs of an article: taken from a view of one, or read for many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.models import Article, ArticlePerson, Capture, Placement, Source
from archive.read.views import ArticleView
from archive.records import Role

# Photographers and editors did not write the text.
WRITERS = (Role.AUTHOR, Role.REPORTER, Role.CORRESPONDENT, Role.COMMENTATOR)
STEP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An article as a bibliography names it. All texts are single lines."""

    id: int
    source: str
    """Source id."""
    paper: str
    """Name of the source."""
    title: str
    writers: tuple[str, ...]
    printed_on: date | None
    """Day published, else the day of the edition."""
    page: str
    """Layout page where it stood first, empty when unknown."""
    url: str
    language: str
    accessed_on: date
    """UTC day of the capture that the text was read from: that is what the archive can prove."""


def reference(view: ArticleView) -> Reference:
    """Return the reference of an article that has been read."""
    first = view.placements[0] if view.placements else None
    return Reference(
        id=view.id,
        source=view.source.id,
        paper=_line(view.source.name),
        title=_line(view.title),
        writers=tuple(_line(person.name) for person in view.people if person.role in WRITERS),
        printed_on=view.published_on or (first.edition_on if first else None),
        page=_line(first.page_label) if first else "",
        url=_line(view.url),
        language=_line(view.language),
        accessed_on=(view.capture.ref.fetched_at if view.capture else view.first_seen_at).date(),
    )


def references(engine: Engine, article_ids: Iterable[int]) -> Iterator[Reference]:
    """Give the references of many articles in the order given, read some at a time; unknown numbers are left out."""
    waiting = iter(article_ids)
    while step := list(islice(waiting, STEP)):
        with reading(engine) as session:
            found = _read(session, step)
        yield from (found[number] for number in step if number in found)


def _read(session: Session, numbers: list[int]) -> dict[int, Reference]:
    writers: dict[int, list[str]] = defaultdict(list)
    people = select(ArticlePerson.article_id, ArticlePerson.name, ArticlePerson.role)
    for number, name, role in session.execute(
        people.where(ArticlePerson.article_id.in_(numbers)).order_by(ArticlePerson.position)
    ):
        if role in WRITERS:
            writers[number].append(_line(name))
    printed = select(Placement.article_id, Placement.edition_on, Placement.page_label)
    backwards = printed.where(Placement.article_id.in_(numbers)).order_by(Placement.id.desc())
    first = {number: (day, label) for number, day, label in session.execute(backwards)}
    wanted = (
        select(
            Article.id,
            Article.source,
            Source.name,
            Article.title,
            Article.published_on,
            Article.url,
            Article.language,
            Article.first_seen_at,
            Capture.fetched_at,
        )
        .outerjoin(Source, Source.id == Article.source)
        .outerjoin(Capture, Capture.id == Article.capture_id)
        .where(Article.id.in_(numbers))
    )
    return {
        row.id: Reference(
            id=row.id,
            source=row.source,
            paper=_line(row.name or row.source),
            title=_line(row.title),
            writers=tuple(writers[row.id]),
            printed_on=row.published_on or (first[row.id][0] if row.id in first else None),
            page=_line(first[row.id][1]) if row.id in first else "",
            url=_line(row.url),
            language=_line(row.language),
            accessed_on=(row.fetched_at or row.first_seen_at).date(),
        )
        for row in session.execute(wanted)
    }


def _line(text: str) -> str:
    return " ".join(text.split())
