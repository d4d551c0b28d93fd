"""Names for the ways in which a request fails."""

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from crawler.policy.causes import Refused, cause_of, http_cause


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (DownloadTimeoutError(), "timeout"),
        (CannotResolveHostError(), "no-such-host"),
        (DownloadCancelledError(), "too-large"),
        (Refused("robots", "forbidden"), "robots"),
        (IgnoreRequest("max redirections reached"), "redirects"),
        (IgnoreRequest("whatever"), "ignored"),
        (OSError(), "connection"),
        (None, "connection"),
    ],
)
def test_every_failure_has_a_name(error: BaseException | None, cause: str) -> None:
    """Each way of failing is counted under its own short name."""
    assert cause_of(error) == cause


def test_status_is_its_own_name() -> None:
    """An answer that is no page is counted by its status."""
    assert http_cause(404) == "http-404"
