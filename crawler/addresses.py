"""Addresses as the crawl compares them, and the day that an e-paper address names."""

import re
from datetime import date
from urllib.parse import urljoin, urlsplit

from archive.errors import AskedWrongly
from archive.records.addresses import to_fetch

DATED_PATHS = (
    re.compile(r"/(\d{4})-(\d{2})/(\d{2})/"),
    re.compile(r"/(\d{4})(\d{2})/(\d{2})/"),
    re.compile(r"/(\d{4})(\d{2})(\d{2})/"),
    re.compile(r"/(\d{4})/(\d{2})/(\d{2})/"),
    re.compile(r"/(\d{4})-(\d{2})-(\d{2})/"),
)


def absolute(base: str, href: str) -> str | None:
    """Return `href` as an http address seen from the page `base`, without noise; None when it is no page.

    >>> absolute("http://x.test/a/node_1.htm", "./content_9.htm?div=-1#top")
    'http://x.test/a/content_9.htm'
    """
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        joined = urljoin(base, href)
        parts = urlsplit(joined)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
        return canonical(joined) if is_page else None
    except ValueError:
        return None


def typed(url: str) -> str:
    """Return an http address as a person typed it, with a path; raise AskedWrongly when it is none."""
    if absolute("", url) is None:
        raise AskedWrongly(f"'{url}' is not an address", mend="write it from http:// or https:// on")
    return url if urlsplit(url).path else f"{url}/"


def canonical(url: str) -> str:
    """Return an address without fragment, session, default port and noise in the query. The path's case stays."""
    return to_fetch(url)


def day_in(url: str) -> date | None:
    """Return the day that a path such as /202402/20/ or /2024-02/20/ names, or None.

    >>> day_in("http://x.test/PC/layout/202402/20/node_01.html")
    datetime.date(2024, 2, 20)
    """
    path = urlsplit(url).path
    for pattern in DATED_PATHS:
        if found := pattern.search(path):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def host_fits(url: str, hosts: tuple[str, ...]) -> bool:
    """True when the address lies on one of the hosts or below it; an empty list lets every host pass."""
    name = urlsplit(url).hostname or ""
    return not hosts or any(name == host or name.endswith(f".{host}") for host in hosts)
