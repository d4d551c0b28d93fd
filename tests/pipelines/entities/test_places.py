"""Places and bodies in a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.entities import find_mentions, home_of
from pipelines.entities.gazetteer import places


def found(text: str, kind: str, home: str = "") -> list[tuple[str, str]]:
    """Name and detail of the mentions of one kind."""
    return [(one.name, one.detail) for one in find_mentions(text, home) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("镇江与南京签约。", [("镇江市", "321100"), ("南京市", "320100")]),
        ("江苏省镇江市丹徒区开工。", [("江苏省", "320000"), ("镇江市", "321100"), ("丹徒区", "321112")]),
        ("镇江的丹阳市今日开工。", [("镇江市", "321100"), ("丹阳市", "321181")]),
        ("上海南站开通。", [("上海市", "310000")]),
    ],
)
def test_places_are_named_in_full_with_their_code(text: str, places: list[tuple[str, str]]) -> None:
    """Long and short names lead to the full name and its code."""
    assert found(text, "place") == places


@pytest.mark.parametrize("text", ["南京路步行街", "北京时间八点", "江苏大学开学", "加强合作", "安达公司来访"])
def test_words_like_places_are_none(text: str) -> None:
    """Streets, clocks, schools and words are no mention of the place in their name."""
    assert found(text, "place") == []


def test_shared_name_is_settled_by_the_text() -> None:
    """Of several districts of one name the one of the city in the text is meant."""
    assert found("南京市鼓楼区开工。", "place") == [("南京市", "320100"), ("鼓楼区", "320106")]
    assert found("徐州市鼓楼区开工。", "place")[1] == ("鼓楼区", "320302")


def test_shared_name_is_settled_by_the_source() -> None:
    """Where the text names no city, the one that the source is local to is meant."""
    assert found("鼓楼区今日开工。", "place", home_of("南京日报")) == [("鼓楼区", "320106")]


def test_unsettled_name_has_no_code() -> None:
    """Where nothing settles it, the mention says no more than the text."""
    assert found("鼓楼区今日开工。", "place") == [("鼓楼区", "")]


@pytest.mark.parametrize(
    ("text", "orgs"),
    [
        ("镇江市财政局与江苏大学签约。", ["镇江市财政局", "江苏大学"]),
        ("市教育局、市委宣传部联合印发。", ["市教育局", "市委宣传部"]),
        ("国家统计局发布数据。", ["国家统计局"]),
        ("大家到镇江看看，去了大学。", []),
    ],
)
def test_bodies_are_found(text: str, orgs: list[str]) -> None:
    """Departments behind a level or a place, and institutions called after a place."""
    assert [name for name, _ in found(text, "org")] == orgs


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("预期目标是规上工业增加值增长8%。", [("规上工业增加值增长8%", "")]),
        ("到2025年，力争培育专精特新企业超过500家。", [("到2025年，力争培育专精特新企业超过500家", "2025")]),
        ("去年规上工业增加值增长8%。", []),
    ],
)
def test_figures_promised_are_targets(text: str, targets: list[tuple[str, str]]) -> None:
    """A figure is a target where its sentence promises, and none where it reports."""
    assert found(text, "target") == targets


PIECES = [
    *list(places())[::97],
    "市长马明龙",
    "市教育局",
    "增长8%",
    "力争",
    "到2030年建成",
    "12.5亿元",
    "，",
    "。",
    "\n",
    "的",
    "国办发〔2017〕47号",
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from(["", "321100"]))
def test_spans_are_the_stored_text(text: str, home: str) -> None:
    """Every span lies in the text; those of people, bodies and targets are the name itself."""
    for one in find_mentions(text, home):
        assert 0 <= one.start < one.end <= len(text)
        if one.kind in ("person", "org", "target"):
            assert text[one.start : one.end] == one.name


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80))
def test_hostile_text_is_read(text: str) -> None:
    """Any text gives mentions inside it, and no error."""
    assert all(0 <= one.start < one.end <= len(text) for one in find_mentions(text))
