"""The composition of the ways of reading, and pages that mean harm."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive.records import Kind, Reason, Rejected, Role
from pipelines.extract import Reading, read_page
from pipelines.items import FetchedPage, Hints, ReadRules

FETCHED_AT = datetime(2026, 3, 11, 0, 10, tzinfo=UTC)
TEXT = "昨天上午，城东新区第四十二家社区食堂在柳湾开张，周边六个小区的老人步行十五分钟就能吃上热饭。"
MORE = "市民政局养老服务处介绍，到今年年底，全市社区食堂将达到一百二十家，其中六十家设日间照料室。"
PAGE = (
    "<html><head><title>社区食堂开张_云江新闻网</title></head><body><h1>社区食堂开张</h1>"
    "<div class=info>2026-03-10 09:05 来源：云江日报</div>"
    f"<div class=txt><p>{TEXT}</p><p>{MORE}</p></div></body></html>"
)

Read = Callable[..., tuple[Reading, ...] | Rejected]


@pytest.fixture
def fetched() -> FetchedPage:
    """A fetched page whose body the tests do not use."""
    return FetchedPage(
        url="http://news.test/a/1.html", source="news", source_name="云江新闻网", body=b"", fetched_at=FETCHED_AT
    )


def read_one(html: str, page: FetchedPage, **changes: Any) -> Reading:
    """The one article of a page."""
    found = read_page(html, replace(page, **changes))
    assert isinstance(found, tuple), found
    return found[0]


def why(html: str, page: FetchedPage, **changes: Any) -> Reason:
    """Why a page holds no article."""
    found = read_page(html, replace(page, **changes))
    assert isinstance(found, Rejected), found
    return found.reason


def test_plain_page_is_read_without_rules(fetched: FetchedPage) -> None:
    """Title, day, origin and text of a page of unknown make are found by form and label."""
    article = read_one(PAGE, fetched)

    assert (article.title, article.text) == ("社区食堂开张", f"{TEXT}\n{MORE}")
    assert (article.published_on, article.agency) == (date(2026, 3, 10), "云江日报")
    assert article.provenance["published_on"] == "label"


def test_rules_of_the_source_come_first(fetched: FetchedPage) -> None:
    """A source's own selectors win over everything else, and provenance names them."""
    html = PAGE.replace("<h1>", "<h2 id=t>真正的标题</h2><h1>").replace(
        "<div class=txt>", "<div id=b><p>另一段。" + TEXT
    )
    rules = ReadRules(title=("#none", "#t"), body=("#b p:first-child",), author=(".none",))

    article = read_one(html, fetched, rules=rules)

    assert (article.title, article.text) == ("真正的标题", "另一段。" + TEXT)
    assert (article.provenance["title"], article.provenance["text"]) == ("selector #t", "selector #b p:first-child")


def test_removed_elements_are_not_read(fetched: FetchedPage) -> None:
    """What a source's file wants removed is gone, the text behind it stays."""
    html = PAGE.replace(f"<p>{MORE}", f"<p class=ad>广告，请点击这里。</p><p>{MORE}")

    assert "广告" not in read_one(html, fetched, rules=ReadRules(remove=(".ad", "[broken"))).text


def test_attribute_selector_gives_the_day(fetched: FetchedPage) -> None:
    """`::attr(x)` reads an attribute."""
    html = PAGE.replace("<h1>", "<time datetime='2026-03-08T10:00+08:00'></time><h1>")

    article = read_one(html, fetched, rules=ReadRules(date=("time::attr(datetime)",)))

    assert article.published_on == date(2026, 3, 8)


def test_day_after_the_fetch_is_passed_over(fetched: FetchedPage) -> None:
    """A day that the page cannot have appeared on gives way to the next source of a day."""
    html = PAGE.replace("2026-03-10 09:05", "2027-01-01")

    article = read_one(html, fetched, url="http://news.test/2026/03/09/1.html")

    assert (article.published_on, article.provenance["published_on"]) == (date(2026, 3, 9), "address")


def test_modified_is_not_published(fetched: FetchedPage) -> None:
    """The moment of a change is kept apart from the day of publication."""
    html = PAGE.replace("</title>", "</title><meta property=article:modified_time content=2026-03-11T08:00:00+08:00>")

    article = read_one(html, fetched)

    assert article.published_on == date(2026, 3, 10)
    assert article.modified_at == datetime(2026, 3, 11, 0, 0, tzinfo=UTC)


def test_a_change_after_the_fetch_is_none(fetched: FetchedPage) -> None:
    """A moment of change that lies behind the fetch, or before the web, is a fault of the page and left out."""
    tag = "</title><meta property=article:modified_time content={}T08:00:00+08:00>"

    for day in ("2027-01-01", "1970-01-01"):
        assert read_one(PAGE.replace("</title>", tag.format(day)), fetched).modified_at is None


