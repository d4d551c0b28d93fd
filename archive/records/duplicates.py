"""What the duplicate judge reads and says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(slots=True, kw_only=True)
class Fingerprint:
    """What the duplicate look-up needs to know of a text."""

    keys: tuple[int, ...]
    """The 24 smallest 48-bit hashes of the text's windows, ascending."""
    units: int
    """Length in units: CJK characters, words, numbers."""
    exact: str
    """Hex digest of the folded text; equal digests mean equal news text."""
    version: str
    """Version of the engine that made it."""


class Relation(StrEnum):
    """How two texts relate; the first five fold into one duplicate cluster."""

    EXACT = "exact"
    COPY = "copy"
    TRUNCATED = "truncated"
    REVISION = "revision"
    """The same news sent again with a fact put right."""
    TOGETHER = "together"
    """A person said that they belong to one cluster."""
    APART = "apart"
    """A person said that they do not."""
    QUOTES = "quotes"
    FOLLOWUP = "followup"
    TEMPLATE = "template_sibling"
    DIFFERENT = "different"


FOLDING = frozenset({Relation.EXACT, Relation.COPY, Relation.TRUNCATED, Relation.REVISION, Relation.TOGETHER})


class Ground(StrEnum):
    """Why the judge keeps two texts apart."""

    LITTLE_SHARED = "little-shared"
    """There is too little in common to weigh."""
    TOO_SHORT = "too-short"
    """Short texts agree by chance, and the titles are not related."""
    FURNITURE = "furniture"
    """One body under two titles that it does not speak of: page furniture."""
    SERIES = "series"
    """The next one of a series: another day, other facts."""
    NOTICE = "notice"
    """The same form of an official notice, filled in with another number or place."""
    SUBJECT = "subject"
    """Titles and texts name another subject in the same sentences."""
    LATER = "later"
    """A later report of its own that repeats the earlier text."""
    INSIDE = "inside"
    """The shorter one stands whole inside the longer one, under another title and not at its head."""
    BACKGROUND = "background"
    """Both begin with news of their own, under unrelated titles; they share what stands behind it."""
    REACTION = "reaction"
    """One title tells how the other text was received."""
    UNLIKE = "unlike"
    """What differs weighs more than what is shared."""


@dataclass(slots=True, kw_only=True)
class NewsText:
    """What the duplicate judge reads of an article."""

    title: str
    text: str
    published_on: date | None = None


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What the duplicate judge says of two texts."""

    relation: Relation
    score: float
    """0 … 1, probability that both are the same news text."""
    coverage: tuple[float, float] = (0.0, 0.0)
    """Share of the first text found in the second, and of the second in the first."""
    conflicts: tuple[tuple[str, str], ...] = ()
    """Facts that differ, such as ("三", "四"). A refusal of texts that share much names at least one."""
    runs: tuple[tuple[int, int, int, int], ...] = ()
    """Shared passages as (start, end) in the first text and (start, end) in the second."""
    ground: Ground | None = None
    """Why they are kept apart; None when they fold."""

    @property
    def folds(self) -> bool:
        """True when the two belong to one duplicate cluster."""
        return self.relation in FOLDING


Judge = Callable[[NewsText, NewsText], Verdict]
"""The duplicate judge, handed into the store: `pipelines.dedup.same_text.same`."""
