"""The prescribed tags of government sites."""

from datetime import date
from typing import Any

import pytest

from archive.records import Kind
from pipelines.extract.gov import is_list, read_gov, tags
from pipelines.extract.tree import parse


def opened(head: str, body: str = "") -> Any:
    """A parsed page."""
    return parse(f"<html><head>{head}</head><body>{body}</body></html>")


def test_first_non_empty_tag_counts_in_any_case() -> None:
    """Tags are met twice, empty, and in other case."""
    found = tags(
        opened('<meta name=Author content=""><meta name="author" content=" 韩江月 "><meta name=AUTHOR content=x>')
    )

    assert found["author"] == "韩江月"


def test_prescribed_tags_are_read() -> None:
    """Title, day, origin and column come from their tags, dashes of the printed standard included."""
    root = opened(
        '<meta name="ArticleTitle" content="通知"><meta name="PubDate" content="2026——03——09">'
        '<meta name="contentSource" content="来源：市政府办"><meta name="ColumnName" content="要闻">'
    )

    found = read_gov(root, tags(root))

    assert (found.title, found.published_on, found.agency, found.section) == (
        "通知",
        date(2026, 3, 9),
        "市政府办",
        "要闻",
    )


@pytest.mark.parametrize(
    ("head", "body", "kind"),
    [
        ('<meta name="ColumnType" content="政策文件">', "", Kind.POLICY),
        ("", "<table><tr><td>文 号</td><td>云政发〔2026〕3号</td></tr></table>", Kind.POLICY),
        ("", "<table><tr><td>发文字号</td><td></td></tr></table>", None),
        ('<meta name="ColumnName" content="要闻">', "", None),
    ],
)
def test_policy_is_known_by_column_or_number(head: str, body: str, kind: Kind | None) -> None:
    """A policy column or a document number makes a policy, an empty number field does not."""
    root = opened(head + '<meta name="ArticleTitle" content="通知">', body)

    assert read_gov(root, tags(root)).kind is kind


def test_column_page_is_a_list() -> None:
    """A page with a column's tags and none of an article is a list."""
    assert is_list({"columnname": "通知公告"})
    assert not is_list({"columnname": "通知公告", "articletitle": "通知"})
    assert not is_list({})
