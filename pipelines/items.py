"""What a spider must hand in. Spiders find and fetch; they understand nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

from archive.records import Capture, CaptureRef

Fate = Literal["stored", "unchanged", "duplicate", "rejected", "failed"]
"""What became of an address of a crawl, as the run's ledger counts it."""
ROLE = "role"
"""Key beside a capture's hints that marks what is no article page, such as a layout page; articles carry none."""


@dataclass(slots=True, kw_only=True)
class Hints:
    """What the spider knew about a page from where it found it. Everything may be missing."""

    edition_on: date | None = None
    """Day of the edition the page was reached from."""
    page_label: str = ""
    page_name: str = ""
    order: int | None = None
    title: str = ""
    """Title in the list, feed or layout page that linked here."""
    published_on: date | None = None
    """Day given by the list or feed."""
    section: str = ""
    language: str = ""
    """BCP 47 tag from the source file."""
    file_name: str = ""
    """Name of the file, for imports."""
    goes_on_at: str = ""
    """Address of the other half of a printed story that goes on on another layout page (下转)."""
    begins_at: str = ""
    """Address of the first half of a printed story that has begun on another layout page (上接)."""

    def as_text(self) -> dict[str, str]:
        """The hints that are set, as text, for keeping beside a capture."""
        named = {hint.name: getattr(self, hint.name) for hint in fields(self)}
        return {name: str(value) for name, value in named.items() if value not in (None, "")}

    @classmethod
    def from_text(cls, kept: Mapping[str, str]) -> "Hints":
        """The hints as they were before `as_text`; unknown names are ignored."""
        return cls(
            edition_on=_day(kept.get("edition_on")),
            page_label=kept.get("page_label", ""),
            page_name=kept.get("page_name", ""),
            order=int(kept["order"]) if kept.get("order") else None,
            title=kept.get("title", ""),
            published_on=_day(kept.get("published_on")),
            section=kept.get("section", ""),
            language=kept.get("language", ""),
            file_name=kept.get("file_name", ""),
            goes_on_at=kept.get("goes_on_at", ""),
            begins_at=kept.get("begins_at", ""),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(slots=True, kw_only=True)
class ReadRules:
    """Selectors of one source for one stretch of time, from its dated `read:` list.

    Each selector list is tried in order, the first that yields text wins. A selector is CSS;
    `a::attr(x)` takes an attribute.
    """

    since: date | None = None
    """First day on which they hold; None means always."""
    title: tuple[str, ...] = ()
    """Headline."""
    kicker: tuple[str, ...] = ()
    """引题, above the headline."""
    subtitle: tuple[str, ...] = ()
    """副题, below the headline."""
    body: tuple[str, ...] = ()
    """Paragraphs, or the element that holds them."""
    date: tuple[str, ...] = ()
    """Day or moment of publication."""
    author: tuple[str, ...] = ()
    """Who made the text."""
    origin: tuple[str, ...] = ()
    """Where the text is from (来源)."""
    remove: tuple[str, ...] = ()
    """Elements dropped before reading."""
    complete: bool = False
    """True: what no selector here names, the source's pages do not have, so nothing else of them is looked at. That is
    some times as fast; a page on which title, day or text is not found is read like any other."""
    min_chars: int = 40
    """Shorter texts are rejected as too-short. Photo stories are exempt."""


@dataclass(slots=True, kw_only=True)
class FetchedPage:
    """One fetched page, handed to the reading rooms."""

    url: str
    """Address after redirects."""
    asked_url: str = ""
    """Address under which the crawl found the page, its key in the run's account; empty means `url`."""
    source: str
    """Source id."""
    source_name: str
    """Name of the source as printed, such as 镇江日报."""
    body: bytes
    fetched_at: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case names; at least `content-type` when the server sent one."""
    hints: Hints = field(default_factory=Hints)
    rules: ReadRules = field(default_factory=ReadRules)
    capture: CaptureRef | None = None
    """Where the bytes are kept; None only in tests and dry runs."""
    furniture: frozenset[str] = frozenset()
    """Hashes of blocks that the source's pages repeat, as `pipelines.extract.learn_furniture` gives them."""
    alertable: bool = True
    """False for first crawls, backfills and re-reads: such articles never mail."""
    parts: tuple["FetchedPage", ...] = ()
    """Further pages on which the article continues, in order; see `pipelines.parts`."""
    part_missing: bool = False
    """True when a further page is known and could not be fetched."""
    run_id: int | None = None
    """Run whose account the page is settled in, in the transaction that stores it; None outside a crawl."""

    @classmethod
    def of_capture(
        cls, capture: Capture, ref: CaptureRef, *, source_name: str, rules: ReadRules, alertable: bool = False
    ) -> "FetchedPage":
        """The page that a capture was when it was fetched."""
        return cls(
            url=capture.final_url,
            asked_url=capture.url,
            source=capture.source,
            source_name=source_name,
            body=capture.body,
            fetched_at=capture.fetched_at,
            status=capture.status,
            headers={name.lower(): value for name, value in capture.headers},
            hints=Hints.from_text(capture.hints),
            rules=rules,
            capture=ref,
            alertable=alertable,
        )

    @property
    def content_type(self) -> str:
        """Value of the Content-Type header, empty when there was none."""
        return self.headers.get("content-type", "")


@dataclass(slots=True, kw_only=True)
class FetchedAttachment:
    """One fetched document of an article, handed to the reading rooms."""

    id: int
    """Row of the document in the archive."""
    url: str
    kind: str
    """As its address says: pdf, doc, docx, wps, ofd, xls or xlsx; the bytes may be something else."""
    body: bytes
    fetched_at: datetime
    capture: CaptureRef
