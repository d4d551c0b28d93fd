"""Accept, reject or add a theme, take that back, and list who decided what and when. Nothing here is mailed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.models import Article, Correction, Tag, Theme
from archive.search import backend
from archive.search.documents import documents
from archive.themes.records import Reviewed, Verdict
from archive.themes.standing import HUMAN, as_row, standing

LONGEST_NAME = 80
HUMAN_SCORE = 10.0
"""Score of a theme that a person gave: more than what makes an article be about a theme (8)."""


def decide(
    engine: Engine, article_id: int, theme: str, verdict: Verdict, *, reviewer: str, now: datetime, note: str = ""
) -> Reviewed:
    """Enter what a reviewer says of one theme; an earlier decision on the same is taken back by it.

    Raises NotFound for an article or a theme that the archive does not have, AskedWrongly for a verdict that does
    not fit: nobody can accept a theme that the article has not.
    """
    who = _name(reviewer)
    with writing(engine) as session:
        _check(session, article_id, theme)
        if before := standing(session, [article_id]).get((article_id, theme)):
            _take_back(session, before, by=who, now=now)
        present = _tags(session, article_id, theme)
        if verdict is Verdict.ACCEPT and not present:
            raise AskedWrongly(f"article {article_id} has no theme '{theme}' to accept", mend="add it instead")
        row = Correction(
            article_id=article_id,
            theme=theme,
            verdict=verdict.value,
            reviewer=who,
            at=now,
            note=note,
            hidden=[as_row(tag) for tag in present],
        )
        session.add(row)
        session.execute(delete(Tag).where(Tag.article_id == article_id, Tag.theme == theme))
        if verdict is not Verdict.REJECT:
            session.add(_human_tag(article_id, theme, present, now))
        session.flush()
        _index_anew(session, article_id)
        return _view(row)


def undo(engine: Engine, article_id: int, theme: str, *, reviewer: str, now: datetime) -> Reviewed:
    """Take the standing decision on a theme back: what the rules say holds again. Raises NotFound without one."""
    who = _name(reviewer)
    with writing(engine) as session:
        row = standing(session, [article_id]).get((article_id, theme))
        if row is None:
            raise NotFound(
                f"nobody has decided about '{theme}' of article {article_id}",
                mend="`jianbao theme explain` tells who decided what",
            )
        _take_back(session, row, by=who, now=now)
        session.flush()
        _index_anew(session, article_id)
        return _view(row)


def corrections(
    engine: Engine, *, article_id: int | None = None, reviewer: str = "", limit: int | None = None
) -> tuple[Reviewed, ...]:
    """Return the decisions, the newest first, those taken back among them."""
    wanted = select(Correction).order_by(Correction.id.desc()).limit(limit)
    if article_id is not None:
        wanted = wanted.where(Correction.article_id == article_id)
    if reviewer:
        wanted = wanted.where(Correction.reviewer == reviewer)
    with reading(engine) as session:
        return tuple(_view(row) for row in session.scalars(wanted))


def _take_back(session: Session, row: Correction, *, by: str, now: datetime) -> None:
    row.undone_at, row.undone_by = now, by
    of_person = (Tag.article_id == row.article_id, Tag.theme == row.theme, Tag.method == HUMAN)
    session.execute(delete(Tag).where(*of_person))
    for tag in row.hidden:
        session.add(Tag(article_id=row.article_id, tagged_at=now, **tag))
    row.hidden = []
    session.flush()


def _human_tag(article_id: int, theme: str, present: Sequence[Tag], now: datetime) -> Tag:
    best = max(present, key=lambda tag: tag.score, default=None)
    return Tag(
        article_id=article_id,
        theme=theme,
        score=best.score if best else HUMAN_SCORE,
        central=best.central if best else True,
        method=HUMAN,
        evidence=best.evidence if best else [],
        tagged_at=now,
    )


def _check(session: Session, article_id: int, theme: str) -> None:
    if session.get(Article, article_id) is None:
        raise NotFound(f"no article has the number {article_id}", mend="`jianbao search` shows numbers")
    if session.get(Theme, theme) is None:
        raise NotFound(f"no theme has the id '{theme}'", mend="`jianbao theme list` names them all")


def _tags(session: Session, article_id: int, theme: str) -> Sequence[Tag]:
    return session.scalars(select(Tag).where(Tag.article_id == article_id, Tag.theme == theme)).all()


def _index_anew(session: Session, article_id: int) -> None:
    backend(session.get_bind().engine).add_all(session, documents(session, [article_id]))


def _name(reviewer: str) -> str:
    who = " ".join(reviewer.split())
    if not who or len(who) > LONGEST_NAME:
        raise AskedWrongly("a reviewer needs a name", mend=f"use 1 to {LONGEST_NAME} characters")
    return who


def _view(row: Correction) -> Reviewed:
    return Reviewed(**{name: getattr(row, name) for name in Reviewed.__slots__})
