"""Send every request through the configured proxy. Without `[crawl] proxy` none is used: the environment has no say."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


class HouseProxy:
    """Downloader middleware that names the proxy."""

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HouseProxy":
        """Build it as Scrapy asks for it; absent without a proxy."""
        proxy = crawler.settings.get("JIANBAO_PROXY")
        if not proxy:
            raise NotConfigured
        return cls(proxy)

    def process_request(self, request: Request) -> None:
        """Name the proxy."""
        request.meta["proxy"] = self.proxy
