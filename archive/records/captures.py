"""Captures, the addresses they came from, and what layout pages announce."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


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
class EditionRead:
    """What one reading of a whole edition announced."""

    source: str
    edition_on: date
    pages: tuple[str, ...]
    """Label of every layout page that any page named, in the paper's order; its address where it has no label."""
    announced: tuple[str, ...]
    """Addresses of the articles on the layout pages that were read."""
    is_whole: bool = True
    """False when a layout page could not be read or the crawl was stopped."""
    run_id: int | None = None
    """The run that read it."""
