"""One address for one article."""

import pytest

from pipelines.extract.addresses import canonical, plain, site

PAD = "http://szb.paper.test/YJRB/pad/content/202603/10/content_1.html?div=-1"
PC = "http://szb.paper.test/YJRB/PC/content/202603/10/content_1.html"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Paper.test:80/a.htm?div=-1#top", "http://paper.test/a.htm"),
        ("https://paper.test/a?utm_source=x&id=7&spm=1", "https://paper.test/a?id=7"),
        ("https://paper.test/a;jsessionid=ABC?id=7", "https://paper.test/a?id=7"),
        ("https://paper.test:8443/PC/a", "https://paper.test:8443/PC/a"),
        ("https://paper.test/a;JSESSIONID=ABC/b?id=7", "https://paper.test/a/b?id=7"),
        ("http://paper.test/html/./2026-03/10/../11/content_1.htm", "http://paper.test/html/2026-03/11/content_1.htm"),
        ("https://paper.test/a?q=云江&b", "https://paper.test/a?q=云江&b"),
        ("https://paper.test/a?from=timeline&isappinstalled=0&id=7", "https://paper.test/a?id=7"),
        (
            "http://paper.test/html/2026-03/10/content_12_3.htm?v=1",
            "http://paper.test/html/2026-03/10/content_12_3.htm",
        ),
        (
            "http://szb.paper.test/YJRB/PC/con/202603/10/content_9.html?t=8",
            "http://szb.paper.test/YJRB/PC/con/202603/10/content_9.html",
        ),
        (
            "http://www.city.test/art/2026/3/10/art_12_345.html?xxgkhide=1",
            "http://www.city.test/art/2026/3/10/art_12_345.html",
        ),
        (
            "http://www.city.test/zw/202603/t20260310_345.shtml?from=x&a=b",
            "http://www.city.test/zw/202603/t20260310_345.shtml",
        ),
        ("http://paper.test/content.html?id=3", "http://paper.test/content.html?id=3"),
        ("http://[broken/a", "http://[broken/a"),
    ],
)
def test_address_is_freed_of_what_chooses_nothing(url: str, expected: str) -> None:
    """Tracking, areas, sessions, fragments and default ports go; the case of the path and real keys stay."""
    assert plain(url) == expected


def test_engine_address_is_taken_on_the_same_site() -> None:
    """The pad page is known by the address of its pc twin."""
    assert canonical(PAD, PC) == PC


@pytest.mark.parametrize(
    "claimed",
    [
        "",
        "http://other.test/a.html",
        "http://szb.paper.test/",
        "/index.html",
        "javascript:void(0)",
        "http://[x",
        "file:///etc/a",
    ],
)
def test_claim_that_cannot_be_true_is_ignored(claimed: str) -> None:
    """Another site, a front page or no web address at all leave the fetched address."""
    assert canonical(PAD, claimed) == PAD.removesuffix("?div=-1")


@pytest.mark.parametrize(
    "fetched", ["file:///saved/page.html", "http://127.0.0.1:8000/page.html", "http://localhost/page.html"]
)
def test_page_from_a_nameless_host_keeps_the_claimed_address(fetched: str) -> None:
    """A saved file or a server reached by number takes the address that the page claims."""
    assert canonical(fetched, PC) == PC


def test_site_knows_chinese_suffixes() -> None:
    """The registered name below com.cn is the site."""
    assert site("szb.jsw.com.cn") == "jsw.com.cn"
    assert site("127.0.0.1") == "127.0.0.1"


def test_claim_without_the_articles_number_is_ignored() -> None:
    """A template that claims one address for all of its pages is not believed; one that keeps the number is."""
    fetched = "https://m.example.com/c/202603/10/c1203344.html"

    assert canonical(fetched, "https://www.example.com/c/202603/10/c1200000.html") == fetched
    assert canonical(fetched, "https://www.example.com/c/1203344") == "https://www.example.com/c/1203344"
