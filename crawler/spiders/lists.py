"""Read a list page: links to articles, the day beside each, the way to the next list page.

Pure: text in, facts out. Works by selectors of the source file, or by itself: a list is where links stand beside days,
and on a page without days where many links of one shape have the words of headlines; a page that has neither may name
its articles in JSON-LD.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from urllib.parse import urljoin

from scrapy import Selector

from crawler.addresses import absolute, canonical
from crawler.spiders.linked_data import read_linked_data

ROW = "ancestor::*[self::li or self::tr or self::dd or self::dl or self::p or self::article or self::div][1]"
"""The row of a link: its nearest ancestor of these."""
DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
SHORT_DAY = re.compile(r"(?<![\d-])(\d{2})\s*[-/.月]\s*(\d{2})(?![\d-])")
PAGER = re.compile(
    r"createPageHTML\(\s*(?:['\"][\w-]*['\"]\s*,\s*)?(?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*['\"](?P<prefix>[\w./-]+)['\"]\s*,\s*['\"](?P<ending>\w+)['\"]"
)
"""Two shapes: ('page_div', 10, 1, 'list', 'shtml', 200) counts pages from 1, (10, 0, 'list', 'htm') from 0."""
NEXT_WORDS = ("下一页", "下页", "next")
SHORTEST_TITLE = 5
"""Shorter link texts are menus: 更多, 首页, 通知公告. Among the rows of a list they are headlines too: 湿地鹭影."""
HEADLINE_CHARS = 8
"""Half of the links of a list without days have at least so many characters; menus have two to six."""
FEWEST_ALIKE = 3
"""So many links of one shape, at least, make a list without days."""
STEPS_OF_SHAPE = 4
"""Elements around a link that tell its shape, by name and class."""


Shape = tuple[str, ...]
"""Name and class of a link and of the elements around it, from within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLink:
    """One article as a list announces it."""

    url: str
    title: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What one list page says."""

    links: tuple[ListLink, ...]
    next_url: str
    """Address of the next list page; empty when there is none."""
    shape: Shape = ()
    """The shape of the links of a list without days; empty for others. The next pages are read by it."""
    by_data: bool = False
    """True when the links stand in the page's JSON-LD alone."""


def read_list(
    html: str, url: str, *, today: date, links: str = "", day: str = "", next_page: str = "", shape: Shape = ()
) -> ListFacts:
    """Return what the list page at `url` says; `links`, `day` and `next_page` are CSS selectors, empty means by itself.

    `today` completes days printed without a year; such a day is never later than `today`. `shape` is that of the links
    on the list pages before, when these had no days.
    """
    page = Selector(text=html.replace("\x00", "") or "<html></html>", type="html")
    read = [(node, link) for node in page.css(links or "a[href]") if (link := _link(node, url, today, day))]
    wanted = [link for _, link in read] if links else _dated(read)
    if not wanted:
        shapes = _shapes(read)
        shape = shape if shape in shapes else _telling(shapes)
        wanted = shapes.get(shape, [])
    else:
        shape = ()
    by_data = not wanted and not links
    once = {link.url: link for link in reversed(_linked(html, url, today) if by_data else wanted)}
    found = tuple(reversed(once.values()))
    return ListFacts(
        links=found, next_url=_next(page, html, url, next_page), shape=shape, by_data=by_data and bool(found)
    )


def _linked(html: str, url: str, today: date) -> list[ListLink]:
    """Return the articles that the page's JSON-LD names, without the page itself."""
    named = [(absolute(url, entry.href), entry) for entry in read_linked_data(html)]
    return [
        ListLink(url=target, title=entry.title, day=read_day(entry.published, today))
        for target, entry in named
        if target and target != canonical(url)
    ]


def _dated(read: list[tuple[Selector, ListLink]]) -> list[ListLink]:
    """Return the links with a day in their row; one of few words counts when it stands among rows of more."""
    dated = [(node, link) for node, link in read if link.day]
    boxes = {_box(node) for node, link in dated if len(link.title) >= SHORTEST_TITLE}
    return [link for node, link in dated if len(link.title) >= SHORTEST_TITLE or (link.title and _box(node) in boxes)]


