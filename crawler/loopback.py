"""The download handler of a replay: every request goes to the server of saved pages on loopback, and nowhere else.

The request keeps its real host in the Host header and the response its real address, so policy, capture, stages and
report see a crawl like any other.
"""

from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.saved import HOST


class LoopbackHandler(HTTP11DownloadHandler):
    """Downloads http and https addresses from 127.0.0.1 alone."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.port = crawler.settings.getint("JIANBAO_REPLAY_PORT")

    async def download_request(self, request: Request) -> Response:
        """Fetch from the server of saved pages what the request asks of the real one."""
        parts = urlsplit(request.url)
        local = request.replace(url=urlunsplit(("http", f"{HOST}:{self.port}", parts.path, parts.query, "")))
        local.headers["Host"] = parts.netloc
        response = await super().download_request(local)
        return response.replace(url=request.url)
