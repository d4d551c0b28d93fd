"""A response becomes a capture: the bytes as fetched, with what the spider knew, kept before anyone reads them."""

from collections.abc import Mapping
from datetime import datetime

from scrapy.http import Response

from archive.records import Capture

LAYOUT = "layout"
"""Role of captures that are layout pages."""
PART = "part"
"""Role of a further page of an article."""
ENTRY = "entry"
"""Role of captures that lead to articles otherwise: feeds, lists, sitemaps, month files, index pages."""
ATTACHMENT = "attachment"
"""Role of captures that are documents of an article."""
WALLED = "walled"
"""Role of article pages whose text stands behind a pay wall."""
TLS = "tls"
"""Key beside a capture's hints that names the profile its server was spoken to by, when not today's rules."""


def headers_of(response: Response) -> tuple[tuple[str, str], ...]:
    """Return the headers as sent, in order, repeated ones repeated."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def capture_of(
    response: Response, *, asked_url: str, fetched_at: datetime, source: str, hints: Mapping[str, str]
) -> Capture:
    """Return the response as a capture."""
    return Capture(
        url=asked_url,
        final_url=response.url,
        status=response.status,
        headers=headers_of(response),
        body=response.body,
        fetched_at=fetched_at,
        source=source,
        hints=dict(hints),
    )
