"""Sorting the blocks of a body."""

import pytest

from archive.records import Role
from pipelines.extract.lines import (
    Sorted,
    is_credit,
    read_byline,
    read_caption,
    read_original_title,
    sort_blocks,
    strip_jump,
)
from pipelines.extract.tree import Block


def test_text_captions_credits_and_byline_are_told_apart() -> None:
    """Each line of a body goes where it belongs and none is lost."""
    done = sort_blocks(
        [
            Block(text="（原标题：旧题）"),
            Block(text="云江日报记者 韩江月"),
            Block(text="柳湾食堂里，老人在用午餐。（古月摄）"),
            Block(text="昨天上午，第四十二家社区食堂在柳湾开张。"),
            Block(text="（资料来源：市民政局）"),
            Block(text="【编辑：姚远】"),
        ]
    )

    assert done.original_title == "旧题"
    assert [(person.name, person.role) for person in done.people] == [("韩江月", Role.REPORTER), ("姚远", Role.EDITOR)]
    assert [caption.text for caption in done.captions] == ["柳湾食堂里，老人在用午餐。（古月摄）"]
    assert done.text == ["昨天上午，第四十二家社区食堂在柳湾开张。"]
    assert done.credits == ["（资料来源：市民政局）", "【编辑：姚远】"]


def test_repeated_headline_and_label_line_are_dropped_at_the_head() -> None:
    """What only repeats the headline or holds labels is no paragraph."""
    done = sort_blocks(
        [Block(text="食堂开张"), Block(text="2026-03-10 09:05 来源：云江日报"), Block(text="昨天开张。")], ["食堂开张"]
    )

    assert done.text == ["昨天开张。"]


def test_signing_day_of_a_letter_stays() -> None:
    """A day alone behind the text is part of an official letter."""
    done = sort_blocks([Block(text="请认真遵照执行。"), Block(text="云江市人民政府"), Block(text="2026年3月6日")])

    assert done.text == ["请认真遵照执行。", "云江市人民政府", "2026年3月6日"]


def test_facts_of_an_event_stay() -> None:
    """Time and place of an event are text, though they look like labels."""
    done = sort_blocks([Block(text="讲座周六举行。"), Block(text="时间：3月14日9时"), Block(text="地点：市图书馆")])

    assert done.text[1:] == ["时间：3月14日9时", "地点：市图书馆"]


def test_byline_inside_the_text_is_left_alone() -> None:
    """Only the head and the tail of an article carry bylines; between them a line is text."""
    lines = ["开头一段。", *["中间一段。"] * 4, "本报记者 韩江月", *["后面一段。"] * 8]

    assert "本报记者 韩江月" in sort_blocks([Block(text=line) for line in lines]).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("食堂开张。（下转第2版）", "食堂开张。"),
        ("（上接A01版）食堂开张。", "食堂开张。"),
        ("（紧接第一版）食堂开张。", "食堂开张。"),
        ("他说，旧版的地图已经换下。", "他说，旧版的地图已经换下。"),
    ],
)
def test_jump_markers_go(text: str, left: str) -> None:
    """Where print continues on another page the marker is taken out and nothing else."""
    assert strip_jump(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "责任编辑：姚远",
        "扫描二维码看精彩视频",
        "视频制作:曹源 盛林",
        "（资料来源：省统计局）",
        "本文来源：新华社 责任编辑：姚远_N1",
    ],
)
def test_credit_lines_are_recognised(text: str) -> None:
    """Editors, codes to scan, makers and origins are credits."""
    assert is_credit(text)


@pytest.mark.parametrize("text", ["编辑出版业去年增长一成。", "来源广泛的资金让项目如期开工。", "责任重于泰山。"])
def test_sentences_are_no_credits(text: str) -> None:
    """A sentence that begins with a label's word stays text."""
    assert not is_credit(text)


def test_source_of_a_picture_is_its_caption() -> None:
    """Under a picture 图片来源 belongs to it; where no picture stands above, or with the editor, to the article."""
    line = "图片来源：云江晚报"
    done = sort_blocks([Block(text="灯会开幕。"), Block(text=line, after_image=True), Block(text=line)])
    both = sort_blocks([Block(text="灯会开幕。"), Block(text=f"{line} 责任编辑：顾南", after_image=True)])

    assert [(caption.text, caption.after) for caption in done.captions] == [(line, 1)]
    assert done.credits == [line]
    assert both.captions == []


