"""Which registered domain an address belongs to: all hosts below it share one rule of conduct."""

from functools import cache
from urllib.parse import urlsplit

from scrapy import Request
from tldextract import TLDExtract

# The list that comes with the library: never fetched, never written, the same on every machine.
SPLIT = TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def domain_of_host(host: str) -> str:
    """Return the registered domain of a host; the host itself when it has none, such as an IP address.

    >>> domain_of_host("szb.jsw.com.cn"), domain_of_host("127.0.0.1")
    ('jsw.com.cn', '127.0.0.1')
    """
    return SPLIT(host).top_domain_under_public_suffix or host


def domain_of(request: Request) -> str:
    """Return the registered domain that a request goes to."""
    return domain_of_host((urlsplit(request.url).hostname or "").rstrip("."))
