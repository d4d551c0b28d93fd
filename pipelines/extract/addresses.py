"""The address an article is known by: one for the same article, whatever link led to it.

Order: the address the e-paper engine writes beside the article; the canonical link of the page, if it stays on the
same site and is not its front page; the fetched address without tracking, `?div=` and fragment.
"""

from functools import cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import tldextract
from lxml.html import HtmlElement

TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "spm", "share_token", "share_from"}
    | {"from", "isappinstalled", "scene", "clicktime", "div", "_t", "timestamp", "jsessionid", "phpsessid"}
)
"""Query keys that choose no article. `div` numbers the areas of one article on a Founder layout page."""

MAX_CHARS = 2000


def canonical(fetched: str, *, engine: str = "", declared: str = "") -> str:
    """Return the canonical address of a page.

    `engine` is what the e-paper engine wrote, `declared` the page's own canonical link; both may be empty or lie.
    """
    for candidate in (engine, declared):
        whole = urljoin(fetched, candidate.strip()) if candidate.strip() else ""
        if whole and _is_credible(whole, fetched):
            return plain(whole)
    return plain(fetched)


def plain(url: str) -> str:
    """Return an address without tracking keys, session and fragment; host in lower case, default port left out.

    >>> plain("HTTP://Paper.test:80/a/content_1.htm?div=-1&utm_source=x#top")
    'http://paper.test/a/content_1.htm'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    if port and port != {"http": 80, "https": 443}.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    path = parts.path.split(";jsessionid=", 1)[0] or ("/" if host else "")
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(key)]
    # A query that loses nothing keeps its own spelling: some sites read only that.
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def declared_canonical(root: HtmlElement) -> str:
    """Return the page's `<link rel=canonical>`, empty when it has none."""
    for each in root.iter("link"):
        if (each.get("rel") or "").lower() == "canonical" and each.get("href"):
            return str(each.get("href")).strip()
    return ""


def _is_tracking(key: str) -> bool:
    lower = key.lower()
    return lower in TRACKING or lower.startswith(("utm_", "at_", "wt."))


def _is_credible(candidate: str, fetched: str) -> bool:
    try:
        there, here = urlsplit(candidate), urlsplit(fetched)
        same = site(there.hostname or "") == site(here.hostname or "")
    except ValueError:
        return False
    is_root = there.path.strip("/").lower() in ("", "index.html", "index.htm", "index.shtml") and not there.query
    return there.scheme in ("http", "https") and same and not is_root and len(candidate) <= MAX_CHARS


def site(host: str) -> str:
    """Return the part of a host that one owner registers, such as `jsw.com.cn`; the host itself when it has none."""
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.suffix else host


@cache
def _suffixes() -> tldextract.TLDExtract:
    # The list that comes with the library: reading a page must not reach for the network or a cache folder.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
