"""The records that pass through the house: standard-library dataclasses, no behaviour beyond reading themselves.

Database models stay inside `archive.models`; text from outside is checked at its door and is one of these after it.
Times end in `_at` (aware, UTC), days in `_on`. Offsets count characters of the stored string, end exclusive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a fetched page did not become an article. Each is counted in the run's ledger and documented."""

    EMPTY = "empty"
    """No bytes, or no text at all."""
    UNDECODABLE = "undecodable"
    """No character set reads the bytes without loss."""
    NOT_HTML = "not-html"
    """A picture, PDF or other binary where a page was expected."""
    NOT_AN_ARTICLE = "not-an-article"
    """A list, layout page, login or error page."""
    SOFT_404 = "soft-404"
    """Status 200, but the page says that it does not exist."""
    WALL = "wall"
    """An anti-bot, login, consent or pay wall stands before the text."""
    NO_TITLE = "no-title"
    """No headline was found."""
    TOO_SHORT = "too-short"
    """Less text than the source's `min_chars`."""
    WRONG_DAY = "wrong-day"
    """The page carries another day than the edition that was asked for."""


class Role(StrEnum):
    """What a named person did for an article."""

    REPORTER = "reporter"
    CORRESPONDENT = "correspondent"
    COMMENTATOR = "commentator"
    AUTHOR = "author"
    PHOTOGRAPHER = "photographer"
    EDITOR = "editor"
    VIDEO = "video"
    OTHER = "other"


class Kind(StrEnum):
    """What sort of article it is."""

    NEWS = "news"
    FEATURE = "feature"
    COMMENTARY = "commentary"
    PHOTO = "photo"
    NOTICE = "notice"
    POLICY = "policy"
    OTHER = "other"


@dataclass(slots=True, kw_only=True)
class Person:
    """One person named as having made an article."""

    name: str
    role: Role = Role.AUTHOR
    role_raw: str = ""
    """The role as printed, such as 通讯员 or 文/图; empty when none was."""


@dataclass(slots=True, kw_only=True)
class Caption:
    """The words under one picture, kept apart from the text."""

    text: str
    people: tuple[Person, ...] = ()


@dataclass(slots=True, kw_only=True)
class Evidence:
    """One place in an article that earned it a theme."""

    field: str
    """`title` or `text`."""
    start: int
    end: int
    term: str
    """The rule's literal or pattern that matched; the matched words are field[start:end]."""
    weight: float


@dataclass(slots=True, kw_only=True)
class Tag:
    """One policy theme given to an article, with its evidence."""

    theme: str
    """Theme id, such as `tech-innovation`."""
    score: float
    central: bool = False
    """True when the article is about the theme, False when it only mentions it."""
    method: str = "rule"
    """rule, learned, human or source."""
    evidence: tuple[Evidence, ...] = ()
    """Empty only for `human`, `source`, and for a parent theme that a child handed its score up to."""


@dataclass(slots=True, kw_only=True)
class Mention:
    """One occurrence of a person, place, body, document number or money amount in the text."""

    kind: str
    """person, place, org, document, money or target."""
    name: str
    """Normal form."""
    start: int
    end: int
    detail: str = ""
    """Office of a person, code of a place; empty when none."""


@dataclass(slots=True, kw_only=True)
class Placement:
    """Where an article stood in print."""

    edition_on: date
    page_label: str
    """Layout page as printed, such as 01 or A01."""
    page_name: str = ""
    """Name of the layout page, such as 要闻."""
    order: int | None = None
    """Position on the layout page from 1, None when unknown."""


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


@dataclass(slots=True, kw_only=True)
class CaptureRef:
    """Where a capture lies, and the digest that proves it."""

    digest: str
    """`sha256:` and the hex digest of the body bytes as fetched (after transfer decoding)."""
    file: str
    """WARC file, relative to the captures folder."""
    offset: int
    """Byte offset of the response record in the file."""
    length: int
    """Bytes of the record as stored (compressed)."""
    fetched_at: datetime
    id: int = 0
    """Row of the capture in the archive; 0 when it is only in a file."""


