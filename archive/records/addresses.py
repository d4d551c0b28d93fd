"""One cleaner of web addresses, for the floor that fetches pages and for the one that names articles.

What is fetched loses less than what names an article: a server may need `from` or `timestamp` to answer at all.
"""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

NOISE = frozenset(
    {
        *("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "spm", "div"),
        *("jsessionid", "phpsessid"),
    }
)
"""Query keys that no server needs: how a reader came, the number of a visit, and which corner of the page they clicked
(`div` is the area of a Founder image map: ?div=0 picture, ?div=-1 text of one article)."""
NOISE_BEGINS = ("utm_", "aspsessionid")

SHARING = NOISE | {
    "share_token",
    "share_from",
    "from",
    "isappinstalled",
    "scene",
    "clicktime",
    "_t",
    "timestamp",
}
"""Query keys that choose no article: those, and what apps add when an article is passed on."""
SHARING_BEGINS = (*NOISE_BEGINS, "at_", "wt.")

STATIC = re.compile(r"/(?:content_\w*|nw\.\w*|art_\d+_|t\d{8}_)\d+\.s?html?$", re.IGNORECASE)
"""Article files of e-paper software (content_, nw.) and of government sites (大汉 art_, TRS t20240220_): a file on the
disk of the server, so a query such as ?v=1 chooses nothing."""
SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 2000
"""In bytes: browsers and servers take little more, and an index of PostgreSQL at most 2,704 with what stands beside."""


def to_fetch(url: str) -> str:
    """Return an address without fragment, session, default port and noise; the path's case stays.

    Raises ValueError for what is no address.

    >>> to_fetch("HTTP://Paper.test:80/a/content_1.htm?div=-1&from=7#top")
    'http://paper.test/a/content_1.htm?from=7'
    """
    return _clean(url, NOISE, NOISE_BEGINS)


def to_name(url: str) -> str:
    """Return the same without what apps add when an article is passed on: the address that an article is known by.

    Raises ValueError for what is no address.

    >>> to_name("HTTP://Paper.test:80/a/content_1.htm?div=-1&from=timeline#top")
    'http://paper.test/a/content_1.htm'
    >>> to_name("http://paper.test/a/content_1.htm?v=1"), to_name("http://video.test/watch?v=1")
    ('http://paper.test/a/content_1.htm', 'http://video.test/watch?v=1')
    """
    named = _clean(url, SHARING, SHARING_BEGINS)
    bare, _, _ = named.partition("?")
    return bare if STATIC.search(bare) else named


def _clean(url: str, noise: frozenset[str], begins: tuple[str, ...]) -> str:
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    if parts.port and parts.port != DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{parts.port}"
    path = SESSION.sub("", parts.path) or ("/" if host else "")
    if "/." in path:  # ./ and ../ inside: the server sees them resolved
        path = urlsplit(urljoin("http://host/", path)).path
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if key.lower() not in noise and not key.lower().startswith(begins)]
    # A query that loses nothing keeps its own spelling: some sites read only that.
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))
