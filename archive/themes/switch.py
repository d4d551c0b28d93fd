"""Put the tags of a retagging in force: all at once, in one transaction, so that no reader sees half of them.

Writes no event: nobody is mailed because the rules changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from archive.db import writing
from archive.models import Article, Correction, Retag, RetagRow, Tag, Taxonomy
from archive.search import backend
from archive.search.documents import documents
from archive.themes.retag import MACHINE, machine_themes
from archive.themes.standing import refresh, standing

CHUNK = 500


def switch(engine: Engine, retag_id: int, *, content: Mapping[str, Any], label: str, now: datetime) -> int:
    """Pin the rules of a finished retagging and return how many articles changed.

    `content` is what they are kept as: a newer engine may have run rules that were kept before. Tags bear the `label`.
    An article whose text changed since it was tagged keeps the tags that came with the new text.
    """
    changed = 0
    with writing(engine) as session:
        retag = session.get_one(Retag, retag_id)
        search = backend(engine)
        ids = session.scalars(select(RetagRow.article_id).where(RetagRow.retag_id == retag_id)).all()
        for start in range(0, len(ids), CHUNK):
            rows = _still_true(session, ids[start : start + CHUNK])
            moved = _replace(session, rows, label=label, now=now)
            if moved:
                search.add_all(session, documents(session, moved))
            changed += len(rows)
        session.execute(delete(RetagRow).where(RetagRow.retag_id == retag_id))
        retag.finished_at = now
        pinned = session.get_one(Taxonomy, retag.taxonomy)
        pinned.pinned_at, pinned.content = now, dict(content)
    return changed


def _still_true(session: Session, ids: Sequence[int]) -> list[RetagRow]:
    wanted = (
        select(RetagRow)
        .join(Article, Article.id == RetagRow.article_id)
        .where(RetagRow.article_id.in_(ids), RetagRow.text_sha256 == Article.text_sha256)
        .order_by(RetagRow.article_id)
    )
    return list(session.scalars(wanted))


def _replace(session: Session, rows: Sequence[RetagRow], *, label: str, now: datetime) -> list[int]:
    """Write the new tags; return the articles whose set of themes is another now."""
    if not rows:
        return []
    ids = [row.article_id for row in rows]
    before = machine_themes(session, ids)
    decided = standing(session, ids)
    session.execute(delete(Tag).where(Tag.article_id.in_(ids), Tag.method.in_(MACHINE)))
    fresh: list[dict[str, Any]] = []
    aside: dict[tuple[int, str], list[dict[str, Any]]] = {key: [] for key in decided}
    moved = []
    for row in rows:
        for tag in row.tags:
            key = row.article_id, tag["theme"]
            if key in aside:
                aside[key].append({**tag, "taxonomy": label})
            else:
                fresh.append({**tag, "article_id": row.article_id, "taxonomy": label, "tagged_at": now})
        if {tag["theme"] for tag in row.tags} != before.get(row.article_id, set()):
            moved.append(row.article_id)
    if fresh:
        session.execute(insert(Tag), fresh)
    _set_aside(session, decided, aside)
    _write_policy(session, rows)
    session.flush()
    return moved


def _set_aside(
    session: Session,
    decided: dict[tuple[int, str], Correction],
    aside: dict[tuple[int, str], list[dict[str, Any]]],
) -> None:
    """Give each correction what the new rules say of its theme; what a page said of itself stays."""
    for key, correction in decided.items():
        said = [tag for tag in correction.hidden if tag["method"] not in MACHINE]
        correction.hidden = [*said, *aside[key]]
        refresh(session, correction)


def _write_policy(session: Session, rows: Iterable[RetagRow]) -> None:
    session.execute(update(Article), [{"id": row.article_id, "policy": row.policy} for row in rows])
