"""Keep standing corrections over whatever a reading brings. For the writers of tags; below the store.

The tags that rules give for a theme that a person decided about are kept in the correction, so that taking it back
brings them back.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.models import Correction, Tag

HUMAN = "human"
"""Method of a theme that a person gave: no later reading takes it away."""
COLUMNS = ("theme", "score", "central", "method", "taxonomy", "evidence")


def standing(session: Session, article_ids: Collection[int]) -> dict[tuple[int, str], Correction]:
    """Return the correction in force for each article and theme that has one."""
    wanted = (
        select(Correction)
        .where(Correction.article_id.in_(article_ids), Correction.undone_at.is_(None))
        .order_by(Correction.id)
    )
    return {(row.article_id, row.theme): row for row in session.scalars(wanted)}


def replace_tags(session: Session, article_id: int, tags: Iterable[Tag], *, now: datetime) -> None:
    """Write the tags that a reading gave anew. Those of themes decided by a person go into the correction instead."""
    session.execute(delete(Tag).where(Tag.article_id == article_id, Tag.method != HUMAN))
    decided = {theme: row for (_, theme), row in standing(session, [article_id]).items()}
    aside: dict[str, list[Tag]] = {theme: [] for theme in decided}
    for tag in tags:
        tag.tagged_at = now
        if tag.theme in aside:
            aside[tag.theme].append(tag)
        else:
            session.add(tag)
    for theme, row in decided.items():
        row.hidden = [as_row(tag) for tag in aside[theme]]
        refresh(session, row)


def refresh(session: Session, row: Correction) -> None:
    """Give a person's tag the evidence of the present text: that of an earlier one points to other words."""
    wanted = select(Tag).where(Tag.article_id == row.article_id, Tag.theme == row.theme, Tag.method == HUMAN)
    if tag := session.scalar(wanted):
        tag.evidence = max(row.hidden, key=_score)["evidence"] if row.hidden else []


def _score(tag: Mapping[str, Any]) -> float:
    return float(tag["score"])


def as_row(tag: Tag) -> dict[str, Any]:
    """Return a tag as JSON."""
    return {name: getattr(tag, name) for name in COLUMNS}
