"""What a site offers to collect: feeds, WordPress, e-paper editions, sitemaps, lists. Pure: pages in, offers out.

The pages are fetched by `crawler.spiders.discover`; the source file of an offer is written by the control desk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from scrapy import Selector

from crawler.addresses import absolute, day_in
from crawler.registry.schema import HOUSE_ZONE
from crawler.spiders.answers import read_json
from crawler.spiders.edition import refresh_target
from crawler.spiders.feed import read_feed
from crawler.spiders.jsonapi import POSTS
from crawler.spiders.layout import read_layout
from crawler.spiders.lists import read_list
from crawler.spiders.sitemaps import read_sitemap

FEED_PATHS = ("feed", "rss.xml", "atom.xml", "feed.xml", "index.xml")
"""Where feeds stand when no page names them."""
SITEMAP_PATHS = ("robots.txt", "sitemap.xml")
FEED_LINKS = "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom], link[rel~=alternate][type*=json]"
FEWEST_LINKS = 5
"""Dated links that make a page a list."""
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
            why=f"a layout page of {len(facts.pages) or 1} with {len(facts.entries)} articles",
        )
        return
    dated = [link for link in read_list(page.text, page.url, today=today).links if link.day]
    if len(dated) >= FEWEST_LINKS:
        yield Offer(family="listing", start=page.url, why=f"a list of {len(dated)} dated links")


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
