"""Sentence ends, column breaks, wrapped lines."""

import pytest

from pipelines.clean import ends_sentence, join_column_breaks, unwrap

LONG = "要统筹做好科技创新和产业创新两篇大文章，把布局优化、载体提升作为先手棋，走好创新引领产业强市的必由之路、融合"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("会议指出，要真抓实干。", True),
        ("他说：“这就好！”", True),
        ("南美站活动将先后举行。（张三丰）", True),
        ("走好“必由之路”、“融合", False),
        ("新增200多家重点排放企业", False),
        ("（记者 王一）", False),
        ("", False),
    ],
)
def test_sentence_end_is_seen_through_quotes_and_notes(text: str, ends: bool) -> None:
    """Closing quotes and a note in brackets behind the full stop do not hide the end of a sentence."""
    assert ends_sentence(text) is ends


def test_cut_paragraph_is_joined() -> None:
    """A long block without an end of sentence takes the next block as its other half, without a space."""
    assert join_column_breaks([LONG, "之路”。", "下一段。"]) == (LONG + "之路”。", "下一段。")


def test_short_subhead_stays_apart() -> None:
    """A short line without punctuation is a subhead, not half a paragraph."""
    assert join_column_breaks(["产业向新", "去年全市新增企业六百家。"]) == ("产业向新", "去年全市新增企业六百家。")


def test_three_columns_make_one_paragraph() -> None:
    """A paragraph cut twice is whole again."""
    assert join_column_breaks([LONG, LONG, "完。"]) == (LONG + LONG + "完。",)


def test_lines_of_one_width_are_one_paragraph() -> None:
    """Lines as broken by a column's width are joined."""
    lines = ["昨天上午城东新区第四十二家社", "区食堂在柳湾开张周边六个小区", "的老人步行就能吃上热饭。"]

    assert unwrap(lines) == ("".join(lines),)


def test_lines_of_different_width_stay_apart() -> None:
    """Paragraphs and headlines set line by line are not joined."""
    lines = ["城东建起养老圈", "何文舟调研社区食堂建设并看望老人", "昨天上午，第四十二家社区食堂开张。"]

    assert unwrap(lines) == tuple(lines)


def test_words_of_an_alphabet_get_a_space() -> None:
    """Two halves of an English line are joined with a space."""
    assert unwrap(["the council voted on", "monday night for the", "path along the river."]) == (
        "the council voted on monday night for the path along the river.",
    )
