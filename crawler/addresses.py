"""Addresses as the crawl compares them, and the day that an e-paper address names."""

import re
from datetime import date
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

# Query keys that say how a reader came or which corner of the page they clicked, never which article it is:
# `div` is the area of a Founder image map (?div=0 picture, ?div=-1 text of one article).
# Session numbers make a new address of an old page at each visit.
NOISE = re.compile(r"div|utm_\w+|spm|jsessionid|phpsessid|aspsessionid\w*|session_?id|cftoken|cfid", re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}
SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)
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


def canonical(url: str) -> str:
    """Return an address without fragment, session, default port and noise in the query. The path's case stays."""
    parts = urlsplit(SESSION.sub("", urldefrag(url).url))
    host = (parts.hostname or "").lower()
    if parts.port and parts.port != DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{parts.port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not NOISE.fullmatch(pair[0])]
    # A query that loses nothing keeps its own spelling: some sites read only that.
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    path = parts.path or "/"
    if "/." in path:  # ./ and ../ inside: the server sees them resolved
        path = urlsplit(urljoin("http://host/", path)).path
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


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
