"""What a search gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from archive.records.articles import Placement


@dataclass(slots=True, kw_only=True)
class Mark:
    """A stretch of a snippet or text that matched, start and end in characters."""

    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Snippet:
    """A piece of the stored text around a match. `text[m.start:m.end]` are the matched words."""

    text: str
    marks: tuple[Mark, ...] = ()
    start: int = 0
    """Where the piece begins in the stored field."""


@dataclass(slots=True, kw_only=True)
class Hit:
    """One article that a query found."""

    article_id: int
    title: str
    url: str
    source: str
    published_on: date | None
    cluster_id: int
    cluster_size: int = 1
    kicker: str = ""
    subtitle: str = ""
    placement: Placement | None = None
    themes: tuple[str, ...] = ()
    title_marks: tuple[Mark, ...] = ()
    snippet: Snippet | None = None
    document: str = ""
    """Name of the attachment that the snippet is of; empty when it is of the text."""
    score: float | None = None
    """BM25, larger is better; None when sorted by date."""


@dataclass(slots=True, kw_only=True)
class FacetCount:
    """How many hits carry a value."""

    value: str
    count: int


@dataclass(slots=True, kw_only=True)
class Answer:
    """What a search gives back."""

    query: str
    """The query as understood, in canonical form."""
    total: int
    """Exact number of matching articles."""
    stories: int
    """Exact number of duplicate clusters among them."""
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    """`source`, `place`, `theme`, `type`, `page`, `person`, `month` → counts, largest first (months ascending).

    Exact but for `person`, which is counted among the newest matches; a note says so where it matters.
    """
    notes: tuple[str, ...] = ()
    """Such as: ranked among the newest 10,000 matches."""
    upto: int = 0
    """Largest number of a matching article; given with later pages, articles stored meanwhile move nothing."""
    cursor: str = ""
    """Where the next page begins; empty when there is none."""