@dataclass(slots=True, kw_only=True)
class Capture:
    """Bytes fetched at a time, with what is needed to read them again."""

    url: str
    """Address asked for."""
    final_url: str
    """Address after redirects."""
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    source: str
    """Source id; `import` for files given by hand."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What the spider knew (edition day, layout page ...), kept so that the capture can be read again."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """One article as the reading rooms understood it, before the store has numbered it."""

    url: str
    """Address after redirects, in canonical form."""
    source: str
    """Source id."""
    title: str
    text: str
    """Clean paragraphs joined by one line break each; no captions, credits or bylines standing alone."""

    kind: Kind = Kind.NEWS
    title_raw: str = ""
    """The title with the paper's forced line breaks."""
    kicker: str = ""
    """引题, printed above the title."""
    subtitle: str = ""
    """副题, printed below the title."""
    original_title: str = ""
    """The title of the text this is a reprint of (原标题), when the page says so."""
    people: tuple[Person, ...] = ()
    """Who made the text. Photographers of captions stand in the captions."""
    dateline: str = ""
    """As printed, such as 本报讯 or 新华社北京2月10日电."""
    agency: str = ""
    """Who the text is from according to the page (来源), such as 新华社."""
    published_on: date | None = None
    """Day printed on the page or the edition; None when neither says it. Never guessed from the crawl time."""
    published_at: datetime | None = None
    """The same with time of day, where the page gives one."""
    published_raw: str = ""
    """The same, as it stood on the page."""
    modified_at: datetime | None = None
    placement: Placement | None = None
    section: str = ""
    """Column or section of a site, such as 山西要闻."""
    language: str = ""
    """BCP 47, such as zh-Hans; empty when unknown."""
    captions: tuple[Caption, ...] = ()
    credits: tuple[str, ...] = ()
    """Lines such as 责任编辑, video makers, QR lines: kept, but not text."""
    tags: tuple[Tag, ...] = ()
    policy: float = 0.0
    """How much the article is about policy at all; larger is more. See pipelines.themes."""
    mentions: tuple[Mention, ...] = ()
    fingerprint: Fingerprint | None = None
    capture: CaptureRef | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Field name → how it was read, such as `enpproperty`, `selector h1`, `json-ld`."""
    reader: str = ""
    """Version of the reading rooms and hash of the taxonomy that made the draft."""


@dataclass(slots=True, kw_only=True)
class Rejected:
    """A fetched page that is not an article, and why."""

    reason: Reason
    detail: str = ""


class Relation(StrEnum):
    """How two texts relate; the first three fold into one duplicate cluster."""

    EXACT = "exact"
    COPY = "copy"
    TRUNCATED = "truncated"
    QUOTES = "quotes"
    FOLLOWUP = "followup"
    TEMPLATE = "template_sibling"
    DIFFERENT = "different"


FOLDING = frozenset({Relation.EXACT, Relation.COPY, Relation.TRUNCATED})


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
    """Facts that were substituted, such as ("三", "四")."""
    runs: tuple[tuple[int, int, int, int], ...] = ()
    """Shared passages as (start, end) in the first text and (start, end) in the second."""

    @property
    def folds(self) -> bool:
        """True when the two belong to one duplicate cluster."""
        return self.relation in FOLDING


Judge = Callable[[NewsText, NewsText], Verdict]
"""The duplicate judge, handed into the store: `pipelines.dedup.same_text.same`."""


@dataclass(slots=True, kw_only=True)
class KnownAddress:
    """What the archive remembers of an address it has met, for polite second visits."""

    url: str
    article_id: int
    published_on: date | None
    first_seen_at: datetime
    last_seen_at: datetime
    etag: str = ""
    last_modified: str = ""


@dataclass(slots=True, kw_only=True)
class ThemeName:
    """A theme as screens and letters name it; copied from the taxonomy into the archive."""

    id: str
    zh: str
    en: str
    group_zh: str = ""
    group_en: str = ""
    layer: str = "national"
    kind: str = "theme"
    """theme, or slogan."""


class Outcome(StrEnum):
    """What became of a saved draft; the first two count as stored."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    PLACED = "placed"
    """Same text at another place of the same edition: a placement was added, counted as duplicate."""


@dataclass(slots=True, kw_only=True)
class Saved:
    """What the store did with a draft."""

    article_id: int
    outcome: Outcome
    cluster_id: int
    relation: Relation | None = None
    """How the article relates to the one it was folded onto; None for a cluster of its own."""
    folded_onto: int | None = None
    """Id of the article whose cluster it joined."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The account of one run, in article addresses. `adds_up` must hold when a run closes."""

    discovered: int = 0
    stored: int = 0
    """New articles and new revisions."""
    unchanged: int = 0
    """Known and not changed: not fetched again, answered 304, or fetched with the same text."""
    duplicate: int = 0
    """Further placements of an article within its edition."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Reason → count."""
    failed: dict[str, int] = field(default_factory=dict)
    """Cause (timeout, http-500, robots, wall ...) → count."""
    revised: int = 0
    """Of `stored`, those that were new revisions."""
    folded: int = 0
    """Of `stored`, those that joined an existing duplicate cluster."""
    pages: int = 0
    """All responses, entry and layout pages included. Outside the sum."""
    bytes: int = 0
    """Body bytes received. Outside the sum."""

    @property
    def accounted(self) -> int:
        """Addresses that have an outcome."""
        known = self.stored + self.unchanged + self.duplicate
        return known + sum(self.rejected.values()) + sum(self.failed.values())

    @property
    def adds_up(self) -> bool:
        """True when every discovered address has exactly one outcome."""
        return self.discovered == self.accounted


@dataclass(slots=True, kw_only=True)
class LayoutEntry:
    """One article as a layout page announces it."""

    url: str
    title: str = ""
    order: int = 0


@dataclass(slots=True, kw_only=True)
class LayoutPage:
    """One layout page of an edition as its page announces it."""

    source: str
    edition_on: date
    label: str
    name: str
    url: str
    order: int
    entries: tuple[LayoutEntry, ...] = ()
    pdf_url: str = ""
    capture: CaptureRef | None = None


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
    """`source`, `theme`, `month` → counts, largest first (months ascending)."""
    notes: tuple[str, ...] = ()
    """Such as: ranked among the newest 10,000 matches."""
