"""A page opened once, for all ways of reading it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.records import Attachment
from pipelines.extract.tree import Block
from pipelines.items import FetchedPage


@dataclass(slots=True, kw_only=True)
class Sight:
    """The parsed page and what several ways of reading need of it."""

    root: HtmlElement
    html: str
    page: FetchedPage
    meta: dict[str, str]
    """Meta tags by lower-case name, first non-empty."""
    blocks: list[Block]
    """All blocks of the page, furniture included."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """The page's policy table, taken out of the tree; see policy_table.py."""
    attachments: tuple[Attachment, ...] = ()
    """Documents linked in the article."""
    language: str
    """By script, else as the page or source declares."""

    @property
    def chinese(self) -> bool:
        """True for Chinese in either script: labels are looked for, times without zone are Shanghai's."""
        return self.language.startswith("zh")

    @property
    def site_names(self) -> tuple[str, ...]:
        """Names of the site: as its source file and its own tags give them."""
        named = (self.page.source_name, self.meta.get("og:site_name", ""), self.meta.get("sitename", ""))
        return tuple(filter(None, named))
