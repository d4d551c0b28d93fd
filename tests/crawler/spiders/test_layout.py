"""Reading layout pages. The markup is self-written; real pages are read where they lie near."""

import json
from datetime import date
from pathlib import Path

import pytest

from crawler.spiders.layout import read_layout, split_page_text

OLD_URL = "http://paper.test/yjwb/html/2023-02/10/node_2.htm"
OLD = """<html><body><map name=PagePicMap>
<Area coords="1,1" shape=polygon href="content_11.htm?div=-1"><Area coords="2,2" href="content_12.htm?div=0">
<Area coords="3,3" href="content_12.htm?div=-1"><Area coords="4,4" href="content_19.htm?div=-1"></map>
<div class=banci>第A01版：<STRONG>今日要闻</STRONG></div><a class=preart href=node_3.htm>4下一版</a>
<a href=../../../images/2023-02/10/01/A.pdf>PDF</a>
<ul><li><a href=content_11.htm?div=-1><div id=mp11>东江电机<br>产销两旺</div></a>
<li><a href=content_12.htm?div=-1><div id=mp12>花香春意浓</div></a>
<li><a href=content_18.htm?div=-1>本版责编 秦一鸣</a></ul>
<div>2023年02月10日 星期五</div>
<a id=pageLink href=./node_2.htm></a><a id=pageLink href=./node_2.htm>第A01版：今日要闻</a>
<a id=pageLink href=node_3.htm>第A02版：综 合</a><a id=pageLink href=node_5.htm>A04版:副刊</a>
<a href=http://paper.test/yjwb/html/2023-02/09/node_2.htm>第A01版：昨日</a>
<a href=http://paper.test/yjwb/content/2009-05/31/content_64683.htm>关于我们</a></body></html>"""
NEW_URL = "http://paper.test/YJRB/PC/layout/202402/20/node_A01.html"
NEW = """<html><body><p class="date">2024年02月20日</p><div class="Chunkiconlist">
<p><a href="node_A01.html">第A01版：要闻</a><a href="../../../att/202402/20/a01.pdf"><img></a></p>
<p><a href="node_A02.html">第A02版：综合</a><a href="../../../att/202402/20/a02.pdf"><img></a></p>
<p><a href="../../../pad/layout/202402/20/node_A02.html">第A02版：综合</a></p></div>
<map name="pagepicmap"><area href="../../../content/202402/20/content_7.html?div=0"></map>
<div class="newslist"><ul><li><h3><a href="../../../content/202402/20/content_8.html">标题</a></h3></li></ul></div>
</body></html>"""


def test_pages_of_the_older_line() -> None:
    """Pages come once each in the paper's order, gaps in their numbers believed, other days and 下一版 left out."""
    pages = read_layout(OLD, OLD_URL).pages
    assert [(one.label, one.name, one.url.rpartition("/")[2]) for one in pages] == [
        ("A01", "今日要闻", "node_2.htm"),
        ("A02", "综 合", "node_3.htm"),
        ("A04", "副刊", "node_5.htm"),
    ]


def test_articles_are_the_union_of_list_and_picture() -> None:
    """Titles come in the list's order, what only the picture shows comes after, each once, editors left out."""
    entries = read_layout(OLD, OLD_URL).entries
    assert [(one.order, one.title, one.url.rpartition("/")[2]) for one in entries] == [
        (1, "东江电机 产销两旺", "content_11.htm"),
        (2, "花香春意浓", "content_12.htm"),
        (3, "", "content_19.htm"),
    ]


def test_page_says_what_it_is() -> None:
    """Label, name, day and PDF of the page itself are read, not those of its neighbour."""
    facts = read_layout(OLD, OLD_URL)
    assert (facts.label, facts.name, facts.day) == ("A01", "今日要闻", date(2023, 2, 10))
    assert facts.pdf_url == "http://paper.test/yjwb/images/2023-02/10/01/A.pdf"


def test_pages_of_the_newer_line_have_their_pdf() -> None:
    """In the newer line each page has its PDF beside it, and links to the small-screen skin are left out."""
    facts = read_layout(NEW, NEW_URL)
    assert [one.pdf_url.rpartition("/")[2] for one in facts.pages] == ["a01.pdf", "a02.pdf"]
    assert (facts.label, facts.name, facts.pdf_url) == ("A01", "要闻", facts.pages[0].pdf_url)


def test_articles_of_the_newer_line_lie_in_another_folder() -> None:
    """Articles beside the layout folder are found, without the query of the picture's corner."""
    entries = read_layout(NEW, NEW_URL).entries
    assert [one.url for one in entries] == [
        "http://paper.test/YJRB/PC/content/202402/20/content_8.html",
        "http://paper.test/YJRB/PC/content/202402/20/content_7.html",
    ]