def test_caption_keeps_its_credit_in_brackets() -> None:
    """The credit in brackets is part of the caption as printed, and names the photographer."""
    caption = read_caption("船台上，焊工在赶工。 （云江日报记者 古月 摄）", Block(text=""))

    assert caption is not None
    assert caption.text == "船台上，焊工在赶工。 （云江日报记者 古月 摄）"
    assert [(person.name, person.role) for person in caption.people] == [("古月", Role.PHOTOGRAPHER)]


def test_bare_credit_behind_a_caption_is_taken_off() -> None:
    """Names set bare behind the sentence are the credit and no part of the caption."""
    caption = read_caption("大会会场。 古月 白露 摄", Block(text=""))

    assert caption is not None
    assert caption.text == "大会会场。"
    assert [person.name for person in caption.people] == ["古月", "白露"]


def test_club_before_the_photographer_is_kept() -> None:
    """An office before the photographer's name stays with the role."""
    caption = read_caption("雨游湖畔。城市摄影队 周斌 摄", Block(text=""))

    assert caption is not None
    assert [(person.name, person.role_raw) for person in caption.people] == [("周斌", "城市摄影队/摄")]


def test_small_type_below_a_picture_is_a_caption() -> None:
    """Form and place make a caption where words do not."""
    assert read_caption("报道的网页截图。", Block(text="", after_image=True, small=True))
    assert read_caption("报道的网页截图。", Block(text="")) is None


def test_original_title_is_read() -> None:
    """The line that names the first headline of a reprint gives that headline."""
    assert read_original_title("（原标题：四部门印发意见）") == "四部门印发意见"
    assert read_original_title("原标题很长。") == ""


def test_bullet_before_a_name_is_a_byline() -> None:
    """An essay signed □ 韩江月 names its author; a bulleted phrase does not."""
    assert [(person.name, person.role) for person in read_byline("□ 韩江月")] == [("韩江月", Role.AUTHOR)]
    assert read_byline("□ 提升服务") == ()


def _sorted(*lines: str) -> Sorted:
    return sort_blocks([Block(text=line) for line in lines])


def test_buttons_behind_the_end_of_a_text_are_no_text() -> None:
    """Behind 责任编辑 and 标签 short lines that are no sentences are left out, however many they are."""
    buttons = ("好文", "钦佩", "喜欢", "泪奔", "可爱", "思考", "用微信扫描二维码", "分享到：", "人参与 评论")

    done = _sorted("长街的灯亮了，行人多了起来。", "[责任编辑：李二]", "标签：长街 灯", *buttons)

    assert done.text == ["长街的灯亮了，行人多了起来。"]


def test_a_list_of_short_lines_is_text() -> None:
    """Short lines without an end mark behind them stay: names, stops, results."""
    stops = ("停靠站如下", "西街", "河东", "北门")

    assert _sorted("公交十路改线。", *stops).text == ["公交十路改线。", *stops]


def test_a_longer_line_behind_the_end_mark_stays() -> None:
    """Who put a text together is said behind the editor's line at times, and stays."""
    done = _sorted("正文一句。", "责编：李二", "综合整理自云江新闻、江边观察等来源")

    assert done.text == ["正文一句。", "综合整理自云江新闻、江边观察等来源"]


@pytest.mark.parametrize(
    "line",
    [
        "更多“怎么投诉举报”的相关经验资讯请关注www.example.test",
        "相关资讯请关注：江边专区",
        "进入【云江股吧】讨论",
    ],
)
def test_promotions_are_credits(line: str) -> None:
    """Lines that call readers elsewhere are kept apart from the text."""
    assert _sorted("正文一句。", line).credits == [line]


def test_the_paper_and_day_behind_a_text_are_labels() -> None:
    """A last line of day and source is no text; a day alone signs a letter and stays."""
    assert _sorted("公告正文。", "2005年8月25日（来源：云江证券报）").text == ["公告正文。"]
    assert _sorted("公告正文。", "2005年8月25日").text == ["公告正文。", "2005年8月25日"]
