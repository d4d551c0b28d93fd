"""Retry-After and what is worth a second try."""

from datetime import UTC, datetime

import pytest

from crawler.policy.causes import PASSING_STATUSES
from crawler.policy.retry import retry_after_s

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b"Tue, 10 Mar 2026 12:01:00 GMT", 60.0),
        (b"Tue, 10 Mar 2026 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: bytes | None, seconds: float | None) -> None:
    """Both forms are understood, a past date asks for nothing, noise is ignored."""
    assert retry_after_s(header, NOW) == seconds


def test_walls_and_refusals_are_not_retried() -> None:
    """403, 404, 412 and 521 are answers, not hiccups."""
    assert not {403, 404, 410, 412, 521} & set(PASSING_STATUSES)
