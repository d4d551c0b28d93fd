"""Which fields the articles of a source have: the newest ones beside those before. Pure."""

from dataclasses import dataclass, field

from archive.health.chance import at_least

FIELDS = ("title", "date", "text", "page label")
"""A bit each, the first one the lowest."""
LEAST_TEXT = 60
"""Characters from which a text counts as one: shorter ones are captions and teasers."""
RECENT = 20
"""Articles that are compared with those before them."""
LEAST_BEFORE = 30
"""Articles that must have come before."""
MOST_BEFORE = 500
"""From here on the counts are halved, so that old times fade."""
USUAL_SHARE = 0.8
"""A field that fewer of the articles before had is no promise."""
CHANCE = 1e-4
"""Fewer with the field than chance brings once in 10,000 looks."""
ALL = "all"


@dataclass(slots=True, kw_only=True)
class Coverage:
    """What is known of one source's fields."""

    recent: list[int] = field(default_factory=list)
    """Fields of its newest articles, oldest first, a bit a field."""
    before: dict[str, int] = field(default_factory=dict)
    """Field → articles before those that have it; `all` counts them."""


def fields_of(*, title: str, dated: bool, text_length: int, placed: bool) -> int:
    """Return the fields of an article as bits."""
    present = (bool(title), dated, text_length >= LEAST_TEXT, placed)
    return sum(1 << place for place, has in enumerate(present) if has)


def note_fields(coverage: Coverage, fields: int) -> None:
    """Count the fields of the next article."""
    coverage.recent.append(fields)
    if len(coverage.recent) <= RECENT:
        return
    oldest = coverage.recent.pop(0)
    before = coverage.before
    before[ALL] = before.get(ALL, 0) + 1
    for place, name in enumerate(FIELDS):
        if oldest >> place & 1:
            before[name] = before.get(name, 0) + 1
    if before[ALL] >= MOST_BEFORE:
        coverage.before = {name: count // 2 for name, count in before.items()}


def lost_field(coverage: Coverage) -> str:
    """Return one sentence on a field that the newest articles lack and those before had; empty when there is none.

    >>> lost_field(Coverage(recent=[15] * 12 + [13] * 8, before={"all": 50, "date": 49, "title": 50, "text": 50}))
    '8 of the last 20 articles have no date, 2 % were usual'
    """
    total = coverage.before.get(ALL, 0)
    if total < LEAST_BEFORE:
        return ""
    for place, name in enumerate(FIELDS):
        had = coverage.before.get(name, 0)
        missing = sum(not fields >> place & 1 for fields in coverage.recent)
        usual = (total - had + 1) / (total + 2)
        if had >= USUAL_SHARE * total and at_least(missing, len(coverage.recent), usual) < CHANCE:
            share = 100 * (total - had) / total
            return f"{missing} of the last {len(coverage.recent)} articles have no {name}, {share:.0f} % were usual"
    return ""
