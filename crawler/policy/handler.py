"""Where a request leaves the house: the gate is passed right before it is sent, by the source's TLS profile.

A middleware is too early for the gate: between it and the first byte a busy process may take seconds.
"""

from pathlib import Path

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.policy.throttle import Throttle
from crawler.policy.tls import Rules, read_profile


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's handler, which waits for the request's turn and speaks to the server as the source file says."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.throttle = Throttle(crawler)
        named = crawler.settings["JIANBAO_TLS"]
        if named:
            # The setting that Scrapy had for this is deprecated and has no successor yet.
            rules = Rules(read_profile(named, Path(crawler.settings["JIANBAO_HOME"])))
            self._contextFactory = rules  # type: ignore[assignment]  # mypy does not know zope's interfaces

    async def download_request(self, request: Request) -> Response:
        """Send a request when it may be sent."""
        async with self.throttle.passed(request):
            return await super().download_request(request)