CORRECTION = "昨日三版报道中，“江滩公园”有误，应为“河滩公园”。"


def test_a_notice_of_one_line_is_kept_in_print_only(fetched: FetchedPage) -> None:
    """An e-paper's page under an article's address is an article however short; elsewhere it is too short, by name."""
    printed = f"<div id=news_content><h1>更正</h1><cms-content><p>{CORRECTION}</p></cms-content></div>"
    shown = f"<h1>更正</h1><div id=zoom><p>{CORRECTION}</p></div>"
    address = "http://p.test/hsrb/2026-03/10/content_349930.html"

    assert read_one(printed, fetched, url=address).text == CORRECTION
    assert why(printed, fetched, url=address, rules=ReadRules(min_chars=60)) is Reason.TOO_SHORT
    assert why(shown, fetched) is Reason.TOO_SHORT


def test_day_is_never_guessed_from_the_fetch(fetched: FetchedPage) -> None:
    """A page that names no day has none."""
    assert read_one(PAGE.replace("2026-03-10 09:05 ", ""), fetched).published_on is None


def test_site_is_not_the_author(fetched: FetchedPage) -> None:
    """A meta tag that names the site as author names nobody."""
    html = PAGE.replace("</title>", "</title><meta name=author content=云江新闻网>")

    assert read_one(html, fetched).people == ()


def test_title_of_the_list_helps_out(fetched: FetchedPage) -> None:
    """Where a page shows no headline, the title that linked to it is taken."""
    html = f"<html><body><div>{TEXT}{MORE}</div></body></html>"

    assert why(html, fetched) is Reason.NO_TITLE
    assert read_one(html, fetched, hints=Hints(title="社区食堂开张")).title == "社区食堂开张"


def test_short_text_is_rejected_by_the_sources_measure(fetched: FetchedPage) -> None:
    """A text below `min_chars` is too short."""
    assert why(PAGE, fetched, rules=ReadRules(min_chars=500)) is Reason.TOO_SHORT


def test_other_day_than_the_edition_is_rejected(fetched: FetchedPage) -> None:
    """A page that carries another day than the edition asked for is not its article."""
    assert why(PAGE, fetched, hints=Hints(edition_on=date(2026, 3, 9))) is Reason.WRONG_DAY


def test_commentary_by_its_headline(fetched: FetchedPage) -> None:
    """A headline that says so makes a commentary."""
    html = PAGE.replace("社区食堂开张", "时评：社区食堂要算长远账")

    assert read_one(html, fetched).kind is Kind.COMMENTARY


def test_writers_stand_before_editors(fetched: FetchedPage) -> None:
    """Reporter of the bracket and editor of the credit line are both kept, each in the role."""
    html = PAGE.replace(TEXT, "本报讯（记者 韩江月）" + TEXT).replace("</p></div>", "</p><p>责任编辑：姚远</p></div>")

    people = read_one(html, fetched).people

    assert [(person.name, person.role) for person in people] == [("韩江月", Role.REPORTER), ("姚远", Role.EDITOR)]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", Reason.EMPTY),
        ("<!-- -->", Reason.EMPTY),
        ("<html><title>404 页面不存在</title><body>您访问的页面不存在</body></html>", Reason.SOFT_404),
        ("<html><title>登录</title><body><h1>登录</h1><p>请先登录后才能阅读全文。</p></body></html>", Reason.WALL),
        (
            "<html><title>云江日报</title><body><p>请购买该报纸后再访问，谢谢您的支持与理解。</p></body></html>",
            Reason.WALL,
        ),
    ],
)
def test_pages_that_say_they_are_none_are_rejected(fetched: FetchedPage, html: str, reason: Reason) -> None:
    """Empty, missing and shut pages have their own reasons."""
    assert why(html, fetched) is reason


def test_list_of_links_is_rejected(fetched: FetchedPage) -> None:
    """A page made of links is a list."""
    links = "".join(
        f"<li><a href={n}.html>关于做好第{n}批重点项目申报工作的通知</a> 03-{n:02}</li>" for n in range(1, 30)
    )

    assert why(f"<html><title>通知公告</title><body><ul>{links}</ul></body></html>", fetched) is Reason.NOT_AN_ARTICLE


def test_notice_about_void_documents_is_an_article(fetched: FetchedPage) -> None:
    """Words such as 已失效 in a real text make no missing page."""
    html = PAGE.replace(MORE, "以下文件已失效，自本通知印发之日起停止执行，请各单位做好衔接工作。" * 4)

    assert read_one(html, fetched).title == "社区食堂开张"