def test_skin_for_small_screens_is_no_second_article() -> None:
    """An article listed in both skins under one file name is one; where a jump is printed behind a title it is cut."""
    page = NEW.replace(
        "</ul></div>",
        '<li><a href="../../../pad/content/202402/20/content_8.html">标题</a></li>'
        '<li><a href="../../../content/202402/20/content_9.html">新桥通车（下转第2版）</a></li></ul></div>',
    )
    entries = read_layout(page, NEW_URL).entries
    assert [(one.title, one.url.rpartition("/")[2]) for one in entries] == [
        ("标题", "content_8.html"),
        ("新桥通车", "content_9.html"),
        ("", "content_7.html"),
    ]


def test_page_without_a_list_leads_on() -> None:
    """Where no list of pages stands, the link 下一版 gives the next page, and a link to itself gives none."""
    page = "<div class=banci>第01版：要闻</div><a href=content_1.htm>题</a><a href=node_3.htm>下一版</a>"
    assert read_layout(page, OLD_URL).next_url == "http://paper.test/yjwb/html/2023-02/10/node_3.htm"
    assert read_layout(page.replace("node_3", "node_2"), OLD_URL).next_url == ""


MENU_URL = "http://paper.test/content/20240220/Page02BC.htm"
MENU = """<html><body>2024年2月20日 星期二<h4><a href="../../PDF/01.pdf"></a><a href="Page01BC.htm">01版：要闻</a></h4>
<ul><li><a daoxiang="Articel01002BC.htm">别版的题</a></li></ul>
<h4><a href="../../PDF/02.pdf"></a><a href="Page02BC.htm">02版：文化 </a></h4>
<ul><li><a daoxiang="Articel02002BC.htm">本版的题</a></li></ul></body></html>"""


def test_menu_of_the_whole_edition_gives_only_this_page() -> None:
    """Of the titles of all pages, those whose address names this page are its own; scripts' links are followed."""
    facts = read_layout(MENU, MENU_URL)
    assert [one.title for one in facts.entries] == ["本版的题"]
    assert (facts.label, facts.name) == ("02", "文化")


def test_pdf_before_its_page() -> None:
    """In the line articel each PDF belongs to the page that follows it."""
    assert [one.pdf_url.rpartition("/")[2] for one in read_layout(MENU, MENU_URL).pages] == ["01.pdf", "02.pdf"]


def test_index_page_is_the_first_page() -> None:
    """A page called index.htm takes label and name of the first page of its list."""
    url = "http://paper.test/czrb/20240220/html/index.htm"
    page = "<a href=page_01.htm>第01版：要闻</a><a href=page_02.htm>第02版：综合</a><a href=content_7.htm>题</a>"
    facts = read_layout(page, url)
    assert (facts.label, facts.name, facts.is_layout) == ("01", "要闻", True)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\x00",
        "<html>",
        "<a href=node_.htm>",
        "<a href='http://[bad'>第1版：x</a>",
        "<a href='javascript:void(0)'>第1版：x</a>",
        "<p>第01版：要闻</p>",
        "2024年13月40日 星期一",
    ],
)
def test_hostile_pages_are_no_layout_pages(page: str) -> None:
    """Anything else is read without an error and is no layout page."""
    assert not read_layout(page, OLD_URL).is_layout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("第02版：综 合", ("02", "综 合")),
        ("01版:要闻", ("01", "要闻")),
        ("第A01版", ("A01", "")),
        ("a02：副刊", ("A02", "副刊")),
        ("下一版", None),
        ("2024年全市经济工作会议召开", None),
    ],
)
def test_label_and_name_are_told_apart(text: str, said: tuple[str, str] | None) -> None:
    """The printed forms of a page's label are understood, titles are not mistaken for one."""
    assert split_page_text(text) == said


@pytest.mark.shared
@pytest.mark.parametrize("name", ["A1_stdaily_20230210_node_2", "A1_ctnews_20171013_node_1.excerpt"])
def test_real_layout_pages_are_read_exactly(shared: Path, name: str) -> None:
    """Pages, articles, titles, label, name and day of real pages equal their hand-made truth."""
    folder = shared / "pages" / "dev"
    truth = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))
    day = truth["date"].replace("-", "/").replace("/", "-", 1)
    facts = read_layout(
        (folder / f"{name}.htm").read_text(encoding="utf-8-sig"), f"http://p.test/html/{day}/{truth['page_file']}"
    )
    assert [[one.label, one.name] for one in facts.pages] == [page[:2] for page in truth["pages"]]
    assert [[one.url.split("_")[-1].split(".")[0], one.title] for one in facts.entries] == truth["articles"]
    assert (facts.label, facts.name, str(facts.day)) == (truth["page_no"], truth["page_name"], truth["date"])
