"""Read the layout page of an e-paper: which page it is, what stands on it, which other pages there are.

Pure: text in, facts out. Knows both Founder lines: the older (`html/2024-02/20/node_2.htm`, unquoted attributes,
one id many times, lists twice) and the newer (`layout/202402/20/node_01.html`). Never trusts an id to be unique.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from scrapy import Selector

from archive.records import LayoutEntry
from crawler.addresses import absolute, day_in

PAGE_FILE = re.compile(r"(node_|nbs\.|n_|col|l(rb)?)[\w.]*\d\w*\.s?html?", re.IGNORECASE)
"""Layout pages in a census of 481 papers: node_2.htm, node_A01.html, nbs.D110000x_01.htm, col01.html, lRB01.html."""
ARTICLE_FILE = re.compile(r"(content_|nw\.|con|c)_?\w*\d[\w.-]*\.s?html?", re.IGNORECASE)
PAGE_TEXT = re.compile(r"第?\s*(?P<label>[A-Za-z]{0,3}\d{1,3}[A-Za-z]?)\s*(?:版\s*[:：]?|[:：])\s*(?P<name>.*)")
HEADINGS = ("#layout", ".newslisttit em", ".banci", "#nowLayout")
NOT_PAGES = re.compile(r"[上下前后]一?[版页]|首页|返回")
NOT_ARTICLES = re.compile(r"本?版?(责任编辑|责编|编辑|美编|校对|主编|值班)")
"""Lines about who made the page, which stand in the list of titles as if they were articles."""
DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
DAY_WITH_WEEKDAY = re.compile(DAY.pattern + r"\s*[，,]?\s*(?:星期|周)[一二三四五六日天]")
SPACES = re.compile(r"[\s\u3000\xa0]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """One page of the edition as the list of pages names it."""

    url: str
    label: str = ""
    """As printed, such as A01; empty when the list only has pictures."""
    name: str = ""
    pdf_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFacts:
    """What one layout page says."""

    label: str
    """Its own label, such as 01; empty when the page is none."""
    name: str
    day: date | None
    """The day printed on it; None when there is none."""
    pages: tuple[PageLink, ...]
    """All pages of the edition in the paper's order, this one among them when the list names it."""
    entries: tuple[LayoutEntry, ...]
    """Its articles: titles in the order of the list, then those that only the picture of the page leads to."""
    pdf_url: str

    @property
    def is_layout(self) -> bool:
        """True when the page is one of an edition at all."""
        return bool(self.label and (self.entries or self.pages))


def read_layout(html: str, url: str) -> LayoutFacts:
    """Return what the layout page at `url` says."""
    # libxml2 stops at NUL characters; they mean nothing.
    page = Selector(text=html.replace("\x00", "") or "<html></html>", type="html")
    pages, loose_pdf = _pages(page, url)
    own = next((one for one in pages if _same_file(one.url, url)), PageLink(url=url))
    heading = _heading(page)
    label = (heading and heading[0]) or own.label or _label_of_file(url)
    return LayoutFacts(
        label=label,
        name=(heading and heading[1]) or own.name,
        day=_day(page),
        pages=pages,
        entries=_entries(page, url),
        pdf_url=own.pdf_url or loose_pdf,
    )


def split_page_text(text: str) -> tuple[str, str] | None:
    """Return label and name of a text such as 第A01版：头版, or None.

    >>> split_page_text("第02版：综 合")
    ('02', '综 合')
    """
    found = PAGE_TEXT.fullmatch(_clean(text))
    return (found["label"].upper(), found["name"].strip()) if found else None


def _pages(page: Selector, url: str) -> tuple[tuple[PageLink, ...], str]:
    """Return the list of pages, and the first PDF that stands with no page (it is this page's)."""
    found: dict[str, PageLink] = {}
    current, loose_pdf = "", ""
    for link in page.css("a[href]"):
        target = absolute(url, link.attrib["href"])
        if target is None:
            continue
        if urlsplit(target).path.lower().endswith(".pdf"):
            if current and not found[current].pdf_url:
                found[current] = replace(found[current], pdf_url=target)
            loose_pdf = loose_pdf or ("" if current else target)
            current = ""
        elif _is_page(target, url):
            text = _clean(link.xpath("string()").get(""))
            current = "" if NOT_PAGES.search(text) else target
            if current:
                found[current] = _better(found.get(current), target, text)
    return tuple(found.values()), loose_pdf


