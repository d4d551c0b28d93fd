"""BM25 as FTS5 reckons it, for databases that have none: the same numbers, so the same order.

k1 = 1.2, b = 0.75, a word in the title counts 8, in 引题 and 副题 4, in the text 1; a word counts where everything
around it in the query matches too. Words under NOT count nowhere.
"""

from collections.abc import Iterator, Mapping
from math import log

import numpy as np
from numpy.typing import NDArray

from archive.query import And, Filter, Near, Not, Or, Text, Tree, beyond_index
from archive.query.tree import ROW_FIELDS
from archive.search.base import Ids

WEIGHTS = {"title": 8, "kicker": 4, "body": 1}
"""Of a word by its field; the SQLite index is told the same when it is made."""
K1 = 1.2
B = 0.75
SCORE_UNIT = 1e12
"""BM25 leaves SQLite as a whole number of these parts; FTS5 scores a word that most articles have at about 1e-6."""
LEAST_IDF = 1e-6
"""Weight of a word that half of all articles have, or more."""
Counts = Mapping[Tree, NDArray[np.int64]]
"""Of each word its weighted occurrences in each article, of each filter 1 where it passes; 0 elsewhere."""
Truth = NDArray[np.bool_]


def leaves_to_read(tree: Tree, *, is_sure: bool = True) -> Iterator[Tree]:
    """Yield the words and filters whose matches the ranking must know; `is_sure`: the tree itself does match."""
    if isinstance(tree, Near):
        yield from (tree.left, tree.right)
    elif isinstance(tree, Not):
        if not is_sure and not beyond_index(tree):
            yield from leaves_to_read(tree.part, is_sure=False)
    elif isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from leaves_to_read(part, is_sure=is_sure and isinstance(tree, And))
    elif isinstance(tree, Text) or not (is_sure or _is_of_rows(tree)):
        yield tree


def bm25(
    tree: Tree, counts: Counts, hits: Mapping[Text, int], lengths: Ids, everything: tuple[int, int]
) -> NDArray[np.float64]:
    """Return the score of each article, larger is better.

    `hits`: how many articles of the archive have each word; `lengths`: tokens of each article; `everything`: how many
    articles there are and how many tokens they have.
    """
    articles, tokens = everything
    scores = np.zeros(len(lengths))
    normal = K1 * (1 - B + B * lengths / (tokens / articles))
    for word, here in _counted(tree, counts, np.ones(len(lengths), np.bool_), is_sure=True):
        weight = log((articles - hits[word] + 0.5) / (hits[word] + 0.5))
        found = np.where(here, counts[word], 0).astype(np.float64)
        scores += (weight if weight > 0 else LEAST_IDF) * (found * (K1 + 1) / (found + normal))
    return scores


def in_units(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as whole numbers of the unit in which they leave SQLite, so that all indexes give the same."""
    return (scores * SCORE_UNIT).astype(np.int64) / SCORE_UNIT


def _counted(tree: Tree, counts: Counts, above: Truth, *, is_sure: bool) -> Iterator[tuple[Text, Truth]]:
    """Yield each word with the articles in which it counts, in the order of the query."""
    here = above if is_sure else above & _holds(tree, counts)
    if isinstance(tree, Text):
        yield tree, here
    elif isinstance(tree, Near):
        yield from ((tree.left, here), (tree.right, here))
    elif isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from _counted(part, counts, here, is_sure=is_sure and isinstance(tree, And))


def _holds(tree: Tree, counts: Counts) -> Truth:
    """Return where a tree matches; what is beyond the index is taken to match wherever it might."""
    if isinstance(tree, Near):
        return _holds(tree.left, counts) & _holds(tree.right, counts)
    if _is_of_rows(tree) or (isinstance(tree, Not) and beyond_index(tree)):
        return np.ones(len(next(iter(counts.values()))), np.bool_)
    if isinstance(tree, Not):
        return ~_holds(tree.part, counts)
    if isinstance(tree, (And, Or)):
        joint = np.logical_and if isinstance(tree, And) else np.logical_or
        return np.array(joint.reduce([_holds(part, counts) for part in tree.parts]), np.bool_)
    return counts[tree] > 0


def _is_of_rows(tree: Tree) -> bool:
    return isinstance(tree, Filter) and tree.field in ROW_FIELDS
