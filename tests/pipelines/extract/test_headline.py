"""The vote for a headline."""

import pytest

from pipelines.extract.headline import choose, read_headline, strip_site
from pipelines.extract.tree import parse


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("武汉长假：欢声笑语_新闻中心_长江网_cjn.cn", "武汉长假：欢声笑语"),
        ("社区食堂开张--民生--云江新闻网", "社区食堂开张"),
        ("最强AI芯片一块顶十块GPU-EDN 电子技术设计", "最强AI芯片一块顶十块GPU"),
        ("Council backs riverside path | Riverton Post", "Council backs riverside path"),
        (
            "Riverton Post - Council backs riverside path after long debate",
            "Council backs riverside path after long debate",
        ),
        ("没有分隔的标题", "没有分隔的标题"),
        ("", ""),
    ],
)
def test_name_of_the_site_is_cut_off(title: str, left: str) -> None:
    """What stands behind or before a headline in a window title goes."""
    assert strip_site(title) == left


def test_confirmed_heading_wins() -> None:
    """A heading that the window title begins with is the headline, whatever meta tags say."""
    assert choose(["社区食堂开张啦"], ["别的标题说法"], "社区食堂开张啦_云江新闻网") == (
        "社区食堂开张啦",
        "heading, confirmed",
    )


def test_heading_with_the_sites_name_does_not_win() -> None:
    """Of two headings that the window title confirms the longer is the headline."""
    chosen, _ = choose(["云江新闻网", "城东社区食堂开张迎客"], [], "城东社区食堂开张迎客_云江新闻网")

    assert chosen == "城东社区食堂开张迎客"


def test_two_declared_titles_outvote_a_heading() -> None:
    """Where JSON-LD and OpenGraph agree against the heading they are believed."""
    declared = ["Council backs the riverside path"] * 2

    assert choose(["Riverside path gets council backing today"], declared, "")[0] == declared[0]


def test_window_title_is_the_last_resort() -> None:
    """Without heading and declared title the window title serves."""
    assert choose([], [], "社区食堂开张迎客_云江新闻网") == ("社区食堂开张迎客", "window title")


def test_nothing_gives_nothing() -> None:
    """A page without any title has none."""
    assert choose([], [], "")[0] == ""


def test_title_of_the_list_cuts_the_site() -> None:
    """What the page adds behind the title in the list that linked here is the site's name."""
    root = parse("<html><head><title>老街新事 - 云江阅读</title></head><body><p>正文。</p></body></html>")
    assert root is not None

    assert read_headline(root, ["老街新事记 - 云江阅读"], listed="老街新事记").title == "老街新事记"


def test_name_of_a_chinese_site_is_cut() -> None:
    """A name that ends as those of sites do is cut off with its mark, whatever stands before it."""
    root = parse("<html><head><title>全市经济工作会议召开2024-云江晚报网</title></head><body></body></html>")
    assert root is not None

    assert read_headline(root, []).title == "全市经济工作会议召开2024"


def test_window_with_nothing_but_the_site() -> None:
    """A window title that begins with a mark holds no headline; the heading is taken."""
    root = parse("<html><head><title>-云江历史网</title></head><body><h1>怎么投诉举报</h1></body></html>")
    assert root is not None

    assert read_headline(root, []).title == "怎么投诉举报"
