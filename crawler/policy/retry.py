"""Try again what failed for a passing reason, and wait as long as the site asks (Retry-After, 429)."""

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawler.policy.causes import PASSING_STATUSES
from crawler.policy.domains import domain_of
from crawler.policy.throttle import gate_of

log = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
LONGEST_ASKED_S = 7 * 86400.0
"""A site that asks for more is believed so far: the source would else be silent for years by a slip of its owner."""


class PatientRetry(RetryMiddleware):
    """Scrapy's retry, which also reads Retry-After. A wait longer than `max_wait_s` ends the address for this run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.gate = gate_of(crawler.settings["JIANBAO_HOME"])
        self.max_wait_s = crawler.settings.getfloat("JIANBAO_MAX_WAIT_S")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatientRetry":
        """Build it as Scrapy asks for it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without the deprecated spider argument
        """Pass the answer on, or send the request once more."""
        domain = domain_of(request)
        if response.status not in PASSING_STATUSES:
            self.gate.forgive(domain)
            return response
        pause_s = self._pause_s(domain, response)
        if pause_s > self.max_wait_s:
            log.warning("a site asks us to stay away", extra={"host": domain, "wait_s": round(pause_s)})
            return response
        again: Request | Response = super().process_response(request, response)
        return again

    def _pause_s(self, domain: str, response: Response) -> float:
        """Close the gate as long as the answer asks for, and return for how many seconds."""
        asked_s = retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC))
        if asked_s is not None:
            self.gate.close(domain, min(asked_s, LONGEST_ASKED_S))
            return asked_s
        return self.gate.strike(domain) if response.status == TOO_MANY_REQUESTS else 0.0


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
