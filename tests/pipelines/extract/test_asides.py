"""Lines among paragraphs that lead away from a text."""

import pytest

from pipelines.extract.asides import set_aside
from pipelines.extract.tree import Block

RAIN = Block(text="It rained for the third day in a row, and the river rose by another metre.")


def texts(*blocks: Block) -> list[str]:
    """What is left of some blocks."""
    return [block.text for block in set_aside(blocks)[0]]


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: Rain again",
        "Related post: How rivers rise",
        "Lesen Sie auch: Der Fluss steigt",
        "DON'T MISS",
        "More:",
    ],
)
def test_lines_that_lead_away_are_no_text(line: str) -> None:
    """Whatever the language, “read more” between two paragraphs is left out."""
    assert texts(RAIN, Block(text=line), RAIN) == [RAIN.text, RAIN.text]


def test_links_under_such_a_line_go_with_it() -> None:
    """The list that a line announces is left out up to the next paragraph."""
    link = Block(text="Lakes dry up in the south", links=25)

    assert texts(RAIN, Block(text="You may also like..."), link, link, RAIN, link) == [RAIN.text, RAIN.text, link.text]


@pytest.mark.parametrize(
    "line", ["More rain fell on Tuesday.", "Related work began in May.", "Photo by photo she looked."]
)
def test_sentences_that_begin_alike_stay(line: str) -> None:
    """Only the phrase with its mark leads away; as the beginning of a sentence it is text."""
    assert texts(Block(text=line)) == [line]


@pytest.mark.parametrize("line", ["Photo: Anna Berg", "Image copyright Town Pictures", "(Foto: Berg)"])
def test_credits_of_pictures_are_kept_apart(line: str) -> None:
    """They are no text and not lost."""
    assert set_aside([RAIN, Block(text=line)]) == ([RAIN], [line])


@pytest.mark.parametrize("line", ["Advertisement", "Story continues below advertisement", "Accept cookies to go on"])
def test_marks_and_requests_are_no_text(line: str) -> None:
    """Marks of advertisements and requests for consent are left out wherever they stand."""
    assert texts(RAIN, Block(text=line), RAIN) == [RAIN.text, RAIN.text]


def test_invitations_are_left_out_behind_a_text_only() -> None:
    """In the last blocks an invitation to follow is none of the text; further up it may be."""
    line = Block(text="Follow Riverton Post on Facebook and Instagram.")

    assert texts(RAIN, line) == [RAIN.text]
    assert line.text in texts(line, *[RAIN] * 7)


def test_a_shouted_link_is_a_promotion() -> None:
    """A line in capitals that is a link as a whole advertises; one that is not stays."""
    words = "GET THE POST ON THE GO"

    assert texts(RAIN, Block(text=words, links=len(words))) == [RAIN.text]
    assert words in texts(RAIN, Block(text=words))
