"""Judge whether two articles carry the same news text, and say why.

Four relations fold articles into one duplicate cluster (exact, copy, truncated, revision); the others are kept as
typed links.
Candidates are found elsewhere (`archive.duplicates`), by the keys of `fingerprints`.
"""

from archive.records import Ground, NewsText, Relation, Verdict
from pipelines.dedup.explain import conflicting_words, differing_words, shared_passages
from pipelines.dedup.features import Comparison, compare
from pipelines.dedup.guards import SAME_PHRASE, WHOLE, out_of_question, puts_right
from pipelines.dedup.model import load_model
from pipelines.dedup.units import Units, facts, read_units

FOLDS_FROM = 0.5
"""Probability from which two texts are the same."""

CORRECTED_SHARE = 0.6
"""Share of the shorter text, and of its title, that a correction leaves as it was."""

ANNOUNCED = 0.9
"""Score of a text that says itself that it corrects the other."""

FRAME = 0.3
"""Share of the longer text from which what is shared is its frame."""

PASSAGE = 25
"""Units. A shared passage this long was taken over, not written twice."""

OF_GROUND = {Ground.NOTICE: Relation.TEMPLATE, Ground.SUBJECT: Relation.TEMPLATE, Ground.LATER: Relation.FOLLOWUP}
"""Grounds that say by themselves what two texts share."""

SAME_STORY = 0.3
"""Title likeness from which a text that contains another continues its story."""


def same(a: NewsText, b: NewsText) -> Verdict:
    """Return how two articles relate; same(a, b) and same(b, a) say the same, mirrored."""
    units_a, units_b = read_units(a.text), read_units(b.text)
    if not len(units_a) or not len(units_b):
        return Verdict(relation=Relation.DIFFERENT, score=0.0, ground=Ground.LITTLE_SHARED)
    if (len(units_a), units_a.words, a.title) > (len(units_b), units_b.words, b.title):
        return _mirror(_judge(b, a, units_b, units_a))
    return _judge(a, b, units_a, units_b)


def _judge(a: NewsText, b: NewsText, units_a: Units, units_b: Units) -> Verdict:
    """Judge two texts of which `a` is the shorter one."""
    comparison = compare(units_a, units_b, a.title, b.title)
    ground = out_of_question(a, b, comparison)
    score = _score(a, b, comparison) if ground is None else 0.0
    folds = score >= FOLDS_FROM
    relation = _copy_relation(comparison) if folds else _other_relation(comparison, ground)
    conflicts = conflicting_words(a, b, comparison)
    if not folds and relation is not Relation.DIFFERENT and not conflicts:
        conflicts = differing_words(a, b, comparison)
    return Verdict(
        relation=relation,
        score=score,
        coverage=comparison.coverage,
        conflicts=conflicts,
        runs=shared_passages(comparison),
        ground=None if folds else ground or Ground.UNLIKE,
    )


def _score(a: NewsText, b: NewsText, comparison: Comparison) -> float:
    """Return how likely both are one news text; what is announced as a correction is one when most of it is there."""
    score = load_model().probability(comparison.features)
    if comparison.coverage[0] >= CORRECTED_SHARE and comparison.title.containment >= CORRECTED_SHARE:
        return max(score, ANNOUNCED) if puts_right(a, b) else score
    return score


def _copy_relation(comparison: Comparison) -> Relation:
    if comparison.equal:
        return Relation.EXACT
    is_cut = len(comparison.a) < WHOLE * len(comparison.b) and comparison.coverage[0] >= WHOLE
    if is_cut:
        return Relation.TRUNCATED
    return Relation.REVISION if _puts_a_fact_right(comparison) else Relation.COPY


def _puts_a_fact_right(comparison: Comparison) -> bool:
    """True when a number or day was replaced by another one, not only written in other digits (二十, 20)."""
    for gap in comparison.conflicts:
        of_a, of_b = facts(comparison.a.words[slice(*gap.a)]), facts(comparison.b.words[slice(*gap.b)])
        if any(word[0].isdigit() for word in of_a - of_b) == any(word[0].isdigit() for word in of_b - of_a):
            return True
    return False


def _other_relation(comparison: Comparison, ground: Ground | None) -> Relation:
    """Name what two texts share that are not one news text."""
    of_shorter, of_longer = comparison.coverage
    if ground in OF_GROUND and (ground is not Ground.LATER or of_shorter >= WHOLE):
        return OF_GROUND[ground]
    title = comparison.title
    longest = max((run.length for run in comparison.runs), default=0)
    facts_changed = bool(comparison.conflicts) or title.conflict or title.slot >= SAME_PHRASE
    if of_longer >= FRAME and (facts_changed or comparison.equal):
        return Relation.TEMPLATE
    if longest < PASSAGE or of_shorter < FRAME:
        return Relation.DIFFERENT
    return Relation.FOLLOWUP if title.dice >= SAME_STORY else Relation.QUOTES


def _mirror(verdict: Verdict) -> Verdict:
    """The same verdict with the two texts in the other order."""
    return Verdict(
        relation=verdict.relation,
        score=verdict.score,
        coverage=verdict.coverage[::-1],
        conflicts=tuple((of_b, of_a) for of_a, of_b in verdict.conflicts),
        runs=tuple((start_b, end_b, start_a, end_a) for start_a, end_a, start_b, end_b in verdict.runs),
        ground=verdict.ground,
    )
