"""Read from two texts laid side by side what tells a copy from other news: 26 numbers for the model.

How much is shared says little about official news: two meetings differ by one character. What was put in the
place of what says more, so the gaps between the shared passages are read for substituted facts.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipelines.dedup.alignment import Gap, Run, gaps, insertions, shared_runs
from pipelines.dedup.facts import compare_facts, quantities, replaces_name, state_other_facts, widened
from pipelines.dedup.units import Units, read_units

FEATURES = (
    "coverage_larger",  # share of the shorter text in the longer, or the other way, whichever is larger
    "coverage_smaller",
    "jaccard",  # shared units by all units
    "conflicts",  # gaps with other facts on either side, up to 6
    "conflict_density",  # the same for every 100 shared units
    "substitution_density",  # gaps filled on both sides, for every 100 shared units
    "substituted_share",  # units in such gaps by those and the shared units
    "title_dice",
    "title_containment",
    "title_conflict",  # both titles state a fact that the other does not
    "title_facts_differ",
    "length_ratio",  # shorter by longer
    "longest_run",  # longest shared passage by the shorter text
    "log_length",  # log(1 + units of the shorter text)
    "facts_missing",  # share of the shorter text's facts that the longer has not
    "repeated_substitutions",  # the same A for B more than once: a name in a template; up to 4
    "short_substitutions",  # gaps of at most 8 units on both sides, up to 10
    "run_density",  # shared passages for every 100 shared units
    "shared_head",  # 1 when the first passage begins within 25 units of both beginnings
    "log_shared",  # log(1 + shared units)
    "substitutions",  # gaps filled on both sides, up to 10
    "facts_shared",  # Jaccard of the facts
    "equal",  # 1 when the texts are equal unit for unit
    "title_slot",  # share of a title around one replaced piece; 0 when one is inside the other
    "names_replaced",  # gaps in which one place or office stands for another, up to 6
    "facts_replaced",  # gaps with other facts by these and the facts in shared passages
)
"""In the order in which the model reads them."""

SHORT_GAP = 8
HEAD = 25
LEAST_SHARED = 20  # densities of shorter overlaps would jump with every unit


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFeatures:
    """How two titles relate."""

    dice: float
    containment: float
    conflict: bool
    facts_differ: bool
    slot: float
    pieces: tuple[tuple[str, ...], tuple[str, ...]]
    """The one piece of either title that the other has replaced; empty where one title is inside the other."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two texts laid side by side; `a` is the shorter one."""

    a: Units
    b: Units
    runs: tuple[Run, ...]
    substitutions: tuple[Gap, ...]
    conflicts: tuple[Gap, ...]
    """Where other facts stand, whole numbers each."""
    names: tuple[Gap, ...]
    """Where the name of another place or office stands."""
    coverage: tuple[float, float]
    title: TitleFeatures

    @cached_property
    def features(self) -> tuple[float, ...]:
        """What the model reads; most pairs are decided without it."""
        replaced = (len(self.conflicts), len(self.names))
        return _features(self.a, self.b, self.runs, self.substitutions, replaced, self.coverage, self.title)

    @property
    def equal(self) -> bool:
        """True when the texts are equal unit for unit."""
        return self.a.words == self.b.words


def compare(a: Units, b: Units, title_a: str, title_b: str) -> Comparison:
    """Lay two texts side by side; `a` must be the shorter one, and neither may be empty."""
    runs = shared_runs(a, b)
    filled = tuple(gaps(runs, a, b))
    conflicts = _conflicts(a, b, runs, filled)
    names = tuple(gap for gap in filled if replaces_name(gap, a, b))
    title = compare_titles(read_units(title_a).words, read_units(title_b).words)
    shared = sum(run.length for run in runs)
    coverage = (shared / len(a), _covered(runs, len(b)) / len(b))
    return Comparison(
        a=a,
        b=b,
        runs=tuple(runs),
        substitutions=filled,
        conflicts=conflicts,
        names=names,
        coverage=coverage,
        title=title,
    )


def compare_titles(a: Sequence[str], b: Sequence[str]) -> TitleFeatures:
    """Compare two titles given as units; an empty title says nothing (half alike)."""
    if not a or not b:
        return TitleFeatures(dice=0.5, containment=0.5, conflict=False, facts_differ=False, slot=0.0, pieces=((), ()))
    pairs_a, pairs_b = _neighbours(a), _neighbours(b)
    common = (pairs_a & pairs_b).total()
    slot, pieces = _slot(a, b)
    conflict, facts_differ = compare_facts(a, b)
    return TitleFeatures(
        dice=2 * common / (pairs_a.total() + pairs_b.total()),
        containment=common / min(pairs_a.total(), pairs_b.total()),
        conflict=conflict,
        facts_differ=facts_differ,
        slot=slot,
        pieces=pieces,
    )


