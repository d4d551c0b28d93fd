import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.alignment import gaps, shared_runs
from pipelines.dedup.facts import quantities, replaces_name, state_other_facts, widened
from pipelines.dedup.units import read_units


@pytest.mark.parametrize(
    ("one", "other"),
    [("二十三", "23"), ("一百二十万", "120万"), ("3千万", "三千万"), ("1.5 million", "1,500,000"), ("two", "2")],
)
def test_a_number_counts_by_its_value(one: str, other: str) -> None:
    """Numerals, digits and scales that say the same number are one fact."""
    assert quantities(read_units(one).words) == quantities(read_units(other).words)


@pytest.mark.parametrize("idiom", ["千家万户", "百姓", "万一"])
def test_idioms_state_no_number(idiom: str) -> None:
    """A word made of numerals without a count is no number, or not a large one."""
    assert not {"1000", "10000", "100"} & set(quantities(read_units(idiom).words))


def test_a_kilometre_is_no_thousand_metres_of_count() -> None:
    """千 belongs to the measure when no 万 follows."""
    assert quantities(read_units("5千米").words) == {"5": 1}


def test_an_omission_is_no_other_fact() -> None:
    """Only where both sides state something of their own do the facts differ."""
    assert state_other_facts(("3", "人"), ("4", "人"))
    assert not state_other_facts(("3", "人"), ("3", "人", "5", "车"))


def test_a_line_break_inside_a_number_changes_no_fact() -> None:
    """6.1 broken into 6. and 1 is the same number."""
    assert not state_other_facts(read_units("6.\n1").words, read_units("6.1").words)


@pytest.mark.parametrize(
    ("one", "other", "replaced"),
    [("京口", "润州", True), ("学府路长江", "解放", True), ("强调", "指出", False), ("本市", "云江", False)],
)
def test_names_of_places_are_told_from_other_words(one: str, other: str, replaced: bool) -> None:
    """A name before 区 that stands for another name is a fact; a synonym and 本市 are not."""
    ending = "区" if replaced or one == "本市" else "要"
    frame = "因线路检修定于明早对{}{}部分小区停止供水请居民提前储水"
    a, b = (read_units(frame.format(name, ending)) for name in (one, other))
    [gap] = gaps(shared_runs(a, b), a, b)

    assert replaces_name(gap, a, b) is replaced


def test_a_gap_is_widened_to_the_whole_number() -> None:
    """Between 二十三 and 二十四 stand the whole numbers."""
    a, b = read_units("全市水利工作会议第二十三次会议昨日召开"), read_units("全市水利工作会议第二十四次会议昨日召开")
    [gap] = gaps(shared_runs(a, b), a, b)

    wide = widened(gap, a, b)

    assert ["".join(units.words[slice(*place)]) for units, place in ((a, wide.a), (b, wide.b))] == ["二十三", "二十四"]


@given(st.lists(st.text(alphabet="一二十百千万亿两零3.5mln年²", min_size=1, max_size=3), max_size=12))
def test_whatever_looks_like_a_number_is_read(words: list[str]) -> None:
    """No sequence of numerals, scales and digits is an accident."""
    assert all(count > 0 for count in quantities(words).values())
