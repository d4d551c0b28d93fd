"""Read the layout page of an e-paper: which page it is, what stands on it, which other pages there are.

Pure: text in, facts out. All lines of e-paper software are read alike: lists of pages and titles, the picture's map;
what differs is which addresses are layout pages and articles (`lines`). Never trusts an id to be unique.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from scrapy import Selector

from archive.records import LayoutEntry
from crawler.addresses import absolute, day_in
from crawler.spiders.jumps import COMES_FROM, GOES_ON
from crawler.spiders.lines import Line, line_of

PAGE_TEXT = re.compile(r"第?\s*(?P<label>[A-Za-z]{0,3}\d{1,3}[A-Za-z]?)\s*(?:版\s*[:：]?|[:：])\s*(?P<name>.*)")
HEADINGS = ("#layout", ".newslisttit em", ".banci", "#nowLayout")
NEXT_PAGE = re.compile(r"[下后]一?[版页]")
NOT_PAGES = re.compile(r"[上下前后]一?[版页]|首页|返回")
NOT_ARTICLES = re.compile(r"本?版?(责任编辑|责编|编辑|美编|校对|主编|值班)")
"""Lines about who made the page, which stand in the list of titles as if they were articles."""
JUMP = re.compile(rf"[（(【\[]?\s*(?:{GOES_ON.pattern}|{COMES_FROM.pattern})\s*[）)】\]]?")
"""下转第2版 and 上接第1版 behind a title: where the story goes on in print, no part of the title."""
DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
DAY_WITH_WEEKDAY = re.compile(DAY.pattern + r"\s*[，,]?\s*(?:星期|周)[一二三四五六日天]")
SPACES = re.compile(r"[\s\u3000\xa0]+")
LINKS = "//a[@href or @daoxiang]"
"""Links; the line `articel` keeps the address of an article in an attribute `daoxiang` that a script reads."""

Links = tuple[tuple[Selector, str], ...]
"""The links of a page, each with the address that it leads to."""


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
    next_url: str = ""
    """The page that 下一版 leads to; empty when there is none. Counts where a page has no list of pages."""

    @property
    def is_layout(self) -> bool:
        """True when the page is one of an edition at all."""
        return bool(self.label and (self.entries or self.pages))


def read_layout(html: str, url: str, line: str = "auto") -> LayoutFacts:
    """Return what the layout page at `url` says; `line` counts where the address does not tell its line."""
    # libxml2 stops at NUL characters; they mean nothing.
    page = Selector(text=html.replace("\x00", "") or "<html></html>", type="html")
    shapes = line_of(url, line)
    links = tuple(_links(page, url))
    pages, loose_pdf = _pages(links, url, shapes)
    own = next((one for one in pages if _same_file(one.url, url)), PageLink(url=url))
    if not own.label and pages and shapes.is_index(url):
        own = pages[0]
    heading = _heading(page)
    label = (heading and heading[0]) or own.label or shapes.page_of(url)
    return LayoutFacts(
        label=label,
        name=(heading and heading[1]) or own.name,
        day=_day(page),
        pages=pages,
        entries=_entries(page, links, url, shapes, pages),
        pdf_url=own.pdf_url or loose_pdf,
        next_url=_next(links, url, shapes),
    )


def split_page_text(text: str) -> tuple[str, str] | None:
    """Return label and name of a text such as 第A01版：头版, or None.

    >>> split_page_text("第02版：综 合")
    ('02', '综 合')
    """
    found = PAGE_TEXT.fullmatch(_clean(text))
    return (found["label"].upper(), found["name"].strip()) if found else None


def _pages(links: Links, url: str, shapes: Line) -> tuple[tuple[PageLink, ...], str]:
    """Return the list of pages, and the first PDF that stands with no page (it is this page's)."""
    found: dict[str, PageLink] = {}
    current, loose_pdf = "", ""
    for link, target in links:
        if urlsplit(target).path.lower().endswith(".pdf"):
            if shapes.pdf_first:
                loose_pdf = target
            elif current and not found[current].pdf_url:
                found[current] = replace(found[current], pdf_url=target)
            else:
                loose_pdf = loose_pdf or ("" if current else target)
            current = ""
        elif _is_page(target, url, shapes):
            text = _clean(link.xpath("string()").get(""))
            current = "" if NOT_PAGES.search(text) else target
            if current:
                found[current] = _better(found.get(current), target, text, shapes)
                if shapes.pdf_first and loose_pdf:
                    found[current], loose_pdf = replace(found[current], pdf_url=loose_pdf), ""
    return tuple(found.values()), loose_pdf


def _links(page: Selector, url: str) -> Iterator[tuple[Selector, str]]:
    for link in page.xpath(LINKS):
        target = absolute(url, link.attrib.get("daoxiang") or link.attrib.get("href", ""))
        if target is not None:
            yield link, target


def _better(known: PageLink | None, target: str, text: str, shapes: Line) -> PageLink:
    """The link as the fuller of the lists names it: pages often have a menu and a table of the same links."""
    said = split_page_text(text)
    link = known or PageLink(url=target, label=shapes.page_of(target))
    if said and not link.name:
        return replace(link, label=said[0], name=said[1])
    return link


def _next(links: Links, url: str, shapes: Line) -> str:
    """Return the page that 下一版 leads to; empty when there is none."""
    for link, target in links:
        if NEXT_PAGE.search(link.xpath("string()").get("")) and _is_page(target, url, shapes):
            return "" if _same_file(target, url) else target
    return ""


def _entries(
    page: Selector, links: Links, url: str, shapes: Line, pages: tuple[PageLink, ...]
) -> tuple[LayoutEntry, ...]:
    """Return the union of the list of titles and the picture's map, without the titles of other layout pages."""
    titles: dict[str, str] = {}
    refused: set[str] = set()
    for link, target in links:
        if not _is_article(target, url, shapes):
            continue
        title = JUMP.sub("", _title(link)).strip()
        if NOT_ARTICLES.match(title):
            refused.add(target)
        elif title or target not in titles:
            titles[target] = titles.get(target) or title
    for area in page.xpath("//area[@href or @daoxiang]"):
        area_target = absolute(url, area.attrib.get("daoxiang") or area.attrib.get("href", ""))
        if area_target and _is_article(area_target, url, shapes):
            titles.setdefault(area_target, _clean(area.attrib.get("title", "")))
    refused |= _of_other_pages(titles, url, shapes, pages) | _pad_twins(titles)
    kept = [(target, title) for target, title in titles.items() if target not in refused]
    return tuple(LayoutEntry(url=target, title=title, order=n) for n, (target, title) in enumerate(kept, start=1))


def _of_other_pages(titles: dict[str, str], url: str, shapes: Line, pages: tuple[PageLink, ...]) -> set[str]:
    """Return the articles whose address says that they stand on another page of the list.

    Some sites list the whole edition on its first page; each article is read where it stands.
    """
    here = shapes.page_of(url) or (shapes.page_of(pages[0].url) if pages and shapes.is_index(url) else "")
    elsewhere = {_bare(shapes.page_of(one.url)) for one in pages} - {_bare(here), ""}
    return {target for target in titles if _bare(shapes.page_of(target)) in elsewhere} if here else set()


def _bare(number: str) -> str:
    """The number of a page without leading zeros, since 001 in an article's address is page 01."""
    return number.lstrip("0")


def _pad_twins(titles: dict[str, str]) -> set[str]:
    """Return the addresses of the skin for small screens whose article is listed in the other skin too."""
    files = {_file(target) for target in titles if "/pad/" not in target.lower()}
    return {target for target in titles if "/pad/" in target.lower() and _file(target) in files}


def _title(link: Selector) -> str:
    """Return the words of a link; a forced line break counts as one space."""
    return _clean("".join(part.get() if part.root.__class__ is str else " " for part in link.xpath(".//text()|.//br")))


def _is_page(target: str, url: str, shapes: Line) -> bool:
    # Some skins mix the page for small screens into the list, under the same file name.
    other_skin = "/pad/" in urlsplit(target).path.lower() and "/pad/" not in url.lower()
    return _same_edition(target, url) and shapes.is_page(target) and not other_skin


def _is_article(target: str, url: str, shapes: Line) -> bool:
    return _same_edition(target, url) and shapes.is_article(target)


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


def _file(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def _same_file(one: str, other: str) -> bool:
    return urlsplit(one).path == urlsplit(other).path


def _clean(text: str) -> str:
    return SPACES.sub(" ", text).strip()
