"""What reading the archive gives back: records with all that a screen, an export or a notebook shows.

No behaviour, no database: `read` fills them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from archive.records import Caption, CaptureRef, Evidence, Mention, Person, SourceLine


@dataclass(slots=True, kw_only=True)
class ArticleLine:
    """An article in a list."""

    id: int
    title: str
    kicker: str
    url: str
    source: str
    source_name: str
    published_on: date | None
    first_seen_at: datetime
    cluster_id: int
    cluster_size: int = 1


@dataclass(slots=True, kw_only=True)
class TagView:
    """A theme of an article, with its names and what earned it."""

    theme: str
    zh: str
    """Chinese name; the theme's id when the archive does not know the theme (any more)."""
    en: str
    score: float
    central: bool
    method: str
    evidence: tuple[Evidence, ...]
    taxonomy: str
    """Version and hash of the taxonomy that gave it."""


@dataclass(slots=True, kw_only=True)
class PlacementView:
    """Where an article stood in print, and its address there."""

    edition_on: date
    page_label: str
    page_name: str
    order: int | None
    url: str


@dataclass(slots=True, kw_only=True)
class RevisionView:
    """One text of an article, oldest number 1."""

    number: int
    title: str
    kicker: str
    subtitle: str
    text: str
    seen_at: datetime
    """When this text was first seen."""
    capture_id: int | None
    is_reread: bool = False
    """True when it was read from the same capture as the one before: the reader changed, not the paper."""


@dataclass(slots=True, kw_only=True)
class MemberView:
    """An article of a duplicate cluster."""

    article_id: int
    title: str
    url: str
    source: str
    source_name: str
    published_on: date | None
    is_lead: bool
    relation: str = ""
    """How it relates to the article it was folded onto; empty for the one that opened the cluster."""
    folded_onto: int | None = None
    coverage: tuple[float, float] | None = None
    """Share of the other found in this one, and of this one found in the other."""


@dataclass(slots=True, kw_only=True)
class NearView:
    """An article that was compared with this one and kept apart."""

    article_id: int
    title: str
    source_name: str
    published_on: date | None
    relation: str
    conflicts: tuple[tuple[str, str], ...]
    """Facts that differ: (in the older article, in the newer one)."""


@dataclass(slots=True, kw_only=True)
class ReportView:
    """Another text on the same event, of another duplicate cluster."""

    article_id: int
    title: str
    source_name: str
    published_on: date | None
    likeness: float
    """How alike what they tell is, 0 … 1."""


@dataclass(slots=True, kw_only=True)
class CaptureView:
    """Which bytes an article was read from, and where they lie."""

    ref: CaptureRef
    url: str
    final_url: str
    status: int
    content_type: str
    size_bytes: int


@dataclass(slots=True, kw_only=True)
class AttachmentView:
    """A document of an article."""

    url: str
    name: str
    kind: str
    capture_id: int | None
    """Its bytes; None when they were not fetched."""
    text: str
    detail: str
    """Why there are no bytes or no text; empty when there is both, or when it was not tried yet."""


@dataclass(slots=True, kw_only=True)
class ArticleView:
    """One article with all that a screen shows of it."""

    id: int
    url: str
    source: SourceLine
    kind: str
    title: str
    title_raw: str
    kicker: str
    subtitle: str
    original_title: str
    text: str
    dateline: str
    agency: str
    published_on: date | None
    published_at: datetime | None
    published_raw: str
    modified_at: datetime | None
    section: str
    language: str
    policy: float
    policy_facts: Mapping[str, str]
    """The table above a policy document: normal key → value, see `Draft.policy_facts`; empty when it had none."""
    anchors: tuple[tuple[int, int, int], ...]
    """Where each paragraph stands in the capture, see `Draft.anchors`; empty for texts stored before they were kept."""
    attachments: tuple[AttachmentView, ...]
    """In the order of the page."""
    credits: tuple[str, ...]
    captions: tuple[Caption, ...]
    people: tuple[Person, ...]
    """Everyone named, photographers of captions included, in the order of the page."""
    placements: tuple[PlacementView, ...]
    tags: tuple[TagView, ...]
    """Highest score first."""
    mentions: tuple[Mention, ...]
    revision: int
    """Number of the present text."""
    revisions: tuple[RevisionView, ...]
    """All texts, oldest first, the present one last."""
    cluster_id: int
    members: tuple[MemberView, ...]
    """The whole duplicate cluster, this article included, the lead first, then by day."""
    near: tuple[NearView, ...]
    reports: tuple[ReportView, ...]
    """Other texts on the same event, the likest first."""
    capture: CaptureView | None
    provenance: Mapping[str, str]
    """Field → how it was read."""
    confidence: Mapping[str, float]
    """Field → how sure its reading is, 0 to 1."""
    flags: tuple[str, ...]
    """What a person should look at; empty for most."""
    reader: str
    text_sha256: str
    alertable: bool
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(slots=True, kw_only=True)
class EditionLine:
    """One edition in the list of a paper's editions."""

    edition_on: date
    pages: int
    announced: int
    """Articles that its layout pages name."""
    stored: int
    """Of these, those that the archive has."""


@dataclass(slots=True, kw_only=True)
class EntryView:
    """An article as a layout page announces it, and the stored one when there is one."""

    url: str
    title: str
    order: int
    article_id: int | None


@dataclass(slots=True, kw_only=True)
class LayoutView:
    """One layout page of an edition with what it announces."""

    label: str
    name: str
    url: str
    order: int
    pdf_url: str
    capture_id: int | None
    entries: tuple[EntryView, ...] = ()


@dataclass(slots=True, kw_only=True)
class EditionAccount:
    """What an edition announced against what the archive has of it."""

    pages_expected: int
    """Layout pages that its own lists name."""
    pages: int
    """Of these, those that were read."""
    missing_pages: tuple[str, ...]
    """Labels of the others; the address where a page has no label."""
    announced: int
    """Articles that the layout pages name, by list or picture."""
    missing: tuple[EntryView, ...]
    """Of these, those that are not stored: not to be had, forbidden or rejected."""
    skipped: tuple[int, ...]
    """Numbers left out by the articles' addresses where these are numbered without gaps: articles nobody announced."""
    settled: bool
    """True when two reads announced the same."""

    @property
    def is_whole(self) -> bool:
        """True when nothing is known to be missing."""
        return not (self.missing_pages or self.missing or self.skipped)


@dataclass(slots=True, kw_only=True)
class Totals:
    """How much the archive holds."""

    articles: int
    stories: int
    """Duplicate clusters."""
    sources: int
    """Sources that have an article."""
    captures: int
    first_on: date | None
    """Earliest and latest day printed on an article."""
    last_on: date | None


@dataclass(slots=True, kw_only=True)
class Coverage:
    """How many articles of a source each day has; days without are left out."""

    source: str
    name: str
    days: Mapping[date, int] = field(default_factory=dict)
