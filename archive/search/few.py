"""The same search over a handful of articles held in memory: what alerts ask of each new article, thousands of times.

Cuts the texts by the index's own tokens, so a word is found here exactly when the index finds it. Filters are asked
of the search engine, by the caller's means. Measured: tests/bench/alerts.py.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from archive.query import And, Days, Filter, Near, Not, Or, Text, Tree
from archive.query.fold import RUN, fold
from archive.query.tree import TEXT_FIELDS
from archive.query.words import stands_as_word
from archive.search.base import IndexDoc
from archive.search.near import row_of_units, stands_near
from archive.search.tokens import run_tokens, text_phrase

Numbers = frozenset[int]
"""Article ids."""
Filtered = Callable[[Filter | Days], Numbers]
"""Says which of the articles carry a value."""


class Few:
    """A handful of articles to be searched by words. Article numbers that it was not given are no news to it."""

    def __init__(self, docs: Iterable[IndexDoc], filtered: Filtered) -> None:
        self._texts = {
            doc.article_id: {"title": _Field(doc.title), "kicker": _Field(doc.kicker), "body": _Field(doc.body)}
            for doc in docs
        }
        self._filtered = filtered

    def ids(self, tree: Tree, among: Numbers) -> Numbers:
        """Return which of the articles the tree finds."""
        if not among:
            return among
        if isinstance(tree, And):
            for part in sorted(tree.parts, key=_cost):
                among = self.ids(part, among)
            return among
        if isinstance(tree, Or):
            return frozenset().union(*(self.ids(part, among) for part in tree.parts))
        if isinstance(tree, Not):
            return among - self.ids(tree.part, among)
        if isinstance(tree, Filter | Days):
            return among & self._filtered(tree)
        return frozenset(number for number in among if self._stands(tree, number))

    def _stands(self, leaf: Text | Near, number: int) -> bool:
        if isinstance(leaf, Text):
            return any(field.has(leaf) for field in self._fields(leaf.field, number))
        if not (self._stands(leaf.left, number) and self._stands(leaf.right, number)):
            return False
        return any(stands_near(field.units, leaf) for field in self._fields(leaf.left.field, number))

    def _fields(self, name: str | None, number: int) -> Iterable["_Field"]:
        fields = self._texts[number]
        return (fields[one] for one in ((name,) if name else TEXT_FIELDS))


class _Field:
    """One field of an article; each way of cutting it is worked out when first asked for."""

    def __init__(self, text: str) -> None:
        self._folded = fold(text)

    @cached_property
    def _tokens(self) -> str:
        return f" {' '.join(token for run in RUN.findall(self._folded) for token in run_tokens(run))} "

    @cached_property
    def units(self) -> list[str]:
        """The field as one row of units; see `Near`."""
        return row_of_units(RUN.findall(self._folded))

    def has(self, text: Text) -> bool:
        return _phrase(text) in self._tokens and (not text.is_word or stands_as_word(text, self._folded))


@lru_cache(maxsize=16384)
def _phrase(text: Text) -> str:
    """Return the tokens of the words, apart by spaces, as they stand among those of a field."""
    phrase = text_phrase(text)
    return f" {phrase[1:-3]}" if phrase.endswith("*") else f" {phrase[1:-1]} "


def _cost(part: Tree) -> int:
    """Rank the parts of an AND: known sets before words, words before what reads whole rows of them."""
    leaf = part.part if isinstance(part, Not) else part
    if isinstance(leaf, Filter | Days):
        return 0
    return 1 if isinstance(leaf, Text) and not leaf.is_word else 2
