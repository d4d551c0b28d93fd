"""A draft as rows: article, people, themes, mentions, placement, and the document of the search index.

Decides nothing: which rows are to be written is the store's business.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.models import Article, ArticlePerson, Mention, Placement, Revision, Tag
from archive.records import Draft, Evidence, Person, Role
from archive.records import Mention as MentionRecord
from archive.records import Placement as PlacementRecord
from archive.search.base import IndexDoc
from archive.store.attachments import attach
from archive.themes.standing import replace_tags

Values = dict[str, Any]
"""The columns of a row, by name."""


def text_digest(draft: Draft) -> str:
    """Return the hex digest of what counts as a change of an article: its title triple and its text."""
    parts = (draft.kicker, draft.title, draft.subtitle, draft.text)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()


def new_article(draft: Draft, *, now: datetime, alertable: bool) -> Article:
    """Return the row of a draft that the archive has not met; its cluster is still open. For no session: see fresh."""
    article = Article()
    # Past SQLAlchemy's watch over changes, which is for rows of a session: half of the time that a row takes.
    vars(article).update(
        source=draft.source,
        url=draft.url,
        revision=1,
        alertable=alertable,
        first_seen_at=now,
        published_on=draft.published_on,
        published_at=draft.published_at if draft.published_on else None,
        published_raw=draft.published_raw if draft.published_on else "",
        modified_at=draft.modified_at,
        text_seen_at=now,
        capture_id=capture_id_of(draft),
        **_contents(draft, now),
    )
    return article


def fill(article: Article, draft: Draft, *, now: datetime) -> None:
    """Give the row everything that the draft says. A day once known is not lost to a reading without one."""
    was = article.text_sha256
    for name, value in _contents(draft, now).items():
        setattr(article, name, value)
    if draft.published_on is not None:
        article.published_on = draft.published_on
        article.published_at = draft.published_at
        article.published_raw = draft.published_raw
    article.modified_at = draft.modified_at or article.modified_at
    if article.text_sha256 != was:
        article.text_seen_at = now
        article.capture_id = capture_id_of(draft)


def _contents(draft: Draft, now: datetime) -> Values:
    """Return the columns that every reading writes anew."""
    same_names = ("title", "title_raw", "kicker", "subtitle", "original_title", "text", "dateline", "agency")
    return {
        **{name: getattr(draft, name) for name in (*same_names, "section", "language", "policy", "reader")},
        "kind": draft.kind.value,
        "anchors": [list(anchor) for anchor in draft.anchors],
        "captions": [asdict(caption) for caption in draft.captions],
        "credits": list(draft.credits),
        "policy_facts": dict(draft.policy_facts),
        "provenance": dict(draft.provenance),
        "confidence": dict(draft.confidence),
        "flags": list(draft.flags),
        "text_sha256": text_digest(draft),
        "fold_exact": draft.fingerprint.exact if draft.fingerprint else "",
        "fold_units": draft.fingerprint.units if draft.fingerprint else 0,
        "last_seen_at": now,
    }


def capture_id_of(draft: Draft) -> int | None:
    """Return the number of the draft's capture; None when it was read from none, or from one without a row."""
    return (draft.capture.id or None) if draft.capture else None


def keep_revision(session: Session, article: Article) -> None:
    """Put the present text of an article among its revisions; the next text counts one more."""
    session.add(
        Revision(
            article_id=article.id,
            number=article.revision,
            title=article.title,
            kicker=article.kicker,
            subtitle=article.subtitle,
            text=article.text,
            text_sha256=article.text_sha256,
            capture_id=article.capture_id,
            seen_at=article.text_seen_at,
        )
    )
    article.revision += 1


