"""Lines of e-paper software are told by addresses."""

import pytest

from crawler.registry.schema import LINES as NAMES
from crawler.spiders.lines import ANY, LINES, line_of

PAGES = [
    ("http://p.test/YJRB/PC/layout/202402/20/node_01.html", "founder-new", "01"),
    ("http://p.test/202402/20/node_A01.html", "founder-new", "A01"),
    ("http://p.test/pc/layout/202402/20/colA1.html", "founder-new", "A1"),
    ("http://p.test/djwb/pc/layout/202402/20/lWBA01.html", "founder-new", "A01"),
    ("http://p.test/pc/col/202402/20/node_1b.html", "founder-new", "1B"),
    ("http://p.test/html/2024-02/20/node_841.htm", "founder-old", ""),
    ("http://p.test/2024-02/20/node_1.html", "founder-old", ""),
    ("http://p.test/html/2024-02/20/nbs.D110000gmrb_01.htm", "founder-old", ""),
    ("http://p.test/czrb/20240220/html/index.htm", "joyhua", ""),
    ("http://p.test/czrb/20240220/html/page_02.htm", "joyhua", "02"),
    ("http://p.test/shtml/sxrb/20240220/v01.shtml", "shtml", "01"),
    ("http://p.test/shtml/sxrb/20240220/index.shtml", "shtml", ""),
    ("http://p.test/content/20240220/Page01BC.htm", "articel", "01"),
    ("http://p.test/content/20240220/Page01a.htm", "articel", "01"),
    ("http://p.test/Html/szbz/20240220/szbzA2.Html", "szbz", "A2"),
    ("http://p.test/Html/2024-02-20/Qpaper_11593.html", "qpaper", ""),
    ("http://p.test/epaper/uniflows/html/2024/02/20/01/default.htm", "uniflows", "01"),
    ("http://p.test/2024/20240220/20240220_001/20240220_001.html", "day-folder", "001"),
]
ARTICLES = {
    "founder-new": [
        "http://p.test/pc/content/202402/20/content_211242.html",
        "http://p.test/pc/con/202402/20/c24.html",
    ],
    "founder-old": [
        "http://p.test/html/2024-02/20/content_100247_13275513.htm",
        "http://p.test/html/2024-02/20/nw.D110000gmrb_20240220_1-01.htm",
    ],
    "joyhua": [
        "http://p.test/czrb/20240220/html/content_20240220002002.htm",
        "http://p.test/czrb/20240220/html/content_79379.htm",
        "http://p.test/czrb/20240220/html/page_01_content_003.htm",
    ],
    "shtml": ["http://p.test/shtml/sxrb/20240220/957587.shtml"],
    "articel": ["http://p.test/content/20240220/Articel01002NR.htm"],
    "szbz": ["http://p.test/html/szbz/20240220/szbz277334.Html"],
    "qpaper": ["http://p.test/Html/2024-02-20/22392.html"],
    "uniflows": ["http://p.test/html/2024/02/20/01/01_64.htm"],
    "day-folder": ["http://p.test/2024/20240220/20240220_001/20240220_001_1234.html"],
}


@pytest.mark.parametrize(("url", "name", "label"), PAGES)
def test_line_and_label_of_a_layout_page(url: str, name: str, label: str) -> None:
    """The address of a layout page tells its line, and its label where the file is named by it."""
    line = line_of(url)
    assert (line.name, line.page_of(url), line.is_article(url)) == (name, label, False)


@pytest.mark.parametrize(("name", "url"), [(name, url) for name, urls in ARTICLES.items() for url in urls])
def test_articles_of_each_line(name: str, url: str) -> None:
    """Published addresses of articles are known as articles of their line, and not as layout pages."""
    assert LINES[name].is_article(url)
    assert not LINES[name].is_page(url)


def test_every_line_can_be_named_in_a_source_file() -> None:
    """The key `line` takes every line, and `auto`."""
    assert set(NAMES) == {"auto", *LINES}


def test_other_addresses_follow_the_source_file() -> None:
    """An address that tells no line is read in the line that the file names, else as either Founder line."""
    assert line_of("http://p.test/today.html", "shtml") is LINES["shtml"]
    assert line_of("http://p.test/today.html") is ANY


def test_monstrous_addresses_belong_to_no_line() -> None:
    """An address of a million characters is answered at once."""
    assert line_of("http://p.test/c" + "1" * 1_000_000) is ANY
    assert not ANY.is_article("http://p.test/c" + "1" * 1_000_000)