def _features(
    a: Units,
    b: Units,
    runs: Sequence[Run],
    filled: Sequence[Gap],
    replaced: tuple[int, int],
    coverage: tuple[float, float],
    title: TitleFeatures,
) -> tuple[float, ...]:
    conflicts, names = replaced
    titles = (title.dice, title.containment, float(title.conflict), float(title.facts_differ))
    ratio, log_length = len(a) / len(b), math.log1p(len(a))
    if not runs:
        return (*[0.0] * 7, *titles, ratio, 0.0, log_length, *[0.0] * 9, title.slot, 0.0, 0.0)
    shared = sum(run.length for run in runs)
    per_hundred = 100 / max(LEAST_SHARED, shared)
    substituted = sum(max(gap.a[1] - gap.a[0], gap.b[1] - gap.b[0]) for gap in filled)
    short = _short_substitutions(a, b, filled)
    facts_a, facts_b = set(quantities(a.words, a.stated)), set(quantities(b.words, b.stated))
    kept = _facts_kept(a, runs)
    return (
        max(coverage),
        min(coverage),
        shared / max(1, len(a) + len(b) - shared),
        min(conflicts, 6),
        conflicts * per_hundred,
        len(filled) * per_hundred,
        substituted / (shared + substituted),
        *titles,
        ratio,
        max(run.length for run in runs) / len(a),
        log_length,
        len(facts_a - facts_b) / len(facts_a) if facts_a else 0.0,
        min(sum(times > 1 for times in short.values()), 4),
        min(short.total(), 10),
        len(runs) * per_hundred,
        float(runs[0].a < HEAD and runs[0].b < HEAD),
        math.log1p(shared),
        min(len(filled), 10),
        len(facts_a & facts_b) / len(facts_a | facts_b) if facts_a or facts_b else 1.0,
        float(a.words == b.words),
        title.slot,
        min(names, 6),
        conflicts / max(1, conflicts + kept),
    )


def _conflicts(a: Units, b: Units, runs: Sequence[Run], filled: Sequence[Gap]) -> tuple[Gap, ...]:
    """Where one text states other facts than the other, also where 第十次 became 第二十次 by one character more."""
    whole = [widened(gap, a, b) for gap in filled]
    for gap in insertions(runs):
        wide = widened(gap, a, b)
        if wide != gap and wide.a[1] > wide.a[0] and wide.b[1] > wide.b[0]:
            whole.append(wide)
    return tuple(gap for gap in whole if state_other_facts(a.words[slice(*gap.a)], b.words[slice(*gap.b)]))


def _facts_kept(a: Units, runs: Sequence[Run]) -> int:
    """Facts in the shared passages, read as if these followed each other."""
    words: list[str] = []
    stated: list[int] = []
    for run in runs:
        end = run.a + run.length
        inside = a.stated[bisect_left(a.stated, run.a) : bisect_left(a.stated, end)]
        stated += [len(words) + place - run.a for place in inside]
        words += a.words[run.a : end]
    return quantities(words, stated).total()


def _covered(runs: Sequence[Run], length: int) -> int:
    """Units of the longer text under any passage; a passage may be used twice."""
    covered = bytearray(length)
    for run in runs:
        covered[run.b : run.b + run.length] = b"\1" * run.length
    return covered.count(1)


def _short_substitutions(a: Units, b: Units, filled: Sequence[Gap]) -> Counter[tuple[tuple[str, ...], tuple[str, ...]]]:
    return Counter(
        (a.words[slice(*gap.a)], b.words[slice(*gap.b)])
        for gap in filled
        if gap.between_runs and max(gap.a[1] - gap.a[0], gap.b[1] - gap.b[0]) <= SHORT_GAP
    )


def _neighbours(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    if len(words) == 1:
        return Counter([tuple(words)])
    return Counter(pairwise(words))


def _slot(a: Sequence[str], b: Sequence[str]) -> tuple[float, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Share of the longer title around the one piece that was replaced by another piece, and both pieces."""
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    if len(a) == head + tail or len(b) == head + tail:
        return 0.0, ((), ())
    return (head + tail) / max(len(a), len(b)), (tuple(a[head : len(a) - tail]), tuple(b[head : len(b) - tail]))
