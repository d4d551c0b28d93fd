"""A page opened once, for all ways of reading it."""

from dataclasses import dataclass

from lxml.html import HtmlElement

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
