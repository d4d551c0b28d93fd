"""Reading sitemap files."""

import gzip
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crawler.spiders.sitemaps import LARGEST_BYTES, MapEntry, month_in, read_sitemap, unpack

ZONE = ZoneInfo("Asia/Shanghai")
PLAIN = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc> http://x.test/a.html?utm_source=map </loc><lastmod>2024-02-19T20:00:00Z</lastmod></url>"
    "<url><loc>http://x.test/2024/02/18/b.html</loc><lastmod>2024-03-01</lastmod></url>"
    "<url><loc>http://x.test/c.html</loc><news:news><news:publication><news:language>zh-cn</news:language>"
    "</news:publication><news:publication_date>2024-02-20T06:00:00+08:00</news:publication_date>"
    "<news:title>云江新桥合龙</news:title></news:news></url>"
    "<url><loc>javascript:alert(1)</loc></url></urlset>"
).encode()
ENTRIES = (
    MapEntry(url="http://x.test/a.html", day=date(2024, 2, 20)),
    MapEntry(url="http://x.test/2024/02/18/b.html", day=date(2024, 2, 18)),
    MapEntry(url="http://x.test/c.html", day=date(2024, 2, 20), title="云江新桥合龙", language="zh-cn"),
)


@pytest.mark.parametrize("body", [PLAIN, gzip.compress(PLAIN), b"\xef\xbb\xbf" + PLAIN])
def test_entries_have_their_day_on_the_sources_clock(body: bytes) -> None:
    """Plain, gzipped or with a byte order mark: the day is that of publication, of the address, or of the change."""
    found = read_sitemap(body, zone=ZONE)

    assert found is not None
    assert found.entries == ENTRIES


def test_an_index_names_further_files() -> None:
    """The files of an index are no articles."""
    index = b"<sitemapindex><sitemap><loc>http://x.test/1.xml.gz</loc><lastmod>2024-02-20</lastmod></sitemap></sitemapindex>"

    found = read_sitemap(index, zone=ZONE)

    assert found is not None
    assert found.files == (MapEntry(url="http://x.test/1.xml.gz", day=date(2024, 2, 20)),)
    assert found.entries == ()


def test_robots_txt_names_sitemaps() -> None:
    """The Sitemap lines of a robots.txt are further files."""
    found = read_sitemap(b"User-agent: *\nDisallow: /x\nSitemap: http://x.test/s.xml\n", zone=ZONE)

    assert found is not None
    assert [one.url for one in found.files] == ["http://x.test/s.xml"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>404</body></html>",
        b"\x1f\x8b\x08broken",
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
    ],
)
def test_what_is_no_sitemap_is_none(body: bytes) -> None:
    """A page, nothing, a broken archive and an entity bomb are no sitemaps."""
    assert read_sitemap(body, zone=ZONE) is None


def test_cut_off_sitemap_gives_what_came() -> None:
    """A sitemap that breaks off in the middle gives the addresses before the break."""
    found = read_sitemap(PLAIN[: PLAIN.index(b"http://x.test/c.html")], zone=ZONE)

    assert found is not None
    assert found.entries == ENTRIES[:2]


def test_gzip_bomb_is_bounded() -> None:
    """Unpacking stops at the size that the protocol allows."""
    bomb = gzip.compress(b"<urlset>" + b" " * (2 * LARGEST_BYTES))

    assert len(unpack(bomb)) == LARGEST_BYTES


def test_month_in_the_name_of_a_file() -> None:
    """Year and month are read from the path alone."""
    assert month_in("http://x.test/sitemap/2024/02.xml") == (2024, 2)
    assert month_in("http://x201902.test/sitemap-12.xml") is None
