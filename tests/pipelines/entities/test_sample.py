"""People and targets of a front-page report and a commentary: of the real page where it is at hand, and of a twin
written here in the same manner."""

from pathlib import Path

import pytest

from archive.records import Mention
from pipelines.entities import find_mentions

HOME = "321100"
"""镇江市."""
REPORT = """3月4日，市委、市政府召开先进制造业大会。市委书记林晚晴出席会议并讲话。市委副书记、市长王一川主持会议。\
市人大常委会主任李健，市政协主席周平，市委副书记、市委宣传部长、市委秘书长赵清和出席会议。
林晚晴强调，要以“三步走”目标为牵引——2026年成为全国有影响的转化基地、2031年建成区域创新重要节点城市、\
2036年建成全国领先的产业高地，一步一步走。
市各有关部门负责同志，获奖企业代表等参加会议。"""


def found(text: str, kind: str) -> list[Mention]:
    """The mentions of one kind."""
    return [one for one in find_mentions(text, HOME) if one.kind == kind]


def offices(text: str) -> dict[str, str]:
    """Person → office, as introduced."""
    people: dict[str, str] = {}
    for one in found(text, "person"):
        people.setdefault(one.name, one.detail)
    return people


def test_people_of_a_report_have_their_offices() -> None:
    """Everyone introduced with an office is found with all of it, several offices of one person included."""
    assert offices(REPORT) == {
        "林晚晴": "市委书记",
        "王一川": "市委副书记、市长",
        "李健": "市人大常委会主任",
        "周平": "市政协主席",
        "赵清和": "市委副书记、市委宣传部长、市委秘书长",
    }


def test_three_steps_are_three_targets_with_spans() -> None:
    """Each step is a target of its year, and its span is the text."""
    targets = found(REPORT, "target")

    assert [(one.detail, one.name) for one in targets] == [
        ("2026", "2026年成为全国有影响的转化基地"),
        ("2031", "2031年建成区域创新重要节点城市"),
        ("2036", "2036年建成全国领先的产业高地"),
    ]
    assert all(REPORT[one.start : one.end] == one.name for one in targets)


@pytest.fixture
def page(shared: Path) -> str:
    """The text of the real page."""
    return (shared / "samples" / "zhenjiang-daily-2024-02-20.txt").read_text(encoding="utf-8")


@pytest.mark.shared
def test_people_of_the_real_page_have_their_offices(page: str) -> None:
    """The five who held office at the conference are found, and nobody else."""
    assert offices(page) == {
        "马明龙": "市委书记",
        "徐曙海": "市委副书记、市长",
        "李健": "市人大常委会主任",
        "郭建": "市政协主席",
        "陈可可": "市委副书记、市委宣传部长、市委秘书长",
    }


@pytest.mark.shared
def test_targets_of_the_real_page_are_found_with_spans(page: str) -> None:
    """The years 2025, 2030 and 2035 have one target each, at its place in the text."""
    targets = found(page, "target")

    assert [one.detail for one in targets] == ["2025", "2030", "2035"]
    assert all(page[one.start : one.end] == one.name for one in targets)
