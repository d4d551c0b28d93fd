"""Write the search index anew from the rows, after a change in how text is cut into tokens.

The new index is built beside the old one, some hundred articles a transaction, so the archive is searched and written
meanwhile: searches ask the old one, what is stored goes into both. At the end they change places in one transaction. A
run that was broken off, even killed, goes on where it stopped.
"""

from collections.abc import Callable

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Article, Attachment, Facet, Setting
from archive.search.accelerator.folder import LINKS
from archive.search.attached import put_attachment
from archive.search.documents import documents
from archive.search.engines import backend, index_of
from archive.search.tokens import PLACE_KEY, TOKENS_KEY, TOKENS_VERSION

STEP = 500
"""Articles a transaction: a writer waits for the next one about 0.3 s (1,900 articles a second, measured)."""
Progress = Callable[[int, int], None]
"""Told the number of articles done and the number there are."""


def needs_reindex(engine: Engine) -> bool:
    """True when the index was made by another version of the cutting, or is being rebuilt."""
    with reading(engine) as session:
        kept = session.get(Setting, TOKENS_KEY)
        return (kept is not None and kept.value != TOKENS_VERSION) or session.get(Setting, PLACE_KEY) is not None


def reindex(engine: Engine, *, progress: Progress | None = None) -> int:
    """Build a new index of every article and put it in the old one's place; return how many were done in this run."""
    index = index_of(engine)
    with writing(engine) as session:
        index.drop_old(session)
        if _place(session) is None:
            index.create_next(session)
            _put(session, PLACE_KEY, f"{TOKENS_VERSION} 0")
    done = _build(engine, progress)
    _index_documents(engine)
    index.finish_next(engine)
    with writing(engine) as session:
        # What was stored since has gone into both.
        index.switch(session)
        _put(session, TOKENS_KEY, TOKENS_VERSION)
        session.delete(session.get_one(Setting, PLACE_KEY))
        # What an accelerator has not heard of yet is forgotten with the rows below, so it begins anew.
        session.execute(delete(Setting).where(Setting.key.startswith(LINKS)))
        for facet in session.scalars(select(Facet).where(Facet.article_id.not_in(select(Article.id)))):
            session.delete(facet)
    with writing(engine) as session:
        index.drop_old(session)
    return done


def _build(engine: Engine, progress: Progress | None) -> int:
    """Write all articles that are left into the next index; return how many."""
    searcher = backend(engine)
    done = 0
    while True:
        with writing(engine) as session:
            after = _place(session) or 0
            ids = session.scalars(select(Article.id).where(Article.id > after).order_by(Article.id).limit(STEP)).all()
            if not ids:
                return done
            searcher.rebuild(session, documents(session, ids))
            _put(session, PLACE_KEY, f"{TOKENS_VERSION} {ids[-1]}")
            total = session.scalar(select(func.count()).select_from(Article)) or 0
            at = session.scalar(select(func.count()).select_from(Article).where(Article.id <= ids[-1])) or 0
        done += len(ids)
        if progress:
            progress(at, total)


def _index_documents(engine: Engine) -> None:
    """Write the words of all documents anew, in their place: there are few of them, and each stays whole."""
    last = 0
    while True:
        with writing(engine) as session:
            rows = session.scalars(select(Attachment).where(Attachment.id > last).order_by(Attachment.id).limit(STEP))
            found = rows.all()
            for row in found:
                put_attachment(session, row.id, row.name, row.text)
            if not found:
                return
            last = found[-1].id


def _place(session: Session) -> int | None:
    """Return the last article done by a run of this version that was broken off, None when there is none."""
    kept = session.get(Setting, PLACE_KEY)
    if kept is None:
        return None
    version, _, last = kept.value.partition(" ")
    return int(last) if version == TOKENS_VERSION else None


def _put(session: Session, key: str, value: str) -> None:
    session.merge(Setting(key=key, value=value))
