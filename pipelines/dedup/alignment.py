"""Lay two texts beside each other: the passages they share, and the gaps between the passages.

Knows units and places only; what a gap means is read in `features`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipelines.dedup.fingerprints import hash_windows
from pipelines.dedup.units import Units

GAP_LIMIT = 40
"""Units. A gap longer than this on either side is an insertion or another passage, not a substitution."""
EDGE_LIMIT = 12
"""Units. The same before the first and after the last passage, where by-lines and credits stand."""

INSERTED_LIMIT = 3
"""Units. What makes another number of a number by being put in: 十 and 二十, 三 and 三百万."""

STRIDE = 32
"""Units compared at one go while a passage goes on."""


@dataclass(frozen=True, slots=True)
class Run:
    """A passage that both texts share, in units."""

    a: int
    b: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in the one text where something else stands in the other: unit ranges, end exclusive."""

    a: tuple[int, int]
    b: tuple[int, int]
    between_runs: bool
    """False before the first and after the last passage."""


def shared_runs(a: Units, b: Units) -> list[Run]:
    """Return the longest shared passages in the order of `a`; of several places in `b` the next one is taken."""
    windows_a, windows_b = hash_windows(a), hash_windows(b)
    order = np.argsort(windows_b, kind="stable")
    ordered = windows_b[order]
    firsts = np.searchsorted(ordered, windows_a, "left")
    lasts = np.searchsorted(ordered, windows_a, "right")
    starts = np.flatnonzero((lasts > firsts) & (windows_a != 0)).tolist()
    runs: list[Run] = []
    next_start, expected, done = 0, 0, 0
    while next_start < len(starts):
        start = starts[next_start]
        found = order[firsts[start] : lasts[start]]  # ascending: the sort is stable
        other = int(found[min(int(np.searchsorted(found, expected)), len(found) - 1)])
        length = _forward(a.words, b.words, start, other)
        if not length:  # two windows with one hash
            next_start += 1
            continue
        back = _backward(a.words, b.words, start, other, done)
        runs.append(Run(start - back, other - back, length + back))
        done = start + length
        expected = other + length
        next_start = bisect_left(starts, done, next_start)
    return runs


def gaps(runs: Sequence[Run], a: Units, b: Units) -> Iterator[Gap]:
    """Yield where both texts have something between two passages, or at the very beginning or end."""
    if not runs:
        return
    for before, after in pairwise(runs):
        gap = Gap((before.a + before.length, after.a), (before.b + before.length, after.b), between_runs=True)
        if _fits(gap, GAP_LIMIT):
            yield gap
    first, last = runs[0], runs[-1]
    head = Gap((0, first.a), (0, first.b), between_runs=False)
    tail = Gap((last.a + last.length, len(a)), (last.b + last.length, len(b)), between_runs=False)
    yield from (edge for edge in (head, tail) if _fits(edge, EDGE_LIMIT))


def insertions(runs: Sequence[Run]) -> Iterator[Gap]:
    """Yield where one text has a few units more between two passages that follow each other in the other one."""
    for before, after in pairwise(runs):
        gap = Gap((before.a + before.length, after.a), (before.b + before.length, after.b), between_runs=True)
        sizes = sorted((gap.a[1] - gap.a[0], gap.b[1] - gap.b[0]))
        if sizes[0] == 0 and 0 < sizes[1] <= INSERTED_LIMIT:
            yield gap


def _forward(a: Sequence[str], b: Sequence[str], start: int, other: int) -> int:
    """How many units are equal from here on."""
    limit = min(len(a) - start, len(b) - other)
    length = 0
    while (
        length + STRIDE <= limit
        and a[start + length : start + length + STRIDE] == (b[other + length : other + length + STRIDE])
    ):
        length += STRIDE
    while length < limit and a[start + length] == b[other + length]:
        length += 1
    return length


def _backward(a: Sequence[str], b: Sequence[str], start: int, other: int, done: int) -> int:
    """How many units before here are equal too, without entering the passage before."""
    limit = min(start - done, other)
    back = 0
    while back < limit and a[start - back - 1] == b[other - back - 1]:
        back += 1
    return back


def _fits(gap: Gap, limit: int) -> bool:
    return all(0 < end - start <= limit for start, end in (gap.a, gap.b))
