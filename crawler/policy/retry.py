"""Try again what failed for a passing reason, and wait as long as the site asks (Retry-After)."""

import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawler.policy.throttle import GATE, host_of

log = logging.getLogger(__name__)

PASSING = (408, 429, 500, 502, 503, 504, 522, 524)
"""Statuses worth a second try; the same list as Media Cloud's story-indexer uses. Everything else is an answer."""


class PatientRetry(RetryMiddleware):
    """Scrapy's retry, which also reads Retry-After. A wait longer than `max_wait_s` ends the address for this run."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without the deprecated spider argument
        """Pass the answer on, or send the request once more."""
        if response.status in PASSING:
            asked_s = retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC))
            if asked_s is not None:
                max_wait_s = self.crawler.settings.getfloat("JIANBAO_MAX_WAIT_S")
                if asked_s > max_wait_s:
                    log.warning("a site asks us to stay away", extra={"host": host_of(request), "wait_s": asked_s})
                    return response
                GATE.close_for(host_of(request), asked_s, time.monotonic())
        again: Request | Response = super().process_response(request, response)
        return again


def retry_after_s(header: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, given as a number or as a date; None when it is neither.

    >>> retry_after_s(b"120", datetime(2026, 3, 10, tzinfo=UTC))
    120.0
    """
    text = (header or b"").decode("ascii", "replace").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
