"""Text copied out of printed pages: several shapes, all self-written."""

from datetime import date

import pytest

from archive.records import Kind, Reason, Rejected, Role
from pipelines.extract import Reading, read_print
from pipelines.items import Hints

SINGLE = """
城东新区第四十二家社区食堂开张

本报讯（记者 韩江月 通讯员 邵一鸣）昨天上午，城东新区第四十二家社区食堂在柳湾开张，周边老人都能吃上热饭。

市民政局养老服务处介绍，到今年年底，全市社区食堂将达到一百二十家。
"""

THREE = """
A01 要闻 2026年3月10日
云江日报
责任编辑：姚远 版式：丁涛

全市工业投资推进会召开

抓项目就是抓发展 抓投资就是抓未来

何文舟讲话 林知夏主持

本报讯（记者 韩江月）昨天下午，全市工业投资推进会召开，部署今年任务，要求二十个重点项目在六月底前全部开工并形成

实物工作量。市委书记何文舟出席会议并讲话。

会议要求，各地各部门要把项目放在心上、抓在手上，以钉钉子精神一个一个推进。

船厂春早订单满

——云江船舶公司一季度生产见闻

本报记者 白露

走进云江船舶公司，二号船台上弧光闪烁，一艘双燃料江海直达船已经初具雏形。工人们正在为五月的下水节点加班加点。

弧光如花

船台边的食堂里，夜班工人刚刚吃完饭。车间主任说，手持订单已经排到了后年六月。

让好政策跑在项目前面

□ 云江日报评论员

抓投资，最怕政策等项目、资金等手续。让好政策跑在前面，项目才能落得快、建得好，企业才能安心扎根。
"""

NO_KICKER = """第05版：民生 2026年3月11日 星期三

三所新学校今秋招生
新增学位四千二百个

城东、城南、江北三所新学校将于今年九月启用，新增学位四千二百个，招生范围六月公布。

图为建设中的城南学校。 古月 摄

市教育局表示，将优先保障随迁子女就近入学。（记者 陆青禾）
"""

WRAPPED = """社区食堂开张

昨天上午城东新区第四十二家社
区食堂在柳湾开张，周边六个小
区的老人步行十五分钟就能吃上
一顿热饭。
"""


def read(text: str, file_name: str = "") -> tuple[Reading, ...]:
    """The articles of a printed page of 云江日报."""
    found = read_print(text, Hints(file_name=file_name), "云江日报")
    assert isinstance(found, tuple), found
    return found


def test_single_article() -> None:
    """One title above two paragraphs is one article with its writers, dateline and agency."""
    (only,) = read(SINGLE)

    assert (only.kicker, only.title, only.subtitle) == ("", "城东新区第四十二家社区食堂开张", "")
    assert [(person.name, person.role) for person in only.people] == [
        ("韩江月", Role.REPORTER),
        ("邵一鸣", Role.CORRESPONDENT),
    ]
    assert (only.dateline, only.agency, only.kind) == ("本报讯", "云江日报", Kind.NEWS)
    assert len(only.text.split("\n")) == 2


def test_three_articles_are_told_apart() -> None:
    """A report, a feature and a commentary on one page keep their own headlines and writers."""
    report, feature, comment = read(THREE)

    assert (report.kicker, report.title, report.subtitle) == (
        "全市工业投资推进会召开",
        "抓项目就是抓发展 抓投资就是抓未来",
        "何文舟讲话 林知夏主持",
    )
    assert (feature.title, feature.subtitle) == ("船厂春早订单满", "云江船舶公司一季度生产见闻")
    assert comment.title == "让好政策跑在项目前面"
    assert [each.kind for each in (report, feature, comment)] == [Kind.NEWS, Kind.FEATURE, Kind.COMMENTARY]
    assert [each.people[0].name for each in (report, feature, comment)] == ["韩江月", "白露", "云江日报评论员"]


def test_page_heading_belongs_to_every_article() -> None:
    """Label, name and day of the page's heading line are those of all its articles, and no text."""
    found = read(THREE)

    assert {(each.page_label, each.page_name, each.published_on) for each in found} == {
        ("A01", "要闻", date(2026, 3, 10))
    }
    assert not any("A01" in each.text or "2026年" in each.text for each in found)


def test_column_break_is_repaired() -> None:
    """A paragraph cut without punctuation is joined with its other half."""
    report = read(THREE)[0]

    assert "形成实物工作量。" in report.text
    assert len(report.text.split("\n")) == 2


def test_subhead_stays_in_its_article() -> None:
    """A single short line between paragraphs is no new headline."""
    feature = read(THREE)[1]

    assert "弧光如花" in feature.text.split("\n")


def test_page_without_a_kicker() -> None:
    """Caption, photographer and the writer at the tail are found; the heading gives page and day."""
    (only,) = read(NO_KICKER)

    assert "三所新学校今秋招生" in (only.kicker, only.title)
    assert (only.page_label, only.page_name, only.published_on) == ("05", "民生", date(2026, 3, 11))
    assert [(each.text, [p.name for p in each.people]) for each in only.captions] == [
        ("图为建设中的城南学校。", ["古月"])
    ]
    assert [person.name for person in only.people] == ["陆青禾"]
    assert len(only.text.split("\n")) == 2


def test_wrapped_lines_are_one_paragraph() -> None:
    """Lines as broken by the column's width are joined."""
    (only,) = read(WRAPPED)

    assert only.text == "昨天上午城东新区第四十二家社区食堂在柳湾开张，周边六个小区的老人步行十五分钟就能吃上一顿热饭。"


def test_day_comes_from_the_hints_where_the_page_has_none() -> None:
    """A file name that carries the day gives it; without one the day stays unknown."""
    assert read(SINGLE, file_name="yunjiang-2026-03-10.txt")[0].published_on == date(2026, 3, 10)
    assert read(SINGLE)[0].published_on is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", Reason.EMPTY), ("\n \n　\n", Reason.EMPTY), ("第05版：民生 2026年3月11日", Reason.NOT_AN_ARTICLE)],
)
def test_page_without_an_article_is_rejected(text: str, reason: Reason) -> None:
    """Nothing, or a heading alone, is no article."""
    found = read_print(text, Hints())

    assert isinstance(found, Rejected)
    assert found.reason is reason


def test_text_without_a_headline_has_no_title() -> None:
    """A bare paragraph is rejected for want of a title."""
    found = read_print("昨天上午，城东新区第四十二家社区食堂在柳湾开张，周边六个小区的老人都能吃上热饭。", Hints())

    assert isinstance(found, Rejected)
    assert found.reason is Reason.NO_TITLE
