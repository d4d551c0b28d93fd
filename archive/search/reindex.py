"""Write the search index anew from the rows, after a change in how text is cut into tokens.

Goes through the articles in place, some hundred a transaction, so the archive can be searched and written meanwhile. A
run that was broken off goes on where it stopped.
"""

from collections.abc import Callable

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Article, Setting
from archive.search.documents import documents
from archive.search.engines import backend
from archive.search.tokens import TOKENS_KEY, TOKENS_VERSION

STEP = 500
"""Articles a transaction: a writer waits for the next one about 0.3 s (1,900 articles a second, measured)."""
PLACE_KEY = "search.reindex"
"""Key in `setting`: version being written and the last article done, while a run is under way."""
Progress = Callable[[int, int], None]
"""Told the number of articles done and the number there are."""


def needs_reindex(engine: Engine) -> bool:
    """True when the index was made by another version of the cutting, or is being rebuilt."""
    with reading(engine) as session:
        kept = session.get(Setting, TOKENS_KEY)
        return (kept is not None and kept.value != TOKENS_VERSION) or session.get(Setting, PLACE_KEY) is not None


def reindex(engine: Engine, *, progress: Progress | None = None) -> int:
    """Index every article anew and forget what is no article; return how many were done in this run."""
    searcher = backend(engine)
    done = 0
    while True:
        with writing(engine) as session:
            after = _place(session)
            ids = session.scalars(select(Article.id).where(Article.id > after).order_by(Article.id).limit(STEP)).all()
            if not ids:
                searcher.tidy(session)
                _finish(session)
                return done
            searcher.add_all(session, documents(session, ids))
            _put(session, PLACE_KEY, f"{TOKENS_VERSION} {ids[-1]}")
            total = session.scalar(select(func.count()).select_from(Article)) or 0
            at = session.scalar(select(func.count()).select_from(Article).where(Article.id <= ids[-1])) or 0
        done += len(ids)
        if progress:
            progress(at, total)


def _place(session: Session) -> int:
    """Return the last article done by a run of this version that was broken off, 0 when there is none."""
    kept = session.get(Setting, PLACE_KEY)
    if kept is None:
        return 0
    version, _, last = kept.value.partition(" ")
    return int(last) if version == TOKENS_VERSION else 0


def _finish(session: Session) -> None:
    _put(session, TOKENS_KEY, TOKENS_VERSION)
    kept = session.get(Setting, PLACE_KEY)
    if kept is not None:
        session.delete(kept)


def _put(session: Session, key: str, value: str) -> None:
    session.merge(Setting(key=key, value=value))