def _box(anchor: Selector) -> object:
    """Return the element that holds the row of a link and its neighbours."""
    rows = anchor.xpath(ROW)
    return rows[0].root.getparent() if rows else None


def _shapes(read: list[tuple[Selector, ListLink]]) -> dict[Shape, list[ListLink]]:
    """Return the links with words by their shape."""
    shapes: dict[Shape, list[ListLink]] = {}
    for node, link in read:
        if link.title:
            shapes.setdefault(_shape(node), []).append(link)
    return shapes


def _telling(shapes: dict[Shape, list[ListLink]]) -> Shape:
    """Return the shape whose links say most, as headlines do; empty when all look like menus."""
    chars = {shape: [len(link.title) for link in links] for shape, links in shapes.items()}
    lists = {one: sum(n) for one, n in chars.items() if len(n) >= FEWEST_ALIKE and median(n) >= HEADLINE_CHARS}
    return max(lists, key=lambda shape: lists[shape], default=())


def _shape(anchor: Selector) -> Shape:
    above = [anchor.root, *anchor.root.iterancestors()][: STEPS_OF_SHAPE + 1]
    return tuple(f"{element.tag}.{element.get('class') or ''}" for element in above)


def _link(node: Selector, url: str, today: date, day: str) -> ListLink | None:
    anchor = node if node.root.tag == "a" else next(iter(node.css("a[href]")), None)
    target = absolute(url, anchor.attrib.get("href", "")) if anchor else None
    if anchor is None or target is None or target == canonical(url):
        return None
    shown = " ".join(anchor.xpath("string()").get("").split())
    # A list cuts long titles with dots and keeps the whole one in the attribute.
    title = " ".join(anchor.attrib.get("title", "").split()) or shown
    return ListLink(url=target, title=title, day=_day_of(anchor, today, day))


def _day_of(anchor: Selector, today: date, selector: str) -> date | None:
    for row in anchor.xpath(ROW):
        if selector:
            texts = row.css(selector).xpath("string()").getall()
        else:
            # The title may name a day of its own, so the text outside the link speaks first.
            outside = " ".join(row.xpath(".//text()[not(ancestor::a)]").getall())
            texts = [outside, row.xpath("string()").get("")]
        for text in texts:
            if (day := read_day(text, today)) is not None:
                return day
    return None


def read_day(text: str, today: date) -> date | None:
    """Return the first day written in `text`; one without a year is the latest such day up to `today`.

    >>> read_day("[02-20]", date(2024, 3, 1))
    datetime.date(2024, 2, 20)
    """
    if found := DAY.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := SHORT_DAY.search(text):
        day = _date(today.year, int(found[1]), int(found[2]))
        return day if day is None or day <= today else _date(today.year - 1, int(found[1]), int(found[2]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(page: Selector, html: str, url: str, selector: str) -> str:
    if selector:
        href = page.css(selector).xpath("self::*/@href").get() or page.css(selector).get() or ""
        return absolute(url, href) or ""
    for href in _next_hrefs(page):
        target = absolute(url, href)
        if target and target != canonical(url):
            return target
    return _next_by_script(html, url)


def _next_hrefs(page: Selector) -> Iterator[str]:
    yield from page.css("link[rel=next]::attr(href), a[rel=next]::attr(href)").getall()
    for anchor in page.css("a[href]"):
        text = " ".join(anchor.xpath("string()").get("").split()).lower().strip(" >»›")
        if text in NEXT_WORDS:
            yield anchor.attrib["href"]


def _next_by_script(html: str, url: str) -> str:
    """Return the next page of a list whose pager is written by createPageHTML."""
    found = PAGER.search(html)
    if not found:
        return ""
    pages, current = int(found["pages"]), int(found["current"])
    named = "'" in found[0].split(",")[0] or '"' in found[0].split(",")[0]
    following = current + 1
    if following > (pages if named else pages - 1):
        return ""
    return canonical(urljoin(url, f"{found['prefix']}_{following}.{found['ending']}"))
