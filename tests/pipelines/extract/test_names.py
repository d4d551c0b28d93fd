"""What can be a name."""

import pytest

from pipelines.extract.names import is_latin_name, is_name, split_names


@pytest.mark.parametrize("word", ["左晨", "谢道韞", "欧阳明月", "司马光", "买买提·阿不都", "周赟旸"])
def test_names_are_names(word: str) -> None:
    """Single and compound surnames, rare characters and foreign names are accepted."""
    assert is_name(word)


@pytest.mark.parametrize(
    "word", ["从市政府获悉", "调查", "走进车间", "云江日报", "新华社", "本报", "来源", "王", "江苏", "abc", ""]
)
def test_other_words_are_no_names(word: str) -> None:
    """Words that begin with no surname, or are known to be none, are refused."""
    assert not is_name(word)


def test_spaced_names_are_joined() -> None:
    """A name of two characters set with a space is one name; its neighbours stay apart."""
    assert split_names("左　晨、戴文辉 刘 涛") == ["左晨", "戴文辉", "刘涛"]


def test_latin_names_have_no_digits() -> None:
    """A name in an alphabet is a few words, and no address or date."""
    assert is_latin_name("Ada O'Brien-Marsh")
    assert not is_latin_name("March 5 2024")
    assert not is_latin_name("info@paper.test")
