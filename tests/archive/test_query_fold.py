"""Folding: what reads the same is the same, and marks find their way back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query.fold import _simplified, fold, origins, pattern, runs


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＧＤＰ", "gdp"),
        ("關於鎮江產業", "关于镇江产业"),
        ("哪吒與乾坤", "哪吒与乾坤"),
        ("１０㎡", "10m2"),
        ("ｶﾞス", "ガス"),
        ("Σίσυφος", "σίσυφοσ"),
    ],
)
def test_what_reads_the_same_is_folded_to_the_same(text: str, folded: str) -> None:
    """Width, case, script, ligatures and the final sigma fall away; 哪吒 and 乾坤 keep their own characters."""
    assert fold(text) == folded


def test_runs_part_chinese_from_the_rest() -> None:
    """Chinese stretches and other words are runs of their own; the 〇 of a year is Chinese, punctuation is nothing."""
    assert runs("二〇二四年，5G基站COVID-19") == ("二〇二四年", "5g", "基站", "covid", "19")


@pytest.mark.parametrize(
    ("sought", "text", "stands"),
    [
        (("创新",), "以创新引领", True),
        (("ai",), "ai大模型", True),
        (("ai",), "captain", False),
        (("5g", "基站"), "5g 基站", True),
        (("5g", "基站"), "15g基站", False),
        (("创新", "引领"), "创新，引领", True),
        (("创新", "引领"), "创新引领", False),
        (("new", "york"), "new york", True),
        (("new", "york"), "newyork", False),
    ],
)
def test_pattern_finds_words_as_the_language_says(sought: tuple[str, ...], text: str, stands: bool) -> None:
    """Chinese matches inside longer words, other runs only whole; what stood apart in the query stands apart."""
    assert (pattern(sought).search(text) is not None) is stands


def test_origins_lead_back_to_the_text() -> None:
    """A folded character knows its place in the text, also where one character became three or two became one."""
    text = "共…１０㎡e\u0301了"
    folded = fold(text)

    assert folded == "共...10m2é了"
    assert list(origins(text, folded)) == [0, 1, 1, 1, 2, 3, 4, 4, 5, 7, 8]


@given(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("Σσς鎮江ＧＤＰ㎡，。e\u0301ｶﾞ가\u1100\u1161")), max_size=120
    )
)
def test_long_texts_are_folded_as_short_ones(text: str) -> None:
    """Folding a long text character by character gives what folding it whole gives, whatever letters it has."""
    text = f"{'标题，' * 20}{text}"
    whole = unicodedata.normalize("NFKC", text).lower()
    expected = whole if whole.isascii() else whole.translate(_simplified())

    assert fold(text) == expected
