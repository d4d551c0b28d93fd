"""Never reach into private networks: a hostile page may link to 169.254.169.254 or to a host that resolves there.

The address is judged where the connection gets it: numbers in the URL before the request, names when they are resolved.
`[crawl] allow_private` opens the way for tests and for sources of one's own. Behind a proxy names are resolved by the
proxy, so it must do its own guarding.
"""

import ipaddress
import logging
import socket
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.policy.causes import Refused

log = logging.getLogger(__name__)


def is_private(address: str) -> bool:
    """True for an IP address that is not on the open internet: private, loopback, link-local, reserved, multicast.

    >>> is_private("169.254.169.254"), is_private("8.8.8.8")
    (True, False)
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return not ip.is_global or ip.is_multicast


def is_inside(host: str) -> bool:
    """True when a host as written in an address is inside a private network, as far as one can tell without asking.

    >>> is_inside("2130706433"), is_inside("0x7f.1"), is_inside("localhost"), is_inside("paper.test")
    (True, True, True, False)
    """
    try:
        return is_private(host)
    except ValueError:
        pass
    try:
        # Browsers and resolvers read 2130706433 and 0x7f.1 as numbers too.
        return is_private(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return host == "localhost" or host.endswith((".localhost", ".internal", ".local"))


class AddressGuard:
    """Downloader middleware that refuses private numbers, local names and odd schemes before a request is sent."""

    def __init__(self, *, allow_private: bool) -> None:
        if allow_private:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressGuard":
        """Build it as Scrapy asks for it."""
        return cls(allow_private=crawler.settings.getbool("JIANBAO_ALLOW_PRIVATE"))

    def process_request(self, request: Request) -> None:
        """Let the request pass, or refuse it."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise Refused("not-http", f"{parts.scheme} addresses are not fetched")
        host = (parts.hostname or "").rstrip(".")
        if is_inside(host):
            raise Refused("private-address", f"{host} is inside a private network")


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing names that lead into private networks. One for the whole process."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, *, trusted: frozenset[str] | None
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.trusted = trusted
        """Hosts that may be private: the configured proxy, the server of a replay. None trusts every host."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        """Build it as Scrapy asks for it."""
        settings = crawler.settings
        named = {urlsplit(settings.get("JIANBAO_PROXY") or "").hostname, settings.get("JIANBAO_REPLAY_HOST")}
        trusted = None if settings.getbool("JIANBAO_ALLOW_PRIVATE") else frozenset(name for name in named if name)
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), trusted=trusted)

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802  # Twisted's name
        """Resolve a name; fails when it leads into a private network."""
        return cast("Deferred[str]", super().getHostByName(name, timeout).addCallback(self._judge, name))

    def _judge(self, address: str, name: str) -> str:
        if self.trusted is not None and name not in self.trusted and is_private(address):
            log.warning("a name leads into a private network", extra={"host": name, "address": address})
            raise DNSLookupError(f"{name} leads to {address}, inside a private network")
        return address