def _better(known: PageLink | None, target: str, text: str) -> PageLink:
    """The link as the fuller of the lists names it: pages often have a menu and a table of the same links."""
    said = split_page_text(text)
    link = known or PageLink(url=target, label=_label_of_file(target))
    if said and not link.name:
        return replace(link, label=said[0], name=said[1])
    return link


def _entries(page: Selector, url: str) -> tuple[LayoutEntry, ...]:
    titles: dict[str, str] = {}
    refused: set[str] = set()
    for target, title in _listed(page, url):
        if NOT_ARTICLES.match(title):
            refused.add(target)
        elif title or target not in titles:
            titles[target] = titles.get(target) or title
    for area in page.xpath("//area[@href]"):
        area_target = absolute(url, area.attrib["href"])
        if area_target and _is_article(area_target, url):
            titles.setdefault(area_target, _clean(area.attrib.get("title", "")))
    kept = [(target, title) for target, title in titles.items() if target not in refused]
    return tuple(LayoutEntry(url=target, title=title, order=n) for n, (target, title) in enumerate(kept, start=1))


def _listed(page: Selector, url: str) -> Iterator[tuple[str, str]]:
    for link in page.css("a[href]"):
        target = absolute(url, link.attrib["href"])
        if target and _is_article(target, url):
            yield target, _title(link)


def _title(link: Selector) -> str:
    """Return the words of a link; a forced line break counts as one space."""
    return _clean("".join(part.get() if part.root.__class__ is str else " " for part in link.xpath(".//text()|.//br")))


def _is_page(target: str, url: str) -> bool:
    path = urlsplit(target).path
    file = path.rpartition("/")[2]
    # Some skins mix the page for small screens into the list, under the same file name.
    other_skin = "/pad/" in path.lower() and "/pad/" not in url.lower()
    return _same_edition(target, url) and bool(PAGE_FILE.fullmatch(file)) and not other_skin


def _is_article(target: str, url: str) -> bool:
    file = urlsplit(target).path.rpartition("/")[2]
    return _same_edition(target, url) and bool(ARTICLE_FILE.fullmatch(file)) and not PAGE_FILE.fullmatch(file)


def _same_edition(target: str, url: str) -> bool:
    """True when both lie on one host and name no two days: footers and calendars link to other editions."""
    days = {day_in(target), day_in(url)} - {None}
    return urlsplit(target).netloc == urlsplit(url).netloc and len(days) < 2


def _heading(page: Selector) -> tuple[str, str] | None:
    for selector in HEADINGS:
        for node in page.css(selector):
            if said := split_page_text(node.xpath("string()").get("")):
                return said
    for strong in page.xpath("//strong/parent::*[contains(., '版')]"):
        if said := split_page_text(strong.xpath("string()").get("")):
            return said
    return None


def _day(page: Selector) -> date | None:
    """Return the day printed on the page: beside its weekday, in an element named date, or in the title."""
    whole = " ".join(page.xpath("//body//text()[not(parent::script or parent::style)]").getall())
    dated = " ".join(page.xpath("//*[contains(@class,'date') or contains(@id,'date')]//text()").getall())
    title = page.xpath("string(//title)").get("")
    for pattern, text in ((DAY_WITH_WEEKDAY, whole), (DAY, dated), (DAY, title)):
        if found := pattern.search(text):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _label_of_file(url: str) -> str:
    """Return the label in a newer file name such as node_A01.html; older numbers count pages of all days."""
    found = re.search(r"/(?:layout|column)/.*node_([A-Z]{0,2}\d{2,3}[A-Z]?)\.html?$", urlsplit(url).path, re.IGNORECASE)
    return found[1].upper() if found else ""


def _same_file(one: str, other: str) -> bool:
    return urlsplit(one).path == urlsplit(other).path


def _clean(text: str) -> str:
    return SPACES.sub(" ", text).strip()
