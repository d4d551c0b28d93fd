"""Addresses as the crawl compares them."""

from datetime import date

import pytest

from crawler.addresses import absolute, canonical, day_in, host_fits


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://Paper.test/ZJRB/PC/content_1.html?div=-1", "http://paper.test/ZJRB/PC/content_1.html"),
        ("http://paper.test/a.html#top", "http://paper.test/a.html"),
        ("http://paper.test:80/a;jsessionid=12?id=7&utm_source=x", "http://paper.test/a?id=7"),
        ("https://paper.test:8443/a?b=%2F&c", "https://paper.test:8443/a?b=%2F&c"),
        ("HTTP://paper.test", "http://paper.test/"),
        ("http://api.test/list?from=20&timestamp=3&gclid=x", "http://api.test/list?from=20&timestamp=3"),
        ("http://paper.test/a/./b/../c.html", "http://paper.test/a/c.html"),
    ],
)
def test_noise_is_taken_off(url: str, plain: str) -> None:
    """Corners, sessions, tracking, fragments and default ports go; the path's case and real queries stay."""
    assert canonical(url) == plain


@pytest.mark.parametrize("href", ["", "#", "javascript:void(0)", "mailto:a@b.test", "http://[bad", "http://a:99999/"])
def test_what_is_no_page_has_no_address(href: str) -> None:
    """Links that lead to no page give none, whatever they hold."""
    assert absolute("http://paper.test/", href) is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/ZJRB/PC/layout/202402/20/node_01.html", date(2024, 2, 20)),
        ("/html/2024-02/20/node_1.htm", date(2024, 2, 20)),
        ("/paper/20240220/html/index.htm", date(2024, 2, 20)),
        ("/html/2024/02/20/01/default.htm", date(2024, 2, 20)),
        ("/html/2024-02-20/Qpaper.html", date(2024, 2, 20)),
        ("/html/2024-02/31/node_1.htm", None),
        ("/paperindex.htm", None),
    ],
)
def test_day_in_the_path(path: str, day: date | None) -> None:
    """The forms in which e-papers write a day into the path are understood; impossible days are none."""
    assert day_in(f"http://paper.test{path}") == day


def test_hosts_take_their_subdomains_in() -> None:
    """A host fits itself and what is below it, not one that merely ends alike; no list fits everything."""
    hosts = ("zhenjiang.gov.cn",)
    assert host_fits("http://czj.zhenjiang.gov.cn/x", hosts)
    assert not host_fits("http://notzhenjiang.gov.cn/x", hosts)
    assert host_fits("http://anything.test/", ())
