"""Gather all that is known of one article for a screen. For `read` only."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.models import Article, ArticlePerson, Attachment, Capture, Placement, Revision, Tag, Theme
from archive.models import Mention as MentionRow
from archive.read.cluster_members import members_of, near_to, reports_of
from archive.read.views import (
    ArticleView,
    AttachmentView,
    CaptureView,
    PlacementView,
    RevisionView,
    TagView,
)
from archive.records import Caption, CaptureRef, Evidence, Mention, Person, Role, SourceLine

MADE_HERE = frozenset(
    {
        "source",
        "anchors",
        "credits",
        "attachments",
        "captions",
        "people",
        "placements",
        "tags",
        "mentions",
        "revisions",
        "members",
        "near",
        "reports",
        "capture",
        "provenance",
        "flags",
    }
)
"""Fields of the view that are not the article's columns as they are."""


def view_of(session: Session, row: Article, source: SourceLine) -> ArticleView:
    """Return the article with everything that belongs to it."""
    return ArticleView(
        **{name: getattr(row, name) for name in ArticleView.__slots__ if name not in MADE_HERE},
        source=source,
        anchors=tuple((part, start, length) for part, start, length in row.anchors),
        credits=tuple(row.credits),
        attachments=_attachments(session, row.id),
        captions=tuple(_caption(given) for given in row.captions),
        people=_people(session, row.id),
        placements=_placements(session, row.id),
        tags=_tags(session, row.id),
        mentions=_mentions(session, row.id),
        revisions=revisions_of(session, row),
        members=members_of(session, row.cluster_id),
        near=near_to(session, row),
        reports=reports_of(session, row),
        capture=_capture(session, row.capture_id),
        provenance=row.provenance,
        flags=tuple(row.flags),
    )


def revisions_of(session: Session, row: Article) -> tuple[RevisionView, ...]:
    """Return all texts of an article, oldest first, the present one last."""
    wanted = select(Revision).where(Revision.article_id == row.id).order_by(Revision.number)
    names = ("title", "kicker", "subtitle", "text", "capture_id")
    texts = [
        RevisionView(number=old.number, seen_at=old.seen_at, **{name: getattr(old, name) for name in names})
        for old in session.scalars(wanted)
    ]
    present = {name: getattr(row, name) for name in names}
    texts.append(RevisionView(number=row.revision, seen_at=row.text_seen_at, **present))
    for before, after in pairwise(texts):
        after.is_reread = after.capture_id is not None and after.capture_id == before.capture_id
    return tuple(texts)


def _caption(given: Mapping[str, Any]) -> Caption:
    people = tuple(_person(person) for person in given["people"])
    return Caption(text=given["text"], people=people, after=given.get("after", 0))


def _person(given: Mapping[str, Any]) -> Person:
    return Person(name=given["name"], role=Role(given["role"]), role_raw=given["role_raw"])


def _people(session: Session, article_id: int) -> tuple[Person, ...]:
    wanted = select(ArticlePerson).where(ArticlePerson.article_id == article_id).order_by(ArticlePerson.position)
    return tuple(Person(name=row.name, role=Role(row.role), role_raw=row.role_raw) for row in session.scalars(wanted))


def _placements(session: Session, article_id: int) -> tuple[PlacementView, ...]:
    wanted = select(Placement).where(Placement.article_id == article_id).order_by(Placement.edition_on, Placement.id)
    return tuple(
        PlacementView(**{name: getattr(row, name) for name in PlacementView.__slots__})
        for row in session.scalars(wanted)
    )


def _attachments(session: Session, article_id: int) -> tuple[AttachmentView, ...]:
    wanted = select(Attachment).where(Attachment.article_id == article_id).order_by(Attachment.id)
    return tuple(
        AttachmentView(**{name: getattr(row, name) for name in AttachmentView.__slots__})
        for row in session.scalars(wanted)
    )


def _tags(session: Session, article_id: int) -> tuple[TagView, ...]:
    wanted = (
        select(Tag, Theme.zh, Theme.en)
        .outerjoin(Theme, Theme.id == Tag.theme)
        .where(Tag.article_id == article_id)
        .order_by(Tag.score.desc(), Tag.theme)
    )
    return tuple(
        TagView(
            theme=row.theme,
            zh=zh or row.theme,
            en=en or row.theme,
            score=row.score,
            central=row.central,
            method=row.method,
            evidence=tuple(Evidence(**given) for given in row.evidence),
            taxonomy=row.taxonomy,
        )
        for row, zh, en in session.execute(wanted)
    )


def _mentions(session: Session, article_id: int) -> tuple[Mention, ...]:
    wanted = select(MentionRow).where(MentionRow.article_id == article_id).order_by(MentionRow.start, MentionRow.id)
    return tuple(Mention(**{name: getattr(row, name) for name in Mention.__slots__}) for row in session.scalars(wanted))


def _capture(session: Session, capture_id: int | None) -> CaptureView | None:
    row = session.get(Capture, capture_id) if capture_id is not None else None
    if row is None:
        return None
    ref = CaptureRef(**{name: getattr(row, name) for name in CaptureRef.__slots__})
    names = ("url", "final_url", "status", "content_type", "size_bytes")
    return CaptureView(ref=ref, **{name: getattr(row, name) for name in names})
