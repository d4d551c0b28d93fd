"""Reading list pages."""

from datetime import date

import pytest

from crawler.spiders.lists import read_day, read_list

URL = "https://www.yunjiang.test/gov/list.shtml"
TODAY = date(2024, 3, 1)
LIST = """<ul class="menu"><li><a href="/">首页</a></li><li><a href="/about.html">关于云江市政府的介绍</a></li></ul>
<ul class="pageList"><li>
<a href="202402/t1.shtml?utm_source=x" title="关于印发云江市人才公寓管理办法的通知">关于印发云江…</a>
<span class="time">2024-02-20</span></li>
<li><a href="./202402/t2.shtml">2023年预算执行情况报告</a>[02-19]</li>
<li><a href="./202402/t2.shtml">2023年预算执行情况报告</a>[02-19]</li>
<li><a href="javascript:void(0)">打印本页列表内容</a>2024-02-01</li></ul>"""


def test_links_beside_days_are_articles() -> None:
    """Without selectors the links whose row carries a day are found, once each, with whole titles."""
    links = read_list(LIST, URL, today=TODAY).links
    assert [(one.title, one.day) for one in links] == [
        ("关于印发云江市人才公寓管理办法的通知", date(2024, 2, 20)),
        ("2023年预算执行情况报告", date(2024, 2, 19)),
    ]
    assert links[0].url == "https://www.yunjiang.test/gov/202402/t1.shtml"


def test_selectors_decide_when_given() -> None:
    """With selectors exactly the selected links are articles, and the day comes from where it is said to be."""
    page = '<dl><dt><a href="a.html">短</a></dt><dd class="d">2024.2.3</dd></dl>'
    links = read_list(page, URL, today=TODAY, links="dt a", day="dd.d").links
    assert [(one.title, one.day) for one in links] == [("短", date(2024, 2, 3))]


@pytest.mark.parametrize(
    ("page", "following"),
    [
        ("<a href='list_2.shtml'>下一页</a>", "list_2.shtml"),
        ("<link rel=next href='?page=2'>", "list.shtml?page=2"),
        ("<script>createPageHTML('page_div',10, 1,'list','shtml',200)</script>", "list_2.shtml"),
        ("<script>createPageHTML('page_div',10, 10,'list','shtml',200)</script>", ""),
        ("<script>createPageHTML(3, 0, 'list', 'htm');</script>", "list_1.htm"),
        ("<script>createPageHTML(3, 2, 'list', 'htm');</script>", ""),
        ("<a href='javascript:next()'>下一页</a>", ""),
        ("", ""),
    ],
)
def test_next_page_is_found(page: str, following: str) -> None:
    """The next list page is found by its words, its relation or its script, and the last page has none."""
    found = read_list(page, URL, today=TODAY).next_url
    assert found == (f"https://www.yunjiang.test/gov/{following}" if following else "")


def test_next_page_by_selector() -> None:
    """A selector for the next page may name the link or its address."""
    page = "<a class=n href=list_7.shtml>&gt;</a>"
    for selector in ("a.n", "a.n::attr(href)"):
        assert read_list(page, URL, today=TODAY, next_page=selector).next_url.endswith("/gov/list_7.shtml")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年2月3日", date(2024, 2, 3)),
        ("(2024/02/03 09:30)", date(2024, 2, 3)),
        ("[02-20]", date(2024, 2, 20)),
        ("12-31", date(2023, 12, 31)),
        ("2024-13-45", None),
        ("电话 0511-84420000", None),
    ],
)
def test_days_in_rows(text: str, day: date | None) -> None:
    """Days are read in the usual forms; one without a year is the latest that is not in the future."""
    assert read_day(text, TODAY) == day
