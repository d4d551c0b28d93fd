"""What the words of a block say to the block model."""

import pytest

from pipelines.extract.block_words import TEXT_NAMES, words_of
from pipelines.extract.tree import Block


def column(text: str, name: str, description: str = "") -> float:
    """One column of a block of this text."""
    return words_of(Block(text=text), description, "")[TEXT_NAMES.index(name)]


@pytest.mark.parametrize("name", ["digits", "upper", "stops", "commas", "stamp", "asks", "by", "ends"])
@pytest.mark.parametrize(
    "text",
    [
        "By Li Wei, 19 March 2024; Updated 12:30. Sign up!",
        "no marks at all",
        "READ MORE, at 10:15.",
        "x" * 300 + " 2024, END.",
    ],
)
def test_plain_text_counts_like_any_other(name: str, text: str) -> None:
    """A text counted as bytes and the same with an accent behind what is looked at have the same marks."""
    accented = text[:200].ljust(400) + "é"
    plain = text[:200].ljust(400) + "e"

    shared = column(plain, name)

    assert shared == column(accented, name)


def test_share_of_ideographs() -> None:
    """A Chinese text has the mark of one, and is measured in letters instead of words."""
    assert column("市政府昨日印发《办法》。", "han") == 1
    assert column("The city said so.", "han") == 0
    assert column("市" * 30, "words") == 2


def test_words_of_buttons_are_found_in_the_beginning_only() -> None:
    """Words of buttons count in the first 200 characters, whatever their case."""
    assert column("责任编辑：顾南", "asks") == column("Sign UP for news", "asks") == 1
    assert column("a" * 200 + " newsletter", "asks") == 0


def test_block_that_the_description_repeats() -> None:
    """A block whose beginning stands in the page's description is marked."""
    text = "The bridge over the canal is open again, the city said."

    assert column(text, "described", f"News: {text} More") == 1
    assert column(text, "described", "Weather") == 0
