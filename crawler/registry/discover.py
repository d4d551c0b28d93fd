"""What a site offers to collect: feeds, WordPress, e-papers, sitemaps, lists of government sites and others. Pure.

The pages are fetched by `crawler.spiders.discover`; the source file of an offer is written by the control desk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from scrapy import Selector

from crawler.addresses import absolute, day_in
from crawler.registry.schema import HOUSE_ZONE, GovOptions
from crawler.spiders.answers import read_json
from crawler.spiders.edition import refresh_target
from crawler.spiders.feed import read_feed
from crawler.spiders.gov import Ask, adapter_of
from crawler.spiders.gov import Seen as GovSeen
from crawler.spiders.jsonapi import POSTS
from crawler.spiders.layout import read_layout
from crawler.spiders.lines import line_of
from crawler.spiders.lists import read_list
from crawler.spiders.sitemaps import read_sitemap

FEED_PATHS = ("feed", "rss.xml", "atom.xml", "feed.xml", "index.xml")
"""Where feeds stand when no page names them."""
SITEMAP_PATHS = ("robots.txt", "sitemap.xml")
FEED_LINKS = "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom], link[rel~=alternate][type*=json]"
FEWEST_LINKS = 5
"""Links that make a page a list."""
GOV_MARKS = re.compile(r"<meta[^>]+name\s*=\s*[\"']?(?:SiteIDCode|SiteDomain|ColumnType|ColumnName)\b", re.IGNORECASE)
"""Tags that 国办发〔2017〕47号 prescribes for government sites."""
GOV_HOST = re.compile(r"(?:^|\.)gov\.cn$")
BY_FILE_NAME = ("static", "index")
"""Adapters that fit any page of a name: only a government page with rows is one of theirs."""
DATES = (
    (re.compile(r"/\d{4}-\d{2}/\d{2}/"), "/{day:%Y-%m}/{day:%d}/"),
    (re.compile(r"/\d{4}-\d{2}-\d{2}/"), "/{day:%Y-%m-%d}/"),
    (re.compile(r"/\d{6}/\d{2}/"), "/{day:%Y%m}/{day:%d}/"),
    (re.compile(r"/\d{8}/"), "/{day:%Y%m%d}/"),
    (re.compile(r"/\d{4}/\d{2}/\d{2}/"), "/{day:%Y}/{day:%m}/{day:%d}/"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One way to collect from a site."""

    family: str
    start: str
    why: str
    """What was seen, in a few words."""
    options: dict[str, str] = field(default_factory=dict)
    """Keys of the family's own section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One page of the site as it came."""

    url: str
    body: bytes
    text: str
    content_type: str = ""


def probes(url: str) -> tuple[str, ...]:
    """Return the addresses worth asking besides the page itself, which name or hold what a site offers."""
    root = urljoin(url, "/")
    return tuple(urljoin(root, path) for path in (*FEED_PATHS, f"{POSTS}?per_page=1", *SITEMAP_PATHS))


def links_to_feeds(page: Seen) -> tuple[str, ...]:
    """Return the feeds that a page names in its head."""
    found = Selector(text=page.text or "<html/>", type="html").css(FEED_LINKS).xpath("@href").getall()
    return tuple(dict.fromkeys(target for href in found if (target := absolute(page.url, href))))


def offers_of(page: Seen, *, today: date) -> Iterator[Offer]:
    """Give what one page offers by itself."""
    zone = ZoneInfo(HOUSE_ZONE)
    if page.url.partition("?")[0].endswith(POSTS):
        if isinstance(read_json(page.text), list):
            yield Offer(
                family="jsonapi",
                start=page.url.partition(POSTS)[0],
                why="WordPress answers",
                options={"preset": "wordpress"},
            )
        return
    entries = read_feed(page.body, page.url, content_type=page.content_type, zone=zone)
    if entries:
        yield Offer(family="feed", start=page.url, why=f"a feed of {len(entries)} entries")
        return
    found = read_sitemap(page.body, zone=zone)
    if found is not None:
        count = len(found.entries) or len(found.files)
        if count:
            yield Offer(
                family="sitemap", start=page.url, why=f"names {count} {'addresses' if found.entries else 'files'}"
            )
        return
    yield from _page_offers(page, today)


def _page_offers(page: Seen, today: date) -> Iterator[Offer]:
    facts = read_layout(page.text, page.url)
    if facts.is_layout and day_in(page.url) and facts.entries:
        yield Offer(
            family="edition",
            start=template_of(page.url),
            options={"line": line} if (line := line_of(page.url).name) else {},
            why=f"a layout page of {len(facts.pages) or 1} with {len(facts.entries)} articles",
        )
        return
    if gov := _gov_offer(page, today):
        yield gov
        return
    found = read_list(page.text, page.url, today=today)
    if len(found.links) >= FEWEST_LINKS:
        kind = "articles named in JSON-LD" if found.by_data else "links without days" if found.shape else "dated links"
        marked = "; the page carries JSON-LD" if not found.by_data and "application/ld+json" in page.text else ""
        yield Offer(family="listing", start=page.url, why=f"a list of {len(found.links)} {kind}{marked}")


def _gov_offer(page: Seen, today: date) -> Offer | None:
    """Return the list of a government site that a page is, with the way in which it is written."""
    adapter = adapter_of("auto", page.text, page.url)
    is_gov = bool(GOV_HOST.search(urlsplit(page.url).hostname or "") or GOV_MARKS.search(page.text))
    if adapter.name in BY_FILE_NAME and not is_gov:
        return None
    seen = GovSeen(text=page.text, url=page.url, ask=Ask(url=page.url), today=today, options=GovOptions())
    read = adapter.read(seen)
    if not (len(read.rows) >= FEWEST_LINKS or read.lists or (read.rows and read.next)):
        return None
    why = f"a government list of {len(read.rows)} rows" if read.rows else "a page that stands for a government list"
    return Offer(
        family="govsite", start=page.url, why=f"{why}, in the way '{adapter.name}'", options={"list": adapter.name}
    )


def leads_on(page: Seen) -> str | None:
    """Return where an index page of an e-paper sends its reader; None when it is none."""
    return refresh_target(page.text, page.url)


def template_of(url: str) -> str:
    """Return the address of a front page as a template of its day.

    >>> template_of("http://x.test/PC/layout/202402/20/node_01.html")
    'http://x.test/PC/layout/{day:%Y%m}/{day:%d}/node_01.html'
    """
    for pattern, shape in DATES:
        if pattern.search(url):
            return pattern.sub(shape, url, count=1)
    return url