HOSTILE = {
    "deep": "<div>" * 50_000 + TEXT,
    "unclosed script": "<script>" * 50_000,
    "unclosed comment": "<!--" * 100_000,
    "attributes": "<p " + 'a="b" ' * 50_000 + ">",
    "brackets": f"<title>标题标题</title><p>{'（记者' * 50_000}</p>",
    "spaces": "<title>标题标题</title><p>" + " " * 1_000_000 + "x",
    "breaks": "<title>标题标题</title><div>" + "一行，字。<br>" * 60_000,
    "paragraphs": f"<title>标题标题</title>{f'<p>{TEXT}</p>' * 20_000}",
    "deep json": "<title>t</title><script type='application/ld+json'>" + "[" * 100_000 + "</script>",
    "property": "<!--enpcontent--><p>字。<!--enpproperty " + "<a>" * 100_000,
    "xml": "<?xml version='1.0' encoding='gb2312'?><html><body>字\x00\x0b\ud800</body></html>",
    "pages": "版" * 300_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_page_costs_little_and_breaks_nothing(fetched: FetchedPage, name: str) -> None:
    """A page made to hurt is read or rejected within the time that a large real page may take."""
    began = time.process_time()

    found = read_page(HOSTILE[name], fetched)

    assert isinstance(found, tuple | Rejected)
    # Measured: 1.3 s for the worst; a loaded machine gets room. A quadratic reader would take minutes.
    assert time.process_time() - began < 6


def test_damaged_pages_break_nothing(fetched: FetchedPage) -> None:
    """A page cut or garbled anywhere is read or rejected, never an error."""
    dice = random.Random(7)
    for _ in range(60):
        page = list(PAGE[: dice.randrange(1, len(PAGE))])
        for _ in range(dice.randrange(12)):
            page[dice.randrange(len(page))] = dice.choice("<>\"'&=/（）版\x00字")
        assert isinstance(read_page("".join(page), fetched), tuple | Rejected)


def test_short_text_in_old_markup_among_long_lists(fetched: FetchedPage) -> None:
    """Paragraphs parted by line breaks in a font element are the text, not the lists around them."""
    links = "".join(f"<li><a href={n}.html>润州调整灯会市发改委</a><em>3-{n}</em></li>" for n in range(1, 28))
    html = (
        "<html><head><title>社区食堂开张迎客（第二批）-云江新闻网</title></head><body><div class=wrap>"
        "<div id=title><font size=5><b>社区食堂开张迎客（第二批）</b></font></div>"
        "<div align=center>2026/03/10 18:00:00&nbsp;&nbsp;记者 韩江月</div>"
        f"<td class=content><font>　　{TEXT}<br><br>　　{MORE}</font></td>"
        f"<div class=hot><h3>热点新闻</h3><ul>{links}</ul></div></div><ul>{links}</ul></body></html>"
    )

    article = read_one(html, fetched)

    assert (article.title, article.text) == ("社区食堂开张迎客（第二批）", f"{TEXT}\n{MORE}")
    assert (article.published_on, [person.name for person in article.people]) == (date(2026, 3, 10), ["韩江月"])


def test_paragraphs_in_divisions_are_all_read(fetched: FetchedPage) -> None:
    """A text whose paragraphs are `div` is read whole, however long one of them is."""
    html = PAGE.replace(f"<p>{TEXT}</p><p>{MORE}</p>", f"<div>{MORE}</div><div>{TEXT * 8}</div><div>{MORE}</div>")

    assert read_one(html, fetched).text.split("\n") == [MORE, TEXT * 8, MORE]


def test_missing_page_inside_the_sites_frame(fetched: FetchedPage) -> None:
    """A page that says in its title that it is missing is that, not a list, whatever stands around."""
    links = "".join(f"<li><a href={n}.html>润州调整灯会市发改委</a></li>" for n in range(60))
    html = (
        f"<html><title>页面不存在-云江新闻网</title><body><ul>{links}</ul><div>对不起，页面已被删除</div></body></html>"
    )

    assert why(html, fetched) is Reason.SOFT_404


def test_office_page_is_not_searched_for_writers_by_class_names(fetched: FetchedPage) -> None:
    """A page with the prescribed tags names its people by labels, or none; any other may name them by class."""
    signed = PAGE.replace("<div class=txt>", "<p class=author>Mary Brown</p><div class=txt>")
    office = signed.replace("<head>", '<head><meta name="PubDate" content="2026-03-10 09:05">')

    assert [person.name for person in read_one(signed, fetched).people] == ["Mary Brown"]
    assert read_one(office, fetched).people == ()
