"""The address an article is known by: one for the same article, whatever link led to it.

Order: what the page claims (the address the e-paper engine writes beside the article, or the canonical link), if it
stays on the same site, is not its front page and has the article's number; the fetched address without tracking,
`?div=` and fragment.
"""

import re
from functools import cache, lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

import tldextract
from lxml.html import HtmlElement

from archive.records.addresses import to_name

NUMBER = re.compile(r"\d{4,}")
"""What may number an article in an address; shorter ones number pages and columns."""

MAX_CHARS = 2000


def canonical(fetched: str, claimed: str = "") -> str:
    """Return the canonical address of a page; `claimed` is what the page says of itself, and may be empty or lie."""
    try:
        whole = urljoin(fetched, claimed.strip()) if claimed.strip() else ""
    except ValueError:
        whole = ""
    return plain(whole if whole and _is_credible(whole, fetched) else fetched)


def plain(url: str) -> str:
    """Return an address without tracking keys, session and fragment; host in lower case, default port left out.

    >>> plain("HTTP://Paper.test:80/a/content_1.htm?div=-1&utm_source=x#top")
    'http://paper.test/a/content_1.htm'
    """
    try:
        return to_name(url)
    except ValueError:
        return url


def declared_canonical(root: HtmlElement) -> str:
    """Return the page's `<link rel=canonical>`, empty when it has none."""
    for each in root.iter("link"):
        if (each.get("rel") or "").lower() == "canonical" and each.get("href"):
            return str(each.get("href")).strip()
    return ""


def _is_credible(claimed: str, fetched: str) -> bool:
    try:
        there, here = urlsplit(claimed), urlsplit(fetched).hostname or ""
        owner = site(there.hostname or "")
    except ValueError:
        return False
    is_root = there.path.strip("/").lower() in ("", "index.html", "index.htm", "index.shtml") and not there.query
    if there.scheme not in ("http", "https") or is_root or len(claimed) > MAX_CHARS:
        return False
    if not _is_nameless(here) and not _names_the_same(there.path + there.query, urlsplit(fetched)):
        return False
    # A file or a server reached by number (8 of 481 e-papers) has no owner's name to compare with.
    return owner == site(here) or _is_nameless(here)


def _names_the_same(claimed: str, fetched: SplitResult) -> bool:
    """False when the claim has not the number of the fetched article: templates often claim one address for all."""
    numbers = NUMBER.findall(fetched.path.rpartition("/")[2]) or NUMBER.findall(fetched.query)
    return not numbers or numbers[-1] in claimed


def _is_nameless(host: str) -> bool:
    return host in ("", "localhost") or host.replace(".", "").isdigit() or ":" in host


@lru_cache(maxsize=4096)
def site(host: str) -> str:
    """Return the part of a host that one owner registers, such as `jsw.com.cn`; the host itself when it has none."""
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.suffix else host


@cache
def _suffixes() -> tldextract.TLDExtract:
    # The list that comes with the library: reading a page must not reach for the network or a cache folder.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
