"""Why a request came to nothing: one short name for each way, counted in the run's ledger."""

import struct
import zlib
from gzip import BadGzipFile

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)


class Refused(IgnoreRequest):
    """We did not send the request, or did not take its answer, by our own rule."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        """robots, robots-unreachable, stay-away, private-address, not-http, certificate or offsite."""


BY_TYPE: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "no-such-host"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadCancelledError, "too-large"),
    (ResponseDataLossError, "cut-short"),
    (DownloadFailedError, "connection"),
    (UnsupportedURLSchemeError, "not-http"),
    *((kind, "bad-encoding") for kind in (BadGzipFile, zlib.error, struct.error, EOFError)),
)
PASSING_STATUSES = (408, 429, 500, 502, 503, 504, 522, 524)
"""Statuses worth a second try; the same list as Media Cloud's story-indexer uses. Everything else is an answer."""
PASSING = frozenset(
    (
        *("timeout", "no-such-host", "refused", "cut-short", "connection", "stay-away", "robots-unreachable", "wall"),
        *(f"http-{status}" for status in PASSING_STATUSES),
    )
)
"""Causes that may be gone at the next crawl; what failed by another one is asked for only when it is linked again."""
SAID = (
    ("max redirections reached", "redirects"),
    ("during decompression", "too-large"),
    ("exceeded DOWNLOAD_MAXSIZE", "too-large"),
    ("offsite", "offsite"),
)
"""What Scrapy says when it ignores a request or an answer, and our name for it."""


def cause_of(error: BaseException | None) -> str:
    """Return the name of the way in which a request failed; `connection` when it has no name of its own.

    >>> cause_of(DownloadTimeoutError())
    'timeout'
    """
    if isinstance(error, Refused):
        return error.cause
    if isinstance(error, IgnoreRequest):
        return next((name for said, name in SAID if said in str(error)), "ignored")
    return _tls_cause(error) or next((name for kind, name in BY_TYPE if isinstance(error, kind)), "connection")


def _tls_cause(error: BaseException | None) -> str:
    """Return `certificate` or `tls` when a connection failed at one of them; empty when it did not."""
    failures = getattr(getattr(error, "__cause__", None), "reasons", ())
    said = " ".join(f"{type(one.value).__module__} {one.value!r}" for one in failures).lower()
    if "certificate" in said or "service_identity" in said:
        return "certificate"
    return "tls" if "openssl" in said else ""


def http_cause(status: int) -> str:
    """Return the cause for an answer that is no page, such as `http-404`."""
    return f"http-{status}"
