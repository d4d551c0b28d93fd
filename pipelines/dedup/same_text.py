"""Judge whether two articles carry the same news text, and say why.

Four relations fold articles into one duplicate cluster (exact, copy, truncated, revision); the others are kept as
typed links.
Candidates are found elsewhere (`archive.duplicates`), by the keys of `fingerprints`.
"""

import re

from archive.records import Ground, NewsText, Relation, Verdict
from pipelines.dedup.explain import conflicting_words, differing_words, shared_passages
from pipelines.dedup.features import Comparison, compare
from pipelines.dedup.fold import fold
from pipelines.dedup.model import load_model
from pipelines.dedup.units import Units, facts, read_units

FOLDS_FROM = 0.5
"""Probability from which two texts are the same."""

LEAST_COVERAGE = 0.12
"""Share of either text; with less in common there is nothing to weigh."""

FEW_UNITS = 80
"""Units. Shorter texts agree by chance, so their titles must be related."""

WHOLE = 0.8
"""A copy shorter than this share of the other is a cut one; by-lines and boilerplate change less."""

RECURS_AFTER_DAYS = 3
"""Reprints follow within days; an equal notice after more than these is the next one of its series."""

NOTICE_UNITS = 150
"""Units. A longer text that speaks of today tells news, and may be reprinted a week later."""

RETURNS_AFTER_DAYS = 60
"""Yearly ceremonies are told in last year's words; after so long only an untouched text is a reprint (measured on
29,052 broadcast items: 10 of the 18 texts folded without this were another year's)."""

UNTOUCHED = 0.95
"""Share of both texts that a late reprint leaves as it was."""

SAME_PHRASE = 0.3
"""Share of a title around one replaced piece from which both titles are one phrase with a slot."""

FRAME = 0.3
"""Share of the longer text from which what is shared is its frame."""

PASSAGE = 25
"""Units. A shared passage this long was taken over, not written twice."""

SAME_STORY = 0.3
"""Title likeness from which a text that contains another continues its story."""

RELATIVE_DAY = re.compile("今天|今日|今晚|今夜|明天|明日|明晚|后天|today|tomorrow|tonight")
REACTION = re.compile("(?:热烈|强烈|积极)(?:的)?(?:反响|回响|共鸣)")
CALENDAR_DAY = re.compile(r"\d月\d|[一二三四五六七八九十]月[一二三四五六七八九十]")


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
    ground = _out_of_question(a, b, comparison)
    score = load_model().probability(comparison.features) if ground is None else 0.0
    folds = score >= FOLDS_FROM
    relation = _copy_relation(comparison) if folds else _other_relation(comparison)
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


def _out_of_question(a: NewsText, b: NewsText, comparison: Comparison) -> Ground | None:
    """Why the model must not be asked; None when it is to decide."""
    if max(comparison.coverage) < LEAST_COVERAGE:
        return Ground.LITTLE_SHARED
    if _too_short_to_tell(comparison):
        return Ground.TOO_SHORT
    if _is_furniture(a, b, comparison):
        return Ground.FURNITURE
    if bool(REACTION.search(a.title)) != bool(REACTION.search(b.title)):
        return Ground.REACTION
    return Ground.SERIES if _is_next_of_series(a, b, comparison) else None


def _too_short_to_tell(comparison: Comparison) -> bool:
    title = comparison.title
    return len(comparison.a) < FEW_UNITS and title.dice < 0.3 and title.containment < 0.6


def _is_furniture(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True for one body under two unrelated titles that it does not speak of: the reader took page furniture for it."""
    if not comparison.equal or comparison.title.dice >= 0.2:
        return False
    body = set(comparison.a.words)
    titles = [set(read_units(text.title).words) for text in (a, b)]
    return all(title and len(title & body) < WHOLE * len(title) for title in titles)


def _is_next_of_series(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True for a notice that came again on another day with other facts, however equal the words."""
    if not a.published_on or not b.published_on:
        return False
    days = abs((a.published_on - b.published_on).days)
    if days and a.title != b.title and RELATIVE_DAY.search(a.title) and RELATIVE_DAY.search(b.title):
        return True
    if days and comparison.title.conflict and comparison.title.slot >= SAME_PHRASE:
        return True
    if days > RETURNS_AFTER_DAYS and (comparison.substitutions or min(comparison.coverage) < UNTOUCHED):
        return True
    return days > RECURS_AFTER_DAYS and (bool(comparison.conflicts) or _is_notice_of_its_day(a, comparison.a))


def _is_notice_of_its_day(news: NewsText, units: Units) -> bool:
    """True for a short text that speaks of today or tomorrow and names no day."""
    if len(units) > NOTICE_UNITS:
        return False
    return bool(RELATIVE_DAY.search(news.text)) and not CALENDAR_DAY.search(fold(news.text))


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


def _other_relation(comparison: Comparison) -> Relation:
    """Name what two texts share that are not one news text."""
    of_shorter, of_longer = comparison.coverage
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
