"""Answer a tree that an index alone cannot: what it can at once, then sets of ids.

A NEAR is read from places or texts, a word from texts, a field of ROW_FIELDS from its rows; all may stand anywhere in
a tree.
"""

from typing import Protocol

import numpy as np
from sqlalchemy.orm import Session

from archive.query import And, Filter, Near, Not, Or, Text, Tree, beyond_index
from archive.search.as_words import as_words
from archive.search.base import Ids
from archive.search.of_rows import ids_of_rows


class Lookup(Protocol):
    """One question to an index."""

    def matching(self, tree: Tree) -> Ids:
        """Return the ids of all articles that the tree finds, ascending; more where the tree is beyond the index."""

    def every(self) -> Ids:
        """Return the ids of all articles, ascending."""

    def near(self, near: Near, among: Ids) -> Ids:
        """Return those of the articles, all of which have both words, where they stand near each other."""


def answer_parts(session: Session, lookup: Lookup, tree: Tree) -> Ids:
    """Return the ids of all articles that the tree finds, ascending."""
    if not beyond_index(tree):
        return lookup.matching(tree)
    if isinstance(tree, Near):
        return lookup.near(tree, lookup.matching(tree))
    if isinstance(tree, Text):
        return as_words(session, tree, lookup.matching(tree))
    if isinstance(tree, Filter):
        return ids_of_rows(session, tree)
    if isinstance(tree, Not):
        return np.setdiff1d(lookup.every(), answer_parts(session, lookup, tree.part), assume_unique=True)
    if isinstance(tree, Or):
        return np.unique(np.concatenate([answer_parts(session, lookup, part) for part in tree.parts]))
    assert isinstance(tree, And)
    return _all_of(session, lookup, tree)


def _all_of(session: Session, lookup: Lookup, tree: And) -> Ids:
    # Matched as a whole first: only what it finds can count.
    found = lookup.matching(tree)
    for part in tree.parts:
        if isinstance(part, Near):
            found = lookup.near(part, found)
        elif isinstance(part, Text) and part.is_word:
            found = as_words(session, part, found)
        elif beyond_index(part):
            found = np.intersect1d(found, answer_parts(session, lookup, part), assume_unique=True)
    return found
