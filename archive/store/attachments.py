"""Documents of articles: which are still to be fetched, and what came of fetching them. Reads no document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Article, Event
from archive.models import Attachment as AttachmentRow
from archive.records import Attachment, CaptureRef
from archive.search.attached import put_attachment
from archive.storable import storable

ATTACHED = "attached"
"""Kind of the event that a document of an article was read."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A document that an article names and that has not been fetched yet."""

    id: int
    """Row of the document in the archive."""
    article_id: int
    url: str
    name: str
    kind: str


def attach(session: Session, article_id: int, attachments: Iterable[Attachment]) -> None:
    """Enter the documents of an article. What a later page no longer names stays: it was part of the article."""
    known = {row.url: row for row in session.scalars(select(AttachmentRow).filter_by(article_id=article_id))}
    for one in attachments:
        if one.url in known:
            known[one.url].name = one.name
        else:
            known[one.url] = AttachmentRow(article_id=article_id, url=one.url, name=one.name, kind=one.kind)
            session.add(known[one.url])


def waiting(engine: Engine, article_ids: Iterable[int]) -> tuple[Waiting, ...]:
    """Return the documents of the articles that have not been fetched, in the order of their pages."""
    wanted = (
        select(AttachmentRow)
        .where(AttachmentRow.article_id.in_(list(article_ids)), AttachmentRow.capture_id.is_(None))
        .order_by(AttachmentRow.id)
    )
    with reading(engine) as session:
        return tuple(
            Waiting(**{name: getattr(row, name) for name in Waiting.__slots__}) for row in session.scalars(wanted)
        )


def kept_in(engine: Engine, capture_id: int) -> tuple[Waiting, ...]:
    """Return the documents whose bytes a capture holds; one file may be linked by several articles."""
    wanted = select(AttachmentRow).where(AttachmentRow.capture_id == capture_id).order_by(AttachmentRow.id)
    with reading(engine) as session:
        return tuple(
            Waiting(**{name: getattr(row, name) for name in Waiting.__slots__}) for row in session.scalars(wanted)
        )


def settle(
    engine: Engine,
    attachment_id: int,
    *,
    capture: CaptureRef | None = None,
    text: str = "",
    detail: str = "",
    now: datetime | None = None,
) -> None:
    """Write down what came of a document: its bytes, its text, or in `detail` why one of them is missing.

    A text read for the first time, at the moment `now`, is an event: letters may find its article by it.
    """
    with writing(engine) as session:
        row = session.get_one(AttachmentRow, attachment_id)
        row.capture_id = (capture.id or None) if capture else row.capture_id
        is_first = bool(text) and not row.text
        row.text = storable(text)
        row.detail = storable(detail)
        put_attachment(session, row.id, row.name, row.text)
        if now is not None and is_first:
            session.add(_event(session.get_one(Article, row.article_id), now))


def _event(article: Article, now: datetime) -> Event:
    return Event(
        at=now,
        kind=ATTACHED,
        article_id=article.id,
        cluster_id=article.cluster_id,
        alertable=article.alertable,
    )
