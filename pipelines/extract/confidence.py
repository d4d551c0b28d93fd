"""How sure each field of a reading is, and what a person should look at.

A confidence is the share of values read in that way which were right on 399 saved news pages with hand-made truth
(title exact, day exact, people mostly right, text with F1 of .95 or more), pulled towards one half by one right and one
wrong page, so that few pages never mean certainty. Ways that were not measured get the figure of the nearest kind.
The figures come from `python -m tests.bench calibration`, which reads each page by models that have not seen its site.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from pipelines.extract.headline import fold
from pipelines.extract.reading import Reading

NEEDS_REVIEW = "needs_review"
"""Stands first whenever there is any other flag."""
TITLE_DISAGREES = "title_disagrees"
"""The headline shares little with the title in the list that linked here, or with what meta tags give."""
DAY_DISAGREES = "day_disagrees"
"""Two ways of reading give days more than one apart, and neither is the source's own selector."""
TEXT_UNSURE = "text_unsure"
"""Two ways of finding the text agree little, or it was found without any mark."""

A_DAY = timedelta(days=1)
"""Time zones move a day by one."""

_TRUSTED = 0.98
"""Per-source selectors and templates: exact on all 20 saved pages of theirs."""
MEASURED: dict[str, dict[str, float]] = {
    "title": {
        "heading, confirmed": 0.90,
        "heading, alike": 0.62,
        "declared": 0.56,
        "heading": 0.67,
        "window title": 0.67,
        "hints": 0.8,
        "wechat": 0.83,
    },
    "published_on": {
        "json-ld": 0.97,
        "meta": 0.90,
        "label": 0.98,
        "shown day": 0.92,
        "address": 0.8,
        "trafilatura": 0.71,
        "wechat": 0.8,
        "hints": 0.8,
    },
    "people": {
        "json-ld": 0.96,
        "meta": 0.70,
        "shown byline": 0.86,
        "trafilatura": 0.92,
        "byline": 0.95,
        "label": 0.9,
    },
    "text": {
        "container": 0.87,
        "text mass": 0.96,
        # Of the block model out of fold: sites that it was not trained on.
        "model, sure": 0.95,
        "model": 0.88,
        "model and trafilatura": 0.70,
        "model despite trafilatura": 0.14,
        "trafilatura": 0.62,
        "json-ld": 0.5,
    },
}
_SAME_AS = {"title_raw": "title", "published_at": "published_on", "published_raw": "published_on"}
_OTHERS = 0.9
"""Fields without a measure of their own are read by labels and forms."""


def confidence_of(whole: Reading) -> dict[str, float]:
    """Return how sure each known field is, by how it was read.

    >>> confidence_of(Reading(title="题", provenance={"title": "heading, alike"}))
    {'title': 0.62}
    """
    return {name: _one(_SAME_AS.get(name, name), how) for name, how in whole.provenance.items() if how}


def _one(name: str, how: str) -> float:
    if how.startswith(("selector", "founder", "enpproperty", "gov meta", "family")):
        return _TRUSTED
    known = MEASURED.get(name)
    return _OTHERS if known is None else known.get(way_of(name, how), _OTHERS if name == "text" else 0.8)


def way_of(name: str, how: str) -> str:
    """Return the measured way of reading that a provenance is; empty for one that was not measured.

    >>> way_of("title", "heading, confirmed"), way_of("text", "container zoom")
    ('heading, confirmed', 'container')
    """
    return next((kind for kind in sorted(MEASURED.get(name, ()), key=len, reverse=True) if how.startswith(kind)), "")


def doubts(layers: Iterable[Reading], whole: Reading, listed: str = "", told: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the flags that the ways of reading give each other cause for.

    `listed` is the title in the list that linked here, `told` are the titles of meta tags.
    """
    found = []
    witnesses = [title for title in (listed, *told) if title]
    if whole.title and witnesses and not any(alike(whole.title, title) for title in witnesses):
        found.append(TITLE_DISAGREES)
    if whole.published_on and not whole.provenance.get("published_on", "").startswith("selector"):
        days = [layer.published_on for layer in layers if layer.published_on]
        if any(abs(day - whole.published_on) > A_DAY for day in days):
            found.append(DAY_DISAGREES)
    return tuple(found)


def flags_of(found: Iterable[str]) -> tuple[str, ...]:
    """Return the flags in order, headed by the one that says a person should look.

    >>> flags_of(["day_disagrees"])
    ('needs_review', 'day_disagrees')
    """
    own = sorted(set(found))
    return (NEEDS_REVIEW, *own) if own else ()


def alike(one: str, other: str) -> bool:
    """Tell whether two titles can be one: either holds the other, or they share two in five pairs of letters.

    >>> alike("老街新事…", "老街新事里的新气象"), alike("老街新事", "天气预报")
    (True, False)
    """
    first, second = fold(one), fold(other)
    if not first or not second or first in second or second in first:
        return True
    pairs, others = _pairs(first), _pairs(second)
    return len(pairs & others) >= 0.4 * min(len(pairs), len(others))


def _pairs(text: str) -> set[str]:
    return set(re.findall(r"(?=(..))", text))
