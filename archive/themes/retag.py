"""The books of a retagging: where it is, what it reads, what it sets aside until the switch.

New tags wait in rows of their own. Readers see the old ones until `switch` (see there) puts all in force at once; a
process that dies leaves rows and a place to go on from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, delete, false, func, insert, or_, select, update
from sqlalchemy.orm import Session

from archive.db import writing
from archive.models import Article, Correction, Retag, RetagRow, Tag
from archive.themes.versions import pinned

MACHINE = ("rule", "learned")
"""Methods of tags that the rules gave."""
TAG_FIELDS = ("theme", "score", "central", "method", "evidence")


@dataclass(slots=True, kw_only=True)
class Work:
    """One retagging under way."""

    id: int
    before: str
    """Digest of the rules in force when it began; empty when none were pinned."""
    covered_until: datetime | None
    """Texts seen before this have the tags of `before`, whatever rules read them first; None when nothing is known."""
    last_id: int
    """Article up to which it has read."""
    articles: int
    changed: int


class Stored(NamedTuple):
    """One article as a retagging reads it."""

    id: int
    title: str
    text: str
    text_sha256: str
    policy: float
    known: bool
    """Whether it has the tags of the rules in force, or of the new ones."""


@dataclass(slots=True, kw_only=True)
class NewTags:
    """The tags of one article that differ from those stored."""

    article_id: int
    text_sha256: str
    policy: float
    tags: list[dict[str, Any]]


def begin(engine: Engine, *, taxonomy: str, now: datetime) -> Work:
    """Go on with the unfinished retagging by these rules, or begin one; one by other rules is given up."""
    with writing(engine) as session:
        open_ones = session.scalars(select(Retag).where(Retag.finished_at.is_(None))).all()
        row = next((one for one in open_ones if one.taxonomy == taxonomy), None)
        for other in open_ones:
            if other is not row:
                session.execute(delete(RetagRow).where(RetagRow.retag_id == other.id))
                session.delete(other)
        if row is None:
            row = Retag(taxonomy=taxonomy, before=pinned(session), began_at=now, last_id=0, articles=0, changed=0)
            session.add(row)
            session.flush()
        covered = select(func.max(Retag.began_at)).where(Retag.finished_at.is_not(None))
        return Work(
            id=row.id,
            before=row.before,
            covered_until=session.scalar(covered),
            last_id=row.last_id,
            articles=row.articles,
            changed=row.changed,
        )


def last_article(session: Session) -> int:
    """Return the highest number of an article."""
    return session.scalar(select(func.max(Article.id))) or 0


def texts(
    session: Session, after: int, upto: int, *, labels: Iterable[str], covered_until: datetime | None
) -> list[Stored]:
    """Return the articles numbered above `after`, up to `upto`, in order.

    Known are those read by rules with one of the labels, and those whose text was seen before `covered_until`.
    """
    known = [Article.reader.contains(label, autoescape=True) for label in labels]
    if covered_until is not None:
        known.append(Article.text_seen_at <= covered_until)
    columns = (Article.id, Article.title, Article.text, Article.text_sha256, Article.policy, or_(false(), *known))
    wanted = select(*columns).where(Article.id > after, Article.id <= upto).order_by(Article.id)
    return [Stored(*row) for row in session.execute(wanted)]


def machine_tags(session: Session, ids: Sequence[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """Return article → theme → tag as the rules gave it."""
    columns = [getattr(Tag, name) for name in TAG_FIELDS]
    wanted = select(Tag.article_id, *columns).where(Tag.article_id.in_(ids), Tag.method.in_(MACHINE))
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for article_id, *values in session.execute(wanted):
        tag = dict(zip(TAG_FIELDS, values, strict=True))
        found.setdefault(article_id, {})[tag["theme"]] = tag
    return found


def machine_themes(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    """Return article → themes that the rules gave it, without reading their evidence."""
    wanted = select(Tag.article_id, Tag.theme).where(Tag.article_id.in_(ids), Tag.method.in_(MACHINE))
    found: dict[int, set[str]] = {}
    for article_id, theme in session.execute(wanted):
        found.setdefault(article_id, set()).add(theme)
    return found


def corrected(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Return those of the articles about whose themes a person has decided."""
    wanted = select(Correction.article_id).where(Correction.article_id.in_(ids), Correction.undone_at.is_(None))
    return frozenset(session.scalars(wanted))


def stage(engine: Engine, work: Work, *, last_id: int, articles: int, rows: Iterable[NewTags]) -> Work:
    """Set new tags aside and note how far the reading came, in one transaction."""
    values = [{"retag_id": work.id, **{name: getattr(row, name) for name in NewTags.__slots__}} for row in rows]
    with writing(engine) as session:
        if values:
            ids = [value["article_id"] for value in values]
            session.execute(delete(RetagRow).where(RetagRow.article_id.in_(ids)))
            session.execute(insert(RetagRow), values)
        work.last_id, work.articles = last_id, work.articles + articles
        work.changed += len(values)
        place: Mapping[str, int] = {"last_id": last_id, "articles": work.articles, "changed": work.changed}
        session.execute(update(Retag).where(Retag.id == work.id).values(**place))
    return work
