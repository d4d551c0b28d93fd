"""Articles: as understood by the reading rooms, before the store has numbered them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from archive.records.captures import CaptureRef
from archive.records.duplicates import Fingerprint
from archive.records.marks import Mention, Tag


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
    TOO_SLOW = "too-slow"
    """Reading it took longer than any page may."""
    WRONG_DAY = "wrong-day"
    """The page carries another day than the edition that was asked for."""
    LONG_ADDRESS = "long-address"
    """The address has more than 2,000 bytes: no page, but a trap or a form; no index of PostgreSQL takes much more."""


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
    AD = "ad"
    """Paid for: advertisements, sponsored texts, public service advertisements. Legal notices are notices."""
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
    after: int = 0
    """Paragraphs of the text that stand above it on the page; 0 also where the page keeps pictures beside the text."""


@dataclass(slots=True, kw_only=True)
class Attachment:
    """One document that an article links to as its own, such as the PDF of a circular."""

    url: str
    name: str
    """As the page names it; the file's own name when the link has no words."""
    kind: str
    """pdf, doc, docx, wps, ofd, xls or xlsx."""


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
    policy_facts: Mapping[str, str] = field(default_factory=dict)
    """The table above a policy document (索引号, 发文字号 ...): normal key → value, days in ISO 8601.

    Keys: index_number, subject, issuer, publisher, signed_on, number, public_on, genre, validity, keywords,
    effective_on, expires_on."""
    attachments: tuple[Attachment, ...] = ()
    """Documents linked in the text, in its order."""
    anchors: tuple[tuple[int, int, int], ...] = ()
    """Where each paragraph stands: part of the page from 1, start and length in its decoded text; (0, 0, 0) when the
    page does not show the paragraph as it stands. Empty when not looked for."""
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
    confidence: Mapping[str, float] = field(default_factory=dict)
    """Field name → how sure its reading is, 0 to 1: of the values read so on the measured pages, the share right."""
    flags: tuple[str, ...] = ()
    """What a person should look at: `needs_review`, and why: `title_disagrees`, `day_disagrees`, `text_unsure`."""
    reader: str = ""
    """Version of the reading rooms and hash of the taxonomy that made the draft."""


@dataclass(slots=True, kw_only=True)
class Rejected:
    """A fetched page that is not an article, and why."""

    reason: Reason
    detail: str = ""
