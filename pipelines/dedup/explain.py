"""Say in the words of both texts what they share and which facts and names were substituted.

Decides nothing: the words are for people who look at a verdict.
"""

from archive.records import NewsText
from pipelines.dedup.features import Comparison
from pipelines.dedup.units import Units, facts, read_units

SHOWN_WHOLE = 12
"""Units. A longer substitution is shown by its facts alone."""


def shared_passages(comparison: Comparison) -> tuple[tuple[int, int, int, int], ...]:
    """Return each shared passage as (start, end) in the first and (start, end) in the second original text.

    Letters are equal after folding; punctuation and spaces inside may differ.
    """
    a, b = comparison.a, comparison.b
    return tuple(
        (
            a.starts[run.a],
            a.ends[run.a + run.length - 1],
            b.starts[run.b],
            b.ends[run.b + run.length - 1],
        )
        for run in comparison.runs
    )


def conflicting_words(a: NewsText, b: NewsText, comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """Return the substituted facts as pairs of words: the titles' first, then the texts' in their order."""
    pairs: list[tuple[str, str]] = []
    if comparison.title.conflict:
        title_a, title_b = read_units(a.title), read_units(b.title)
        pairs.append(
            (
                _other_facts(title_a, (0, len(title_a)), title_b, (0, len(title_b))),
                _other_facts(title_b, (0, len(title_b)), title_a, (0, len(title_a))),
            )
        )
    for gap in (*comparison.conflicts, *comparison.names):
        of_a = _words(a.text, comparison.a, gap.a, comparison.b, gap.b)
        of_b = _words(b.text, comparison.b, gap.b, comparison.a, gap.a)
        pairs.append((of_a, of_b))
    return tuple(dict.fromkeys(pairs))


def differing_words(a: NewsText, b: NewsText, comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """Return one pair of words that tells two texts apart which state the same facts.

    The first there is of: the days, the first substitution, the titles, what the longer text alone has.
    """
    if a.published_on and b.published_on and a.published_on != b.published_on:
        return ((a.published_on.isoformat(), b.published_on.isoformat()),)
    for gap in comparison.substitutions:
        return ((_clipped(a.text, comparison.a, gap.a), _clipped(b.text, comparison.b, gap.b)),)
    if a.title != b.title:
        return ((a.title, b.title),)
    place = _first_unshared(comparison)
    return (("", _clipped(b.text, comparison.b, place)),) if place else ()


def _first_unshared(comparison: Comparison) -> tuple[int, int] | None:
    """The first stretch of the longer text that no passage covers."""
    at = 0
    for start, end in sorted((run.b, run.b + run.length) for run in comparison.runs):
        if start > at:
            return at, start
        at = max(at, end)
    return (at, len(comparison.b)) if at < len(comparison.b) else None


def _clipped(text: str, units: Units, place: tuple[int, int]) -> str:
    start, end = place[0], min(place[1], place[0] + SHOWN_WHOLE)
    return text[units.starts[start] : units.ends[end - 1]]


def _words(text: str, units: Units, place: tuple[int, int], other: Units, other_place: tuple[int, int]) -> str:
    start, end = place
    if end - start > SHOWN_WHOLE:
        return _other_facts(units, place, other, other_place)
    return text[units.starts[start] : units.ends[end - 1]]


def _other_facts(units: Units, place: tuple[int, int], other: Units, other_place: tuple[int, int]) -> str:
    """The facts of one stretch that the other stretch does not state, in their order."""
    elsewhere = facts(other.words[slice(*other_place)])
    stated = units.words[slice(*place)]
    own = facts(stated) - elsewhere
    return " ".join(dict.fromkeys(word for word in stated if word in own))
