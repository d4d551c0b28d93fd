from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.themes.letters import fold


@settings(deadline=None)  # the first text builds a table
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_folding_keeps_the_number_of_characters(text: str) -> None:
    """Every text is as long folded as before, lone surrogates included."""
    assert len(fold(text)) == len(text)


def test_letters_and_digits_meet() -> None:
    """Full-width and capital letters fold; Chinese punctuation stays."""
    assert fold("ＡＩ与５Ｇ，ＧＤＰ") == "ai与5g，gdp"


def test_traditional_characters_meet_simplified_terms() -> None:
    """A text in traditional characters folds to the simplified one, character for character."""
    assert fold("鎮江市人才公寓開工，專項資金到位") == "镇江市人才公寓开工，专项资金到位"
