"""Ask only whether a page has changed, and know an unchanged one without its body.

Entry pages (feeds, lists, sitemaps, month files, layout pages) are kept as captures, so their ETag and Last-Modified
outlive the process. A 304 is answered from the capture, so that an article which failed last time is still found by
its link. A server without validators is known by the digest of the body: the same bytes are not kept twice. Some
servers send an unchanged ETag for a changed feed (seen by Media Cloud), so every 12th poll asks without conditions.
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.captures import Captures, Validators
from archive.errors import CaptureError, NotFound
from archive.records import CaptureRef

log = logging.getLogger(__name__)

NOT_MODIFIED = 304
CONDITIONS = ("If-None-Match", "If-Modified-Since")
LIAR_CHECK = 12
"""Every so many polls of a source its entry pages are asked without conditions."""
KEPT = "kept"
"""Key in a request's meta: the capture that its answer equals, so that nothing is kept twice."""
ASKED = "asked"
"""Key in a request's meta: the address of an entry page before redirects."""
SHORTEST_PAUSE = timedelta(hours=1)
BLIND_PAUSE = timedelta(hours=12)
"""Pause where the server can only answer with the whole page."""
PAUSE_SHARE = 4
"""An article is asked again after a quarter of its age: ten times in two days, not at each of 96 polls."""


def conditional_headers(etag: str, last_modified: str) -> dict[str, str]:
    """Return the headers that let a server answer 304; empty when it gave nothing to ask with."""
    headers = {}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


def is_too_soon(*, known_since: datetime, asked_at: datetime, now: datetime, blind: bool) -> bool:
    """True when a known article was asked for changes so lately that asking again is not worth a request."""
    shortest = BLIND_PAUSE if blind else SHORTEST_PAUSE
    return now - asked_at < max(shortest, (now - known_since) / PAUSE_SHARE)


class EntryMemory:
    """What the archive remembers of the entry pages of one source."""

    def __init__(self, captures: Captures) -> None:
        self.captures = captures
        self.trusting = True
        """False on the polls that ask without conditions."""

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers to ask for an entry page with."""
        seen = self.captures.latest(url) if self.trusting else None
        return conditional_headers(seen.etag, seen.last_modified) if seen else {}

    def recall(self, response: Response) -> Response | None:
        """Return the page that an answer stands for: itself, or the kept one after a 304.

        None when the kept one is lost: then it must be asked for once more, without conditions. The request of an
        answer that equals its last capture is marked with `KEPT`.
        """
        if response.status not in (200, NOT_MODIFIED):
            return response
        seen = self.captures.latest(response.meta[ASKED])
        if response.status == NOT_MODIFIED:
            return self._page_of(seen, response) if seen else None
        if seen is not None and seen.digest == f"sha256:{sha256(response.body).hexdigest()}":
            self._mark(seen, response)
        return response

    def was_conditional(self, response: Response) -> bool:
        """True when the request of an answer asked only for a change."""
        asked = response.request.headers if response.request is not None else {}
        return any(name in asked for name in CONDITIONS)

    def without_conditions(self, request: Request) -> Request:
        """Return a request once more, such that the whole page comes."""
        again = request.copy()
        for name in CONDITIONS:
            again.headers.pop(name, None)
        return again

    def is_worth_keeping(self, response: Response, *, led_to_news: bool) -> bool:
        """True for an entry page not kept yet that is the first of its address, led to news, or can be asked with.

        Pages that only count their readers change with each poll; keeping those would fill the disk with nothing.
        """
        if response.status != 200 or response.request is None or response.request.method != "GET":
            return False
        if KEPT in response.meta:
            return False
        can_be_asked_with = bool(response.headers.get("ETag") or response.headers.get("Last-Modified"))
        return led_to_news or can_be_asked_with or self.captures.latest(response.meta[ASKED]) is None

    def _page_of(self, seen: Validators, response: Response) -> Response | None:
        try:
            ref = self.captures.find(seen.capture_id)
            capture = self.captures.read(ref)
        except (CaptureError, NotFound) as error:
            log.warning("a capture cannot be read", extra={"url": response.url, "detail": error.wrong})
            return None
        headers = Headers()
        for name, value in capture.headers:
            headers.appendlist(name, value)
        made = responsetypes.from_args(headers=headers, url=capture.final_url, body=capture.body)
        response.meta[KEPT] = ref
        return made(
            capture.final_url, status=capture.status, headers=headers, body=capture.body, request=response.request
        )

    def _mark(self, seen: Validators, response: Response) -> None:
        try:
            response.meta[KEPT] = self.captures.find(seen.capture_id)
        except NotFound as error:
            log.warning("a capture is gone", extra={"url": response.url, "detail": error.wrong})


def kept_before(response: Response) -> CaptureRef | None:
    """Return the capture that an answer equals; None for new bytes."""
    found: CaptureRef | None = response.meta.get(KEPT) if response.request is not None else None
    return found
