"""Obey robots.txt by RFC 9309: what it forbids is not asked for, and a server in trouble (5xx) forbids everything.

A source may ignore it only with a reason in its file (`robots: ignore`, `robots_reason`). Crawl-delay: see `throttle`.
"""

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.policy.causes import Refused
from crawler.policy.walls import wall

SERVER_ERROR = 500
NO_RULES = b""
FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the RFC's reading of errors and a cause for the ledger."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let a permitted request pass, refuse a forbidden one."""
        name = request.headers.get(b"User-Agent") or self._default_useragent
        if rp is not None and not rp.allowed(request.url, name):
            raise Refused("robots", "robots.txt forbids this address")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        # A wall is no word on what may be read: the page itself will show it. 4xx means that there are no rules.
        if response.status >= SERVER_ERROR and not wall(response.status, response.body):
            response = response.replace(body=FORBID_ALL)
        elif response.status >= 300:  # anything but success
            response = response.replace(body=NO_RULES)
        await super()._parse_robots(response, netloc, request)
