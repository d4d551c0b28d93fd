"""A sieve before the search: one pass over each new article leaves the few saved queries that may find it.

Each query is reduced to words of which at least one stands in every article that it finds; all words of all queries
are sought at once (Aho-Corasick). What passes is only a candidate: `archive.search.few` decides as the search engine
does, so mail equals search.
Measured: tests/bench/alerts.py.
"""

from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from archive.query import And, Near, Or, Text, Tree
from archive.query.fold import fold
from archive.search import IndexDoc

Words = frozenset[str]


class Sieve:
    """The words of many queries, sought at once. A query is known by its place in the list given."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._unsieved: list[int] = []
        by_word: dict[str, list[int]] = {}
        for place, tree in enumerate(trees):
            words = telling_words(tree)
            if words is None:
                self._unsieved.append(place)
            for word in words or ():
                by_word.setdefault(word, []).append(place)
        self._places = list(by_word.values())
        # The contiguous automaton is half as large and as quick to build as the full table, for the same answers.
        self._automaton = AhoCorasick(list(by_word), implementation=Implementation.ContiguousNFA) if by_word else None

    def candidates(self, docs: Iterable[IndexDoc]) -> Mapping[int, list[int]]:
        """Return place of a query → ids of the articles that it may find, ascending by article."""
        found: dict[int, list[int]] = {}
        for doc in docs:
            for place in sorted(self._of(doc)):
                found.setdefault(place, []).append(doc.article_id)
        return found

    def _of(self, doc: IndexDoc) -> set[int]:
        places = set(self._unsieved)
        if self._automaton is not None:
            text = fold("\n".join((doc.title, doc.kicker, doc.body)))
            for number in {match[0] for match in self._automaton.find_matches_as_indexes(text, overlapping=True)}:
                places.update(self._places[number])
        return places


def telling_words(tree: Tree) -> Words | None:
    """Return words of which at least one stands in the folded text of every article that the tree finds.

    None when there are none: filters, days and absences say nothing about words.

    >>> from archive.query import parse
    >>> sorted(telling_words(parse("(碳达峰 OR 碳中和) theme:energy -广告")))
    ['碳中和', '碳达峰']
    >>> telling_words(parse("theme:energy OR 碳达峰")) is None
    True
    """
    if isinstance(tree, Text):
        return frozenset({max(tree.runs, key=len)})
    if isinstance(tree, Near):
        return frozenset({max((*tree.left.runs, *tree.right.runs), key=len)})
    if isinstance(tree, Or):
        parts = [telling_words(part) for part in tree.parts]
        known = [words for words in parts if words is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None
    if isinstance(tree, And):
        said = [words for words in map(telling_words, tree.parts) if words is not None]
        return max(said, key=_rarity, default=None)
    return None


def _rarity(words: Words) -> tuple[int, int]:
    """Rank the words of an AND by how few articles they let pass: long ones first, then few."""
    return min(map(len, words)), -len(words)
