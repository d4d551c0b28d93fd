"""Codes of a foreign scheme, learned from coded texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.themes.coder import Coded, Coder, learn_codes, pieces, words
from pipelines.themes.learning import LearningError

pytest.importorskip("sklearn")

SAID = {
    "cap:3": ["Hospital wards are full", "Nurses strike at hospital", "New vaccine for nurses", "医院扩建病房"],
    "cap:10": ["Rail line to open", "Airport delays grow", "Bus and rail fares rise", "铁路新线开工"],
    "cap:6": ["Schools reopen", "Teachers ask for smaller classes", "School lunch debate", "学校增设课后服务"],
}


@pytest.fixture(scope="module")
def coder() -> Coder:
    """A coder taught by twelve headlines of three codes."""
    return learn_codes([Coded(title=title, text="", codes=(code,)) for code, own in SAID.items() for title in own])


@pytest.mark.parametrize(
    ("title", "code"),
    [("Hospitals need nurses", "cap:3"), ("Railway fares", "cap:10"), ("A teacher and her school", "cap:6")],
)
def test_unseen_headline_gets_its_code(coder: Coder, title: str, code: str) -> None:
    """Words and their beginnings tell the code of a headline that was not among the examples."""
    assert coder.best(title, "")[0] == code


def test_chinese_is_coded_by_its_characters(coder: Coder) -> None:
    """A Chinese headline is coded by runs of characters, beside English ones in the same model."""
    assert coder.best("铁路提速", "")[0] == "cap:10"


def test_best_code_names_its_words(coder: Coder) -> None:
    """The whole words that spoke most for the code are named."""
    _, _, words = coder.best("Nurses at the hospital", "")

    assert {"nurses", "hospital"} <= set(words)


def test_several_codes_of_one_text_are_learned() -> None:
    """Where texts have several codes, each code's score stands for itself."""
    taught = [
        Coded(title="bus to the school", text="", codes=("6", "10")),
        Coded(title="school", text="", codes=("6",)),
        Coded(title="bus", text="", codes=("10",)),
        Coded(title="rain", text="", codes=()),
    ] * 3
    scores = learn_codes(taught).scores("school bus", "")

    assert scores["6"] > 0 < scores["10"]


def test_text_without_a_known_word_breaks_nothing(coder: Coder) -> None:
    """A text of which nothing was learned, or an empty one, gets the scores that all have."""
    assert coder.scores("", "") == coder.scores("§§", "¶")


@pytest.mark.parametrize("taught", [[], [Coded(title="bus", text="", codes=("10",))]])
def test_one_code_alone_is_refused(taught: list[Coded]) -> None:
    """Nothing can be told apart with fewer than two codes."""
    with pytest.raises(LearningError, match="fewer than two codes"):
        learn_codes(taught)


@settings(deadline=None)  # the first text builds a table
@given(st.lists(st.sampled_from(["tax", "cut", "a", "tax-free", "减税", "创新"]), max_size=6).map(" ".join))
def test_features_stand_in_the_text_as_often_as_they_are_cut(text: str) -> None:
    """Every feature is a literal of the text: found by searching it occurs exactly as often as it was cut out."""
    joined = f" {text} "
    for feature in (*pieces(joined), *words(joined)):
        found = sum(joined.startswith(feature, start) for start in range(len(joined)))
        cut = pieces(joined).count(feature) or words(joined).count(feature)
        assert found == cut
