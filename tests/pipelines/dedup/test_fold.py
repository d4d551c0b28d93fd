from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.fold import fold


@given(st.text())
def test_folding_keeps_the_number_of_characters(text: str) -> None:
    """Every text, of any script, is as long folded as before."""
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is already folded."""
    once = fold(text)

    assert fold(once) == once


def test_scripts_and_widths_meet() -> None:
    """Traditional, full-width and capital letters fold onto simplified, ASCII and small ones."""
    assert fold("鎮江ＡＢＣ１２３") == "镇江abc123"


def test_year_in_chinese_digits_becomes_digits() -> None:
    """A year spelled in Chinese digits equals the same year in digits; other numbers stay."""
    assert fold("二〇二四年二月") == "2024年二月"


def test_capital_with_two_small_characters_keeps_its_place() -> None:
    """A capital whose small form is longer does not shift what follows."""
    assert fold("İX").endswith("x")
