from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.fold import fold
from pipelines.dedup.units import facts, read_units


def test_characters_words_and_numbers_are_units() -> None:
    """A CJK character, a word of letters and a number with its commas are one unit each."""
    assert read_units("GDP增长1,200.5亿元，café！").words == ("gdp", "增", "长", "1200.5", "亿", "元", "café")


@given(st.text())
def test_units_point_into_the_original(text: str) -> None:
    """Each unit stands, folded and without commas, where its offsets say."""
    units = read_units(text)
    folded = fold(text)

    for word, start, end in zip(units.words, units.starts, units.ends, strict=True):
        assert folded[start:end].replace(",", "") == word


def test_line_breaks_and_punctuation_carry_no_unit() -> None:
    """The same words, broken and pointed otherwise, are the same units."""
    assert read_units("会议指出，\n要抓实").words == read_units("会议指出要抓实。").words


def test_facts_are_numbers_days_and_ordinals() -> None:
    """Digits, Chinese numerals and English days are facts; plain words are not."""
    assert facts(("第", "三", "次", "2024", "monday", "water")) == {"三", "2024", "monday"}
