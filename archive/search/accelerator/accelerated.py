"""Questions to the archive's own index, some of them answered sooner by the accelerator: the same answers."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from archive.query import Text, Tree
from archive.search.accelerator.postings import FIELDS, BrokenPostings
from archive.search.accelerator.questions import entry_question, has_sign, is_sign, question
from archive.search.accelerator.view import View, Views
from archive.search.base import Asked, Ids, Lengths, Values
from archive.search.ranking import WEIGHTS, bm25, in_units, leaves_to_read

Told = TypeVar("Told")
WEIGHT_OF = {letter: WEIGHTS[field] for field, letter in FIELDS.items()}
"""Letter of a field between a character and its number → weight of one occurrence."""
FIELD_OF = {letter: field for field, letter in FIELDS.items()}


class Accelerated:
    """An index that is asked through an accelerator where that gains. Whatever goes wrong, the index answers alone."""

    def __init__(self, inner: Asked, folder: Path, *, signs_only: bool) -> None:
        """Ask `inner` first of all, but for ids of words of one character with `signs_only`, else for those of all."""
        self._inner = inner
        self._views = Views(folder)
        self._signs_only = signs_only

    def ids(self, session: Session, tree: Tree, values: Values, within: Ids | None) -> Ids:
        """Return the ids of all matching articles, ascending; `within`, ascending, restricts them."""
        if within is None and self._gains(tree):
            found = self._sooner(session, tree, values, lambda view, asked: view.ids(asked))
            if found is not None:
                return found
        return self._inner.ids(session, tree, values, within)

    def total(self, session: Session, tree: Tree, values: Values) -> int:
        """Return how many articles match; the tree asks for nothing beyond the index."""
        found = self._sooner(session, tree, values, lambda view, asked: view.total(asked))
        return self._inner.total(session, tree, values) if found is None else found

    def walk(self, session: Session, tree: Tree, values: Values) -> Iterator[Ids] | None:
        """Yield the ids of all matching articles in blocks, largest ids first, each block ascending."""
        if self._gains(tree):
            blocks = self._sooner(session, tree, values, lambda view, asked: view.walk(asked))
            if blocks is not None:
                return self._walked(blocks, lambda: self._inner.ids(session, tree, values, None))
        return self._inner.walk(session, tree, values)

    def scores(
        self, session: Session, tree: Tree, values: Values, matched: Ids, lengths: Lengths
    ) -> NDArray[np.float64]:
        """Return BM25 of some matches, one at least, ascending; in their order."""
        leaves = list(dict.fromkeys(leaves_to_read(tree)))
        words = [leaf for leaf in leaves if isinstance(leaf, Text) and is_sign(leaf)]
        if words and words == leaves:
            found = self._sooner(session, tree, values, lambda view, _: _read(view, words, values, matched))
            if found is not None:
                counts, hits = found
                everything = self.everything(session, lengths)
                return in_units(bm25(tree, counts, hits, lengths.tokens(matched), everything))
        return self._inner.scores(session, tree, values, matched, lengths)

    def everything(self, session: Session, lengths: Lengths) -> tuple[int, int]:
        """Return how many articles, with how many tokens together, BM25 is reckoned with."""
        return self._inner.everything(session, lengths)

    def rarest(self, session: Session, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""
        view = self._views.of(session)
        found = None if view is None else self._guarded(lambda: view.rarest(tokens, most, limit))
        return self._inner.rarest(session, tokens, most, limit) if found is None else found

    def _gains(self, tree: Tree) -> bool:
        return not self._signs_only or has_sign(tree)

    def _sooner(self, session: Session, tree: Tree, values: Values, ask: Callable[[View, Any], Told]) -> Told | None:
        """Return what the accelerator says; None when it cannot be asked this, or not now."""
        view = self._views.of(session)
        if view is None:
            return None
        asked = question(tree, values)
        return None if asked is None else self._guarded(lambda: ask(view, asked))

    def _guarded(self, ask: Callable[[], Told]) -> Told | None:
        try:
            return ask()
        except BrokenPostings as error:
            self._views.give_up(error)
            return None

    def _walked(self, blocks: Iterator[Ids], otherwise: Callable[[], Ids]) -> Iterator[Ids]:
        """Yield the blocks; should they break off, what is below them in one."""
        below = np.iinfo(np.int64).max
        try:
            for block in blocks:
                yield block
                below = int(block[0])
        except BrokenPostings as error:
            self._views.give_up(error)
            rest = otherwise()
            yield rest[rest < below]


def _read(
    view: View, words: Sequence[Text], values: Values, matched: Ids
) -> tuple[dict[Tree, NDArray[np.int64]], dict[Text, int]]:
    """Return of each word its weighted occurrences in each of the articles, and how many articles have it."""
    counts: dict[Tree, NDArray[np.int64]] = {word: _occurrences(view, word, matched) for word in words}
    return counts, {word: view.total(question(word, values)) for word in words}


def _occurrences(view: View, word: Text, matched: Ids) -> NDArray[np.int64]:
    found = np.zeros(len(matched), np.int64)
    for part in view.parts:
        for entry, _ in part.counted(word.runs[0]):
            letter, times = entry[1], int(entry[2:])
            if word.field in (None, FIELD_OF[letter]):
                held = part.ids_from(entry_question(entry), int(matched[0]))
                found[np.isin(matched, held, assume_unique=True)] += WEIGHT_OF[letter] * times
    return found
