"""The newest matches without counting the others: the index is read from its end, and left when nothing newer can come.

Articles get ascending numbers and mostly come in by day, so the newest twenty of a common word are among the last few
hundred numbers. Where old editions were taken in last, they are not; then the newest month and year are asked alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from archive.query import And, Days, Filter, Not, Or, Tree, beyond_index
from archive.query.tree import ROW_FIELDS, join
from archive.search.base import Asked, Ids
from archive.search.columns import Columns, first_of_each
from archive.search.values import ArchiveValues

WALKED = 4000
"""Matches after which a walk is given up (reading on costs more than asking by day)."""
WITHIN = (31, 366)
"""Days before the archive's last one in which the newest matches are looked for first."""


def newest(
    session: Session, index: Asked, columns: Columns, tree: Tree, limit: int, *, collapse: bool
) -> tuple[int, ...]:
    """Return the ids of the newest matches by day, then by number; with `collapse` the newest of each story."""
    values = ArchiveValues(session)
    blocks = None if _asks_rows(tree) else index.walk(session, tree, values)
    found = None
    if blocks is not None:
        found = _walked(_sure(session, index, tree, values, blocks), columns, limit, collapse=collapse)
    if found is None:
        found = _by_day(session, index, columns, tree, limit, collapse=collapse)
    return tuple(found[:limit].tolist())


def _asks_rows(tree: Tree) -> bool:
    """True when all rows that pass a filter are fetched each time that the tree is asked, for a few articles too."""
    if isinstance(tree, (And, Or)):
        return any(_asks_rows(part) for part in tree.parts)
    return _asks_rows(tree.part) if isinstance(tree, Not) else isinstance(tree, Filter) and tree.field in ROW_FIELDS


def _sure(
    session: Session, index: Asked, tree: Tree, values: ArchiveValues, blocks: Iterator[Ids]
) -> Iterator[tuple[Ids, Ids]]:
    """Yield each block with those of it that match for certain."""
    is_sure = not beyond_index(tree)
    for block in blocks:
        yield block, block if is_sure else index.ids(session, tree, values, block)


def _walked(blocks: Iterator[tuple[Ids, Ids]], columns: Columns, limit: int, *, collapse: bool) -> Ids | None:
    """Return the newest, in order; None when it is not sure of them after a long walk."""
    found: Ids = np.zeros(0, np.int64)
    walked = 0
    for block, matched in blocks:
        found = _ordered(columns, np.concatenate([found, matched]), limit, collapse=collapse)
        # Of the same day, smaller numbers come behind.
        if len(found) >= limit and columns.newest_day_below(int(block[0])) <= int(columns.days(found[-1:])[0]):
            return found
        walked += len(block)
        if walked >= WALKED:
            return None
    return found


def _by_day(session: Session, index: Asked, columns: Columns, tree: Tree, limit: int, *, collapse: bool) -> Ids:
    values = ArchiveValues(session)
    last = values.span()[1]
    for days in WITHIN if last > date.min else ():
        recent = Days(since=last - timedelta(days=days), until=None)
        matched = index.ids(session, join(And, [tree, recent]), values, None)
        found = _ordered(columns, matched, limit, collapse=collapse)
        if len(found) >= limit:
            return found
    return _ordered(columns, index.ids(session, tree, values, None), limit, collapse=collapse)


def _ordered(columns: Columns, ids: Ids, limit: int, *, collapse: bool) -> Ids:
    """Return the newest of some articles, at most so many, the newest first."""
    ordered = ids[np.lexsort((-ids, -columns.days(ids)))]
    return (ordered[first_of_each(columns.clusters(ordered))] if collapse else ordered)[:limit]
