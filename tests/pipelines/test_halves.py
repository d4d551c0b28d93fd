"""Marks at the ends of a text that say that it is half of a story."""

import pytest

from pipelines.halves import lacks_a_half

TEXT = "大桥昨日合龙，全线贯通在即。\n工人轮班施工，下月铺设桥面。"
BEGIN, END = TEXT.split("\n")


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{BEGIN}</p><p>{END}（下转第2版）</p>",
        f"<p>{BEGIN}</p><p>{END}</p><p>&nbsp;<b>▶下转二版</b></p>",
        f"<p>{BEGIN}</p><p>{END}”【转下A2版】",
        f"<p>（上接第1版）{BEGIN}</p><p>{END}</p>",
        f"<p>（紧接一版要闻）</p>\n<p>　　{BEGIN}</p><p>{END}</p>",
    ],
)
def test_a_mark_at_an_end_tells_of_another_half(html: str) -> None:
    """下转 behind the last words or 上接 before the first, with tags and gaps between."""
    assert lacks_a_half(html, TEXT)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{BEGIN}</p><p>{END}</p>",
        f"<p>{BEGIN}（下转第2版）</p><p>（上接第1版）{END}</p>",
        f"<p>{BEGIN}</p><p>{END}</p><ul><li>别的新闻（下转第2版）</ul>",
        f"<ul><li>（上接第1版）别的新闻</ul><p>{BEGIN}</p><p>{END}</p>",
        "",
    ],
    ids=["no-mark", "in-the-middle", "another-story-behind", "another-story-before", "no-page"],
)
def test_other_marks_tell_nothing(html: str) -> None:
    """A whole text with the marks in its middle, and the marks of other stories on the page, are no half."""
    assert not lacks_a_half(html, TEXT)


def test_nothing_is_half_of_nothing() -> None:
    """A text without words lacks nothing."""
    assert not lacks_a_half("（下转第2版）", "")
