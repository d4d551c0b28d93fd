"""The quick way for sources whose selectors give all there is: one parse, a few selectors, nothing else is looked at.

Used where the source's `read:` entry says that it is complete. Checked all the same, since that costs little: the day
against the fetch and the edition, the headline against the list that linked here and the meta tags, walls and pages
that are gone. When title, day or text is missing, the page has changed its make and is read like any other.
"""

import re
from dataclasses import dataclass, replace
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extract.addresses import declared_canonical
from pipelines.extract.assemble import assemble
from pipelines.extract.confidence import doubts
from pipelines.extract.dates import is_possible
from pipelines.extract.gov import tags
from pipelines.extract.kinds import declared_language, language_of
from pipelines.extract.reading import Reading, first_of, reading
from pipelines.extract.rules import read_body, read_rules
from pipelines.extract.sight import Sight
from pipelines.extract.structured import read_meta
from pipelines.extract.tree import Block
from pipelines.items import FetchedPage

MARKS = ("enpproperty", "founder-content", "索引号", "发文字号", "发文机关", "主题分类")
"""Marks of the e-paper engine, whose pictures, layout page and address its own reader knows, and of policy tables."""
_LINKS = etree.XPath("//a/@href")
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?)\b", re.I)


@dataclass(slots=True, kw_only=True)
class Ruled:
    """A page read by its source's selectors alone."""

    whole: Reading
    sight: Sight


def read_ruled(root: HtmlElement, html: str, page: FetchedPage) -> Ruled | None:
    """Read a page by its source's selectors alone; None where they do not give all, or documents hang on it."""
    rules = page.rules
    if not rules.complete:
        return None
    found = _found(root, page)
    body, how = read_body(root, rules) if found is not None else ([], "")
    if found is None or not body:
        return None
    sight = _sight(root, html, page, body)
    if _has_documents(sight):
        return None
    return Ruled(whole=assemble(sight, _known(found, sight), body, how, None), sight=sight)


def _has_documents(sight: Sight) -> bool:
    """Tell whether a page has what selectors cannot read: files, a policy table, the parts of an e-paper page."""
    links = "\n".join(map(str, cast("list[str]", _LINKS(sight.root))))
    return bool(_FILE_NAME.search(links)) or (sight.chinese and any(mark in sight.html for mark in MARKS))


def _found(root: HtmlElement, page: FetchedPage) -> Reading | None:
    found = read_rules(root, page.rules)
    day = found.published_on
    return found if found.title and day is not None and is_possible(day, page.fetched_at) else None


def _sight(root: HtmlElement, html: str, page: FetchedPage, body: list[Block]) -> Sight:
    declared = declared_language(root) or page.hints.language
    language = language_of("".join(block.text for block in body[:8]), declared)
    return Sight(root=root, html=html, page=page, meta=tags(root), blocks=body, language=language)


def _known(found: Reading, sight: Sight) -> Reading:
    """Add what costs nothing: the address, the hints, section and last change from meta tags."""
    hints = sight.page.hints
    meta = read_meta(sight.meta, chinese=sight.chinese)
    layers = [
        found,
        reading("hints", section=hints.section, page_label=hints.page_label, page_name=hints.page_name),
        reading("meta", section=meta.section, modified_at=meta.modified_at),
        reading("canonical link", canonical_url=declared_canonical(sight.root)),
    ]
    whole = first_of(layers)
    named = [sight.meta.get("og:title", ""), sight.meta.get("articletitle", "")]
    return replace(whole, flags=doubts(layers, whole, hints.title, named))