def replace_details(session: Session, article: Article, draft: Draft, *, now: datetime) -> None:
    """Write people, themes and mentions of an article anew; what a person decided about themes stays."""
    session.execute(delete(ArticlePerson).where(ArticlePerson.article_id == article.id))
    session.execute(delete(Mention).where(Mention.article_id == article.id))
    session.add_all([ArticlePerson(**values) for values in people_values(article.id, draft)])
    replace_tags(session, article.id, [Tag(**values) for values in tag_values(article.id, draft, now)], now=now)
    session.add_all([Mention(**values) for values in mention_values(article.id, draft)])
    attach(session, article.id, draft.attachments)


def place(session: Session, article_id: int, placement: PlacementRecord | None, url: str) -> bool:
    """Enter where an article stood in print; False when that place of that edition is known already."""
    wanted = [Placement(**values) for values in placement_values(article_id, placement, url)]
    if not wanted or placement is None:
        return False
    known = select(Placement.id).where(
        Placement.article_id == article_id,
        Placement.edition_on == placement.edition_on,
        Placement.page_label == placement.page_label,
    )
    if session.scalar(known) is not None:
        return False
    session.add_all(wanted)
    return True


def placement_values(article_id: int, placement: PlacementRecord | None, url: str) -> Iterator[Values]:
    """Yield where an article stands in print, if it does."""
    if placement is not None:
        yield {"article_id": article_id, "url": url, **_flat(placement)}


def mention_values(article_id: int, draft: Draft) -> Iterator[Values]:
    """Yield whom and what the text names."""
    for mention in draft.mentions:
        yield {"article_id": article_id, **_flat(mention)}


def themes_of(session: Session, article_id: int) -> tuple[str, ...]:
    """Return the themes of a stored article, those that a person gave included. Flush before."""
    wanted = select(Tag.theme).where(Tag.article_id == article_id).distinct().order_by(Tag.theme)
    return tuple(session.scalars(wanted))


def index_doc(article: Article, draft: Draft, *, place: str, themes: Iterable[str]) -> IndexDoc:
    """Return what the search index must know of an article; `place` is that of its source."""
    return IndexDoc(
        article_id=article.id,
        source=article.source,
        place=place,
        title=article.title,
        kicker="\n".join(line for line in (article.kicker, article.subtitle) if line),
        body=article.text,
        people=tuple(dict.fromkeys(person.name for person in _people(draft))),
        persons=_named(draft, "person"),
        orgs=_named(draft, "org"),
        places=_named(draft, "place"),
        themes=tuple(themes),
        published_on=article.published_on,
        kind=article.kind,
        language=article.language,
        page_label=draft.placement.page_label if draft.placement else "",
    )


def _named(draft: Draft, kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.name for mention in draft.mentions if mention.kind == kind))


def _people(draft: Draft) -> list[Person]:
    """Everyone named as having made the article or a picture in it, each once a role."""
    named: dict[tuple[str, Role], Person] = {}
    for person in (*draft.people, *(person for caption in draft.captions for person in caption.people)):
        named.setdefault((person.name, person.role), person)
    return list(named.values())


def people_values(article_id: int, draft: Draft) -> Iterator[Values]:
    """Yield those who made the article, in the order in which they are named."""
    for position, person in enumerate(_people(draft), start=1):
        yield {
            "article_id": article_id,
            "position": position,
            "name": person.name,
            "role": person.role.value,
            "role_raw": person.role_raw,
        }


def tag_values(article_id: int, draft: Draft, now: datetime) -> Iterator[Values]:
    """Yield the themes of the article, each once a method."""
    for tag in {(tag.theme, tag.method): tag for tag in draft.tags}.values():
        yield {
            "article_id": article_id,
            "theme": tag.theme,
            "score": tag.score,
            "central": tag.central,
            "method": tag.method,
            "taxonomy": draft.reader,
            "evidence": [_flat(evidence) for evidence in tag.evidence],
            "tagged_at": now,
        }


def _flat(record: PlacementRecord | MentionRecord | Evidence) -> Values:
    """Return the fields of a record that holds no other; a tenth of the time of `asdict`."""
    return {name: getattr(record, name) for name in record.__slots__}
