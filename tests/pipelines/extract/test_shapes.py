"""Whole pages of unusual shape: laws, tables, lists, short notices, two stories, a source's own furniture."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import Rejected
from pipelines.extract import learn_furniture, read_page
from pipelines.extract.reading import Reading
from pipelines.items import FetchedPage, Hints

HEAD = "<html><head><title>{title}-云江新闻网</title></head><body><ul><li><a href=/>首页</a></li></ul><h1>{title}</h1>"
TAIL = "<div class=foot>版权所有 云江新闻网 <a href=/about>关于我们</a></div></body></html>"


@pytest.fixture
def fetched() -> FetchedPage:
    """The page as a spider hands it in; its bytes are not looked at here."""
    return FetchedPage(
        url="http://news.test/content/8.html",
        source="yunjiang-news",
        source_name="云江新闻网",
        body=b"",
        fetched_at=datetime(2026, 3, 12, tzinfo=UTC),
    )


def read_one(title: str, markup: str, page: FetchedPage) -> Reading:
    """The article on a page of the site with this headline and markup."""
    found = read_page(HEAD.format(title=title) + markup + TAIL, page)
    assert not isinstance(found, Rejected), found
    return found[0]


def test_articles_of_a_law(fetched: FetchedPage) -> None:
    """Every article of a law stays, chapter headings too, in order."""
    articles = [
        f"第{number}条　市容管理部门应当会同有关部门做好第{number}项工作，并向社会公布。" for number in "一二三四五六"
    ]
    markup = "<div id=zoom><p>第一章　总则</p>" + "".join(f"<p>{one}</p>" for one in articles) + "</div>"

    text = read_one("云江市市容管理条例", markup, fetched).text

    assert text.split("\n") == ["第一章 总则", *[one.replace("　", " ") for one in articles]]


def test_rows_of_a_table(fetched: FetchedPage) -> None:
    """A table of figures is kept, a row a line."""
    rows = [("润州区", "12.5", "3.1"), ("京口区", "11.8", "2.9"), ("丹徒区", "9.7", "4.2")]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    lead = "市统计局昨日公布各区一季度数据，单位为亿元和百分比，详见下表。"
    markup = f"<div class=TRS_Editor><p>{lead}</p><table>{cells}</table><p>以上数据，由市统计局负责解释。</p></div>"

    lines = read_one("各区一季度数据公布", markup, fetched).text.split("\n")

    assert lines[1:4] == [" ".join(row) for row in rows]


def test_points_of_a_list(fetched: FetchedPage) -> None:
    """The points of a list inside the text stay."""
    points = [f"第{n}点，办理时须带身份证原件和复印件各一份。" for n in range(1, 5)]
    items = "".join(f"<li>{point}</li>" for point in points)
    markup = f"<div class=TRS_Editor><p>办理须知如下，请市民留意。</p><ol>{items}</ol></div>"

    assert read_one("办理居住证须知", markup, fetched).text.split("\n")[1:] == points


def test_short_notice_under_long_lists(fetched: FetchedPage) -> None:
    """A notice of a hundred characters under long lists of links is read without them."""
    notice = "因管网改造，3月15日8时至18时，中山路、解放路一带停水，请市民提前储水，不便之处敬请谅解。" * 2
    links = "".join(f"<li><a href={n}.html>润州调整灯会第{n}号消息</a></li>" for n in range(40))
    markup = f"<div class=con><p>{notice}</p><p>云江市自来水公司</p><p>2026年3月12日</p></div><ul>{links}</ul>"

    text = read_one("停水通知", markup, fetched).text

    assert text.startswith(notice)
    assert "灯会" not in text


def test_only_the_story_asked_for(fetched: FetchedPage) -> None:
    """Of a page that goes on with further stories in containers of their own, the first is read."""
    first = "".join(f"<p>夜间书房昨日开门迎客，第{n}位读者领到了借书证。</p>" for n in range(5))
    other = "".join(f"<p>天气渐暖，第{n}处公园的樱花开了。</p>" for n in range(3))
    markup = f"<div id=zoom>{first}</div><div class=next-story><h2>樱花开了</h2><div>{other}</div></div>"

    text = read_one("夜间书房开门", markup, fetched).text

    assert len(text.split("\n")) == 5
    assert "樱花" not in text


def test_furniture_of_the_source_is_taken_out(fetched: FetchedPage) -> None:
    """A standing line that the source prints inside every text is gone once its furniture is known."""
    line = "云江新闻网全新改版，欢迎各位读者常来坐坐。"

    def markup(word: str) -> str:
        own = "".join(f"<p>{word}第{n}处，昨日开门迎客。</p>" for n in range(4))
        return f"<div class=TRS_Editor>{own}<p>{line}</p></div>"

    pages = [HEAD.format(title=word) + markup(word) + TAIL for word in ("书房", "公园", "码头")]
    known = replace(fetched, furniture=learn_furniture(pages).hashes)

    assert line in read_one("老街开门", markup("老街"), fetched).text
    assert read_one("老街开门", markup("老街"), known).text.split("\n") == [
        f"老街第{n}处，昨日开门迎客。" for n in range(4)
    ]


def test_doubts_are_told(fetched: FetchedPage) -> None:
    """A headline unlike the one in the list, and a day unlike the address's, are flagged; a plain page is not."""
    markup = "<p>2026-03-11 来源：云江日报</p><div id=zoom><p>夜间书房昨日开门，迎来首批读者，市民称赞。</p></div>"
    text = "<p>馆长说，书房每晚开到十二点。</p><p>馆内有书两万册，读者可以免费借阅。</p></div>"
    whole = markup.replace("</div>", text)
    elsewhere = replace(fetched, url="http://news.test/2026/02/01/8.html", hints=Hints(title="樱花开了"))

    assert read_one("夜间书房开门", whole, fetched).flags == ()
    assert set(read_one("夜间书房开门", whole, elsewhere).flags) == {"day_disagrees", "title_disagrees"}
