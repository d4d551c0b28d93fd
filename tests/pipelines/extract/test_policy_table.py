"""The table above a policy document, in the shapes that sites give it."""

from typing import Any

import pytest

from pipelines.extract.policy_table import key_of, take_policy_table
from pipelines.extract.tree import parse, text_of


def opened(body: str) -> Any:
    """A parsed page."""
    return parse(f"<html><body>{body}</body></html>")


PAIRS = (
    "<table><tr><td>索 引 号：</td><td>014/2026-3</td><td>主题分类：</td><td>科技、教育\\科技</td></tr>"
    "<tr><td><b>发文机关</b></td><td>云江市人民政府</td><td>成文日期</td><td>2026年3月1日</td></tr>"
    "<tr><td>标　　题</td><td colspan=3>关于印发某某办法的通知</td></tr>"
    "<tr><td>发文字号</td><td>云政发〔2026〕3号</td><td>公开日期</td><td>2026-03-09</td></tr></table>"
)


def test_two_pairs_a_row_become_facts() -> None:
    """Labels with inner spaces and marks get their normal keys, days are ISO days, the title is no fact."""
    assert take_policy_table(opened(PAIRS)) == {
        "index_number": "014/2026-3",
        "subject": "科技、教育\\科技",
        "issuer": "云江市人民政府",
        "signed_on": "2026-03-01",
        "number": "云政发〔2026〕3号",
        "public_on": "2026-03-09",
    }


def test_table_leaves_the_page_and_the_text_stays() -> None:
    """The rows of the table are taken out; what stands around them is not."""
    root = opened(f"<p>前文。</p>{PAIRS}<p>后文。</p>")

    take_policy_table(root)

    assert text_of(root).split() == ["前文。后文。"]


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li><span>索引号：</span>A1</li><li><span>文&nbsp;&nbsp;号：</span>云政办〔2026〕4号</li>"
        "<li><label>发布机构：</label><i>市府办</i></li></ul>",
        "<div><div><span>索引号</span><span>A1</span></div><div><span>文号</span><span>云政办〔2026〕4号</span></div>"
        "<div><span>发布机构</span><span>市府办</span></div></div>",
        "<dl><dt>索引号</dt><dd>A1</dd><dt>文号</dt><dd>云政办〔2026〕4号</dd><dt>发布机构</dt><dd>市府办</dd></dl>",
        "<table><tr><th>索引号</th><td>A1</td></tr><tr><th>文号</th><td>云政办〔2026〕4号</td></tr>"
        "<tr><td colspan=2>发布机构：市府办</td></tr></table>",
    ],
)
def test_lists_and_single_cells_are_read_alike(body: str) -> None:
    """Lists, boxes, definition lists and label and value in one cell give the same facts; who publishes issues."""
    root = opened(f"<div>{body}</div><p>正文。</p>")

    assert take_policy_table(root) == {"index_number": "A1", "number": "云政办〔2026〕4号", "issuer": "市府办"}
    assert text_of(root).strip() == "正文。"


def test_three_days_stay_three() -> None:
    """The day of signing, the day made public and the day in force are kept apart."""
    facts = take_policy_table(
        opened(
            "<table><tr><td>文号</td><td>云1号</td></tr><tr><td>成文日期</td><td>2026年1月1日</td></tr>"
            "<tr><td>公开日期</td><td>2026/2/2</td></tr><tr><td>施行日期</td><td>自公布之日起</td></tr></table>"
        )
    )

    assert (facts["signed_on"], facts["public_on"], facts["effective_on"]) == (
        "2026-01-01",
        "2026-02-02",
        "自公布之日起",
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p>发布日期：2026-03-09 来源：云江发布</p><p>关键词：桥</p>",
        "<table><tr><td>文号</td><td>名称</td><td>成文日期</td><td>主题分类</td></tr>"
        "<tr><td>云1号</td><td>甲</td><td>2020-1-1</td><td>乙</td></tr></table>",
        "<p>索引号是什么？文号又是什么？</p>",
        "",
    ],
)
def test_other_lines_and_tables_are_left_alone(body: str) -> None:
    """The line of day and source, a table with such headings in the text, and prose are no policy table."""
    root = opened(f"<div>{body}</div>")
    before = text_of(root)

    assert take_policy_table(root) == {}
    assert text_of(root) == before


def test_article_in_the_same_row_is_not_lost() -> None:
    """On a page built of tables only the cells of the facts go, not the row that holds the article as well."""
    text = "这是正文的一段。" * 40
    root = opened(
        "<table><tr><td><span>索引号</span><span>A1</span><br><span>文号</span><span>云1号</span><br>"
        f"<span>体裁</span><span>通知</span><p>{text}</p></td></tr></table>"
    )

    facts = take_policy_table(root)

    assert facts == {"index_number": "A1", "number": "云1号", "genre": "通知"}
    assert text in text_of(root)


def test_a_dash_is_no_value() -> None:
    """Dashes and 无 say that there is nothing."""
    facts = take_policy_table(
        opened("<ul><li>索引号：A1</li><li>文号：－－</li><li>主题词：无</li><li>体裁：通知</li></ul>")
    )

    assert facts == {"index_number": "A1", "genre": "通知"}


def test_labels_are_known_without_their_marks() -> None:
    """Spaces, colons and brackets around a label do not matter; other words are no label."""
    assert [key_of(label) for label in ("索 引 号：", "【文　号】", "成文日期:", "正文")] == [
        "index_number",
        "number",
        "signed_on",
        "",
    ]
