"""Articles of the e-paper software beside Founder's, in self-written markup of each line."""

from datetime import date

import pytest

from pipelines.extract.epaper_families import read_family
from pipelines.extract.tree import parse

PAGES = {
    "cms-content": (
        "http://p.test/hsrb/2024-02/20/content_349930.html",
        "<div id=news_content><h3>引题</h3><h1>主题</h1><h3>副题</h3><cms-content><p>正文。</p></cms-content></div>",
    ),
    "joyhua": (
        "http://p.test/czrb/20240220/html/content_20240220002002.htm",
        "<div class=bmnr_con_yinti>引题</div><div class=bmnr_con_biaoti>主题</div><div class=bmnr_con_futi>副题</div>"
        "<div class=bmnr_con_con><div id=zoom><p>正文。</p></div></div>",
    ),
    "shtml": (
        "http://p.test/shtml/szrb/20240220/957587.shtml",
        "<div class=detailCon><h5>引题</h5><h1>主题</h1><h5>副题</h5><div id=content_div><p>正文。</p></div></div>",
    ),
    "articel": (
        "http://p.test/content/20240220/Articel01002BC.htm",
        "<div class=neirong><h3>引题</h3><h2>主题</h2><h4>副题</h4><span id=contenttext>正文。<br></span></div>",
    ),
    "uniflows": (
        "http://p.test/html/2024/02/20/01/01_64.htm",
        "<h5 class=yinti_title>引题</h5><h2 class=content_title>主题</h2><h5 class=futi_title>副题</h5>"
        "<div id=pgcontent><p>正文。</p></div>",
    ),
    "day-folder": (
        "http://p.test/2024/20240220/20240220_001/20240220_001_1234.html",
        "<table><tr><td class=font02>引题<tr><td class=font01>主题<tr><td class=font02>副题"
        "<tr><td class=font6><p>正文。</p></table>",
    ),
}


@pytest.mark.parametrize("line", PAGES)
def test_headline_text_and_day_of_each_line(line: str) -> None:
    """Kicker, title and subtitle come in their order, the text from its own element, the day from the address."""
    url, page = PAGES[line]
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    found = read_family(root, url)
    assert found is not None
    known = found.known
    assert (known.kicker, known.title, known.subtitle) == ("引题", "主题", "副题")
    assert [block.text for block in found.blocks] == ["正文。"]
    assert known.published_on == date(2024, 2, 20)
    assert known.provenance["title"] == f"{line} markup"


@pytest.mark.parametrize("line", PAGES)
def test_other_addresses_are_left_to_other_readers(line: str) -> None:
    """The marks alone do not make a page one of the line: government sites use the same names."""
    root = parse(f"<html><body>{PAGES[line][1]}</body></html>")
    assert root is not None
    assert read_family(root, "http://gov.test/zwgk/202402/t20240220_1.html") is None


@pytest.mark.parametrize("page", ["<p>x</p>", "<div id=content_div></div>", "<div class=detailCon><h1>主题</h1></div>"])
def test_pages_without_an_article_are_left_alone(page: str) -> None:
    """Without a headline and a text under the line's marks there is nothing to read."""
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    assert read_family(root, PAGES["shtml"][0]) is None
