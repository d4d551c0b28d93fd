"""How long an entry page says that it stays as it is: Cache-Control and Age of its answer, `<ttl>` of an RSS feed.

Pure. RFC 9111 §4.2 for the headers, RSS 2.0 for `<ttl>`, which counts minutes.
"""

import re

from scrapy.http.headers import Headers

MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.IGNORECASE)
TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
HEAD_BYTES = 8000
"""Bytes of a feed in which its `<ttl>` is sought: it stands before the first item."""


def fresh_s(headers: Headers, body: bytes) -> int:
    """Return for how many seconds the answer says that nothing newer will be there; 0 when it does not say.

    >>> fresh_s(Headers({"Cache-Control": "public, max-age=600", "Age": "100"}), b"")
    500
    >>> fresh_s(Headers(), b"<rss><channel><ttl>15</ttl>")
    900
    """
    control = (headers.get("Cache-Control") or b"").decode("latin-1")
    said = MAX_AGE.search(control)
    age = (headers.get("Age") or b"").decode("latin-1")
    kept = int(said[1]) - (int(age) if age.isascii() and age.isdecimal() else 0) if said else 0
    if "no-cache" in control.lower() or "no-store" in control.lower():
        kept = 0
    ttl = TTL.search(body[:HEAD_BYTES])
    return max(kept, 60 * int(ttl[1]) if ttl else 0, 0)
