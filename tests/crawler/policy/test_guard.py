"""Private networks are never asked."""

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured

from crawler.policy.causes import Refused
from crawler.policy.guard import AddressGuard, is_private


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "224.0.0.1", "198.18.0.1"),
    ],
)
def test_addresses_off_the_open_internet_are_private(address: str) -> None:
    """Private, loopback, link-local, shared, mapped and multicast addresses count as private."""
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "180.101.50.242", "2400:3200::1"])
def test_public_addresses_are_not_private(address: str) -> None:
    """Addresses of the open internet pass."""
    assert not is_private(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]:8080/", "http://localhost/"),
        *("http://db.internal/", "http://printer.local./", "http://x.localhost/"),
    ],
)
def test_requests_to_private_addresses_are_refused(url: str) -> None:
    """Numbers and local names are refused before anything is sent."""
    with pytest.raises(Refused) as caught:
        AddressGuard(allow_private=False).process_request(Request(url))
    assert caught.value.cause == "private-address"


def test_other_schemes_are_refused() -> None:
    """Only http and https are fetched."""
    with pytest.raises(Refused) as caught:
        AddressGuard(allow_private=False).process_request(Request("ftp://paper.test/x"))
    assert caught.value.cause == "not-http"


def test_public_requests_pass() -> None:
    """Names are let through here: they are judged when they are resolved."""
    guard = AddressGuard(allow_private=False)
    guard.process_request(Request("http://szb.jsw.com.cn/ZJRB/"))


def test_guard_stands_aside_when_told_so() -> None:
    """With allow_private the guard is not part of the crawl."""
    with pytest.raises(NotConfigured):
        AddressGuard(allow_private=True)
