"""Bring the accelerator up to the archive: every article that was indexed, anew or for the first time, or forgotten.

Reads the numbered changes of `facet`, the archive's own log of what its index was told: an event says that an article
is new, this also that a theme was changed by a reviewer or an article removed. A round that was killed at any point
goes on from the last commit; one that finds the accelerator torn, foreign or of another version makes a new
generation beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import DatabaseError
from archive.models import Facet, Setting
from archive.notes import keep_note, note
from archive.search.accelerator.folder import (
    LINKS,
    Mark,
    begin,
    clear,
    current,
    feeding,
    growing,
    new_name,
    opened,
    read_mark,
    switch,
)
from archive.search.accelerator.postings import BrokenPostings, Writing, on_disk
from archive.search.base import IndexDoc
from archive.search.documents import documents
from archive.search.tokens import CHANGE_KEY, PLACE_KEY, TOKENS_KEY, TOKENS_VERSION, meta_tokens
from archive.search.values import doc_values, known_values

STEP = 500
"""Changes that are read at a time."""
COMMIT = 20_000
"""Changes after which what was done is kept, for the case of a kill."""
Progress = Callable[[int, int], None]
"""Told how many changes are taken in, of how many there were to take in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """What one round did."""

    changes: int
    """Articles taken in, anew or for the first time, or forgotten."""
    rebuilt: bool
    """Whether a new generation took the place of the old one, or of nothing."""
    articles: int
    """Articles that are now in it."""


def feed(engine: Engine, folder: Path, *, progress: Progress | None = None) -> Fed:
    """Take in what has changed since the last round, all of it.

    Raises AskedWrongly where tantivy is not installed, Busy while another process feeds, DatabaseError while the
    archive's own index is of another version, and BrokenPostings when the disk takes nothing more.
    """
    _refuse_old_tokens(engine)
    with feeding(folder):
        clear(folder)
        kept = _usable(engine, current(folder))
        if kept is not None:
            changes = _take_in(engine, kept, progress)
            if _is_whole(engine, kept):
                return Fed(changes=changes, rebuilt=False, articles=opened(kept).articles())
        made = _usable(engine, growing(folder)) or begin(folder)
        changes = _take_in(engine, made, progress)
        if not _is_whole(engine, made):
            raise BrokenPostings("the accelerator has other articles than the archive", mend="jianbao db reindex")
        switch(folder, made)
        return Fed(changes=changes, rebuilt=True, articles=opened(made).articles())


def changed_since(mark: Mark) -> ColumnElement[bool]:
    """Return the condition on `facet` of what a commit does not have."""
    later = and_(Facet.change == mark.change, Facet.article_id > mark.article)
    return or_(Facet.change > mark.change, later)


def newest_change(session: Session) -> int:
    """Return the number of the latest indexing that the session sees."""
    return int(session.scalar(select(Setting.value).where(Setting.key == CHANGE_KEY)) or 0)


def as_entries(session: Session, ids: Sequence[int]) -> list[tuple[IndexDoc, list[str]]]:
    """Return the documents of those of the articles that the archive's index has, with their filter tokens."""
    indexed = session.scalars(select(Facet.article_id).where(Facet.article_id.in_(ids), Facet.tokens > 0)).all()
    docs = list(documents(session, indexed))
    numbers = known_values(session, (pair for doc in docs for pair in doc_values(doc)))
    return [
        (doc, meta_tokens([(pair[0], numbers[pair]) for pair in doc_values(doc) if pair in numbers], doc.published_on))
        for doc in docs
    ]


def _refuse_old_tokens(engine: Engine) -> None:
    if (note(engine, TOKENS_KEY) or TOKENS_VERSION) != TOKENS_VERSION or note(engine, PLACE_KEY) is not None:
        wrong = "the archive's own search index is of another version, or is being rebuilt"
        raise DatabaseError(wrong, mend="jianbao db reindex, then jianbao db accelerate")


def _usable(engine: Engine, generation: Path | None) -> Path | None:
    """Return a generation that can be fed further: of this version, in order, and fed from this very archive."""
    if generation is None:
        return None
    try:
        mark = read_mark(opened(generation))
    except BrokenPostings:
        return None
    known = (note(engine, LINKS + generation.name) or "").split()
    return generation if mark is not None and mark.link in known else None


def _take_in(engine: Engine, generation: Path, progress: Progress | None) -> int:
    """Take in all changes behind the last commit; return how many there were."""
    kept = reached = read_mark(opened(generation)) or Mark(link="")
    missing = _missing(engine, kept)
    if not missing and kept.link:
        return 0
    writer = Writing(on_disk(generation))
    done = waiting = 0
    for taken, reached in _steps(engine, writer, kept):
        done, waiting = done + taken, waiting + taken
        if waiting >= COMMIT:
            kept, waiting = _commit(engine, generation, writer, kept, reached), 0
        if progress is not None:
            progress(done, max(done, missing))
    if waiting or not kept.link:
        _commit(engine, generation, writer, kept, reached)
    writer.close()
    return done


def _steps(engine: Engine, writer: Writing, mark: Mark) -> Iterator[tuple[int, Mark]]:
    """Write some hundred changes after the other, in their order; yield how many, and how far that is."""
    wanted = select(Facet.article_id, Facet.change).order_by(Facet.change, Facet.article_id).limit(STEP)
    while True:
        with reading(engine) as session:
            changed = session.execute(wanted.where(changed_since(mark))).all()
            if not changed:
                return
            for article_id, _ in changed:
                writer.remove(article_id)
            for doc, meta in as_entries(session, [article_id for article_id, _ in changed]):
                writer.put(doc, meta)
            mark = replace(mark, change=changed[-1].change, article=changed[-1].article_id, seen=newest_change(session))
        yield len(changed), mark


def _commit(engine: Engine, generation: Path, writer: Writing, kept: Mark, reached: Mark) -> Mark:
    """Keep what was written, with how far it is; return that."""
    mark = replace(reached, link=new_name())
    # Before the commit, so that whichever of the two is found after a kill is known.
    keep_note(engine, LINKS + generation.name, f"{kept.link} {mark.link}".strip())
    writer.mark(mark.written())
    writer.commit()
    return mark


def _missing(engine: Engine, mark: Mark) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Facet).where(changed_since(mark))) or 0


def _is_whole(engine: Engine, generation: Path) -> bool:
    """True when the generation has as many articles as the archive's own index, or something has changed since."""
    reader = opened(generation)
    mark = read_mark(reader)
    with reading(engine) as session:
        if mark is None or session.scalar(select(Facet.article_id).where(changed_since(mark)).limit(1)) is not None:
            return mark is not None
        return reader.articles() == session.scalar(select(func.count()).select_from(Facet).where(Facet.tokens > 0))
