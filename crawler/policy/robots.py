"""Obey robots.txt by RFC 9309: what it forbids is not asked for, and a server in trouble (5xx, or not to be reached)
forbids everything; answers 4xx, and more than five redirects, mean that there are no rules.

The rules of an origin are kept in the archive, so that all crawls and restarts ask for them once in twelve hours. A
source may ignore them only with a reason in its file (`robots: ignore`, `robots_reason`).
"""

import logging
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from crawler.policy.causes import Refused, cause_of
from crawler.policy.domains import domain_of
from crawler.policy.identity import PRODUCT
from crawler.policy.throttle import gate_of
from crawler.policy.walls import wall

log = logging.getLogger(__name__)

SERVER_ERROR = 500
NO_RULES = b""
FORBID_ALL = b"# the server was in trouble when these rules were asked for\nUser-agent: *\nDisallow: /\n"
FRESH = timedelta(hours=12)
"""How long rules hold; RFC 9309 allows a day at most."""
FRESH_AFTER_TROUBLE = timedelta(minutes=10)
LARGEST_BYTES = 500 * 1024
"""What RFC 9309 wants a crawler to read of a robots.txt."""
UNREACHABLE = "robots-unreachable"
TOKEN = re.compile(r"[A-Za-z_-]+")
"""The part of a User-Agent that rules can name; the rest may hold words such as `news` that other rules name."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the RFC's reading of errors, the archive's memory, and a cause for the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.gate = gate_of(crawler.settings["JIANBAO_HOME"])
        self.max_wait_s = crawler.settings.getfloat("JIANBAO_MAX_WAIT_S")
        self._in_trouble: dict[str, str] = {}
        """Host and port → why its rules could not be had."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules for a request: the kept ones while they are fresh, else as the server says now."""
        netloc = urlsplit(request.url).netloc
        if netloc in self._parsers:
            return await super().robot_parser(request)
        async with self.gate.asking_robots[_origin(request)]:
            kept = self.gate.hosts.robots(_origin(request), now=datetime.now(UTC))
            if kept is not None and netloc not in self._parsers:
                self._parsers[netloc] = self._parser(netloc, kept)
            return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let a permitted request pass, refuse a forbidden one."""
        cause = self._in_trouble.get(urlsplit(request.url).netloc)
        if cause:
            raise Refused(cause, "the server of robots.txt is in trouble")
        said = request.headers.get(b"User-Agent") or self._default_useragent
        if rp is not None and not rp.allowed(request.url, _token(said)):
            raise Refused("robots", "robots.txt forbids this address")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        # A wall is no word on what may be read: the page itself will show it. 4xx means that there are no rules.
        if response.status >= SERVER_ERROR and not wall(response.status, response.body):
            rules = FORBID_ALL
        elif response.status >= 300:  # anything but success
            rules = NO_RULES
        else:
            rules = _first_lines(response.body)
        self._keep(rules, request)
        self._parser(netloc, rules)
        await super()._parse_robots(response.replace(body=rules), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # An answer that we do not take, such as the sixth redirect, is no rule; the page gets the same refusal.
        if not isinstance(exc, IgnoreRequest):
            self._in_trouble[netloc] = cause_of(exc)
        super()._robots_error(exc, netloc)

    def _parser(self, netloc: str, rules: bytes) -> RobotParser:
        if rules == FORBID_ALL:
            self._in_trouble[netloc] = UNREACHABLE
        made: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        return made

    def _keep(self, rules: bytes, request: Request) -> None:
        """Keep the rules, and the pause that they ask for, up to the longest we agree to."""
        now = datetime.now(UTC)
        fresh = FRESH_AFTER_TROUBLE if rules == FORBID_ALL else FRESH
        before = self.gate.hosts.keep_robots(_origin(request), rules, now=now, fresh_until_at=now + fresh)
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        asked_s = parser.crawl_delay(PRODUCT) or 0.0
        if asked_s or b"crawl-delay" in before.lower():
            self.gate.slow_down(domain_of(request), min(asked_s, self.max_wait_s))
            log.info("a site asks for a pause", extra={"host": domain_of(request), "delay_s": asked_s})


def _origin(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.scheme}://{parts.netloc}"[:300]


def _first_lines(body: bytes) -> bytes:
    """Return what of a robots.txt is read: whole lines, as a cut one might forbid more than was meant."""
    return body if len(body) <= LARGEST_BYTES else body[:LARGEST_BYTES].rpartition(b"\n")[0]


def _token(user_agent: str | bytes) -> str:
    """Return the name by which rules address a crawler.

    >>> _token("jianbao/0.1.0 (news archive)")
    'jianbao'
    """
    text = user_agent.decode("latin-1") if isinstance(user_agent, bytes) else user_agent
    found = TOKEN.match(text)
    return found[0] if found else text
