"""Lay two texts beside each other: the passages they share, and the gaps between the passages.

Knows units and places only; what a gap means is read in `features`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.dedup.fingerprints import hash_windows
from pipelines.dedup.units import Units

GAP_LIMIT = 40
"""Units. A gap longer than this on either side is an insertion or another passage, not a substitution."""
EDGE_LIMIT = 12
"""Units. The same before the first and after the last passage, where by-lines and credits stand."""


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
    places = _places(hash_windows(b).tolist())
    runs: list[Run] = []
    at, expected, done = 0, 0, 0
    for start, window in enumerate(hash_windows(a).tolist()):
        if start < at or window not in places:
            continue
        found = places[window]
        nearest = min(bisect_left(found, expected), len(found) - 1)
        other = found[nearest]
        length = _forward(a.words, b.words, start, other)
        if not length:
            continue  # two windows with one hash
        back = _backward(a.words, b.words, start, other, done)
        runs.append(Run(start - back, other - back, length + back))
        at = done = start + length
        expected = other + length
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


def _places(windows: Sequence[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, window in enumerate(windows):
        if window:
            places.setdefault(window, []).append(place)
    return places


def _forward(a: Sequence[str], b: Sequence[str], start: int, other: int) -> int:
    """How many units are equal from here on."""
    limit = min(len(a) - start, len(b) - other)
    length = 0
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
