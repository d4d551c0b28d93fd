"""What one session may ask of the accelerator: exactly the state of the archive that it sees, or nothing.

What was changed since the last commit on the disk is hidden there, and stands in a small index in memory that is made
of the rows: so an article is found in the moment in which it is stored, as everywhere in the archive.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from archive.models import Facet
from archive.search.accelerator.feed import as_entries, changed_since
from archive.search.accelerator.folder import LINKS, current, read_mark
from archive.search.accelerator.postings import (
    LEAST_HEAP_BYTES,
    BrokenPostings,
    Reader,
    Writing,
    in_memory,
    on_disk,
)
from archive.search.base import Ids
from archive.search.rare import fewest, rarest_by_bounds
from archive.search.tokens import CHANGE_KEY, TOKENS_KEY, TOKENS_VERSION

log = logging.getLogger(__name__)
MOST_BEHIND = 200
"""Changes that are taken into memory (0.5 ms each, measured); with more the archive answers alone until it is fed."""
FIRST_BLOCK = 24
"""Ids of the first block of a walk; each one behind has twice as many."""


STATE = text("""
SELECT coalesce((SELECT value FROM setting WHERE key = :change), '0') AS change,
coalesce((SELECT value FROM setting WHERE key = :tokens), '') AS tokens,
coalesce((SELECT value FROM setting WHERE key = :links), '') AS links
""")


class View:
    """One state of the archive, in two parts: what is on the disk, and what is newer."""

    def __init__(self, change: int, links: str, parts: Sequence[Reader]) -> None:
        self.change = change
        """Newest change of the archive that it shows."""
        self.links = links
        """What the archive said then of the generation's last commits."""
        self.parts = parts

    def total(self, asked: Any) -> int:
        """Return how many articles match."""
        return sum(part.total(asked) for part in self.parts)

    def ids(self, asked: Any) -> Ids:
        """Return the ids of all articles that match, ascending."""
        return _merged([part.ids(asked) for part in self.parts])

    def rarest(self, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""
        return fewest(rarest_by_bounds(tokens, most, limit, at_least=self._at_least, held=self._holders(most)), limit)

    def _at_least(self, token: str) -> int:
        return sum(part.at_least(token) for part in self.parts)

    def _holders(self, most: int) -> Callable[[str], Ids | None]:
        def held(token: str) -> Ids | None:
            together = _merged([part.holders(token, most) for part in self.parts])
            return together if len(together) <= most else None

        return held

    def walk(self, asked: Any) -> Iterator[Ids]:
        """Yield the ids of all articles that match in blocks, largest ids first, each block ascending."""
        disk, *rest = self.parts
        newer = _merged([part.ids(asked) for part in rest])
        size, offset = FIRST_BLOCK, 0
        while len(block := disk.block(asked, size, offset)):
            between = newer[newer > block[0]]
            newer = newer[: len(newer) - len(between)]
            yield _merged([block, between])
            offset, size = offset + size, size * 2
        if len(newer):
            yield newer


class Views:
    """Gives each session its view. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._opened: tuple[Path, Any] | None = None
        self._view: View | None = None
        self._broken: Path | None = None

    def of(self, session: Session) -> View | None:
        """Return what the session may ask; None when the archive has to answer alone."""
        with self._lock:
            generation = current(self._folder)
            if generation is None or generation == self._broken:
                return None
            key = LINKS + generation.name
            change, tokens, links = session.execute(
                STATE, {"change": CHANGE_KEY, "tokens": TOKENS_KEY, "links": key}
            ).one()
            if self._view is None or (self._view.change, self._view.links) != (int(change), links):
                self._view = None
                try:
                    self._view = self._made(session, generation, int(change), links)
                except BrokenPostings as error:
                    self._give_up(generation, error)
            return self._view if tokens == TOKENS_VERSION else None

    def give_up(self, error: BrokenPostings) -> None:
        """Ask nothing more of a generation that turned out to be damaged while it was asked."""
        with self._lock:
            self._give_up(current(self._folder), error)

    def _give_up(self, generation: Path | None, error: BrokenPostings) -> None:
        log.warning("the archive answers without its accelerator", extra={"wrong": error.wrong, "mend": error.mend})
        self._view, self._opened, self._broken = None, None, generation

    def _made(self, session: Session, generation: Path, change: int, links: str) -> View | None:
        if self._opened is None or self._opened[0] != generation:
            self._opened = (generation, on_disk(generation))
        index = self._opened[1]
        mark = read_mark(Reader(index))
        if mark is None or mark.link not in links.split() or mark.seen > change:
            return None
        later = select(Facet.article_id).where(changed_since(mark)).order_by(Facet.article_id).limit(MOST_BEHIND + 1)
        changed = session.scalars(later).all()
        if len(changed) > MOST_BEHIND:
            return None
        disk = Reader(index, changed)
        if read_mark(disk) != mark:
            return None  # a commit came between the two; the next question sees it
        return View(change, links, [disk, _newer(session, changed)] if changed else [disk])


def _newer(session: Session, changed: Sequence[int]) -> Reader:
    """Return some articles as they stand in their rows, in an index in memory."""
    index = in_memory()
    writer = Writing(index, heap_bytes=LEAST_HEAP_BYTES)
    for doc, meta in as_entries(session, changed):
        writer.put(doc, meta)
    writer.commit()
    writer.close()
    return Reader(index)


def _merged(parts: Sequence[Ids]) -> Ids:
    return np.sort(np.concatenate([*parts, np.zeros(0, np.int64)])) if len(parts) != 1 else parts[0]
