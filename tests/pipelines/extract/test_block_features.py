"""The rows of numbers that the block model looks at."""

import numpy as np

from pipelines.extract.block_features import ALL_NAMES, OWN, features, votes
from pipelines.extract.tree import Block, blocks, parse

PAGE = """<html><body><nav class="menu"><a>Home</a></nav>
<article class="story-body"><h1>Bridge reopens</h1><p>The bridge over the canal is open again, the city said.</p>
<p>It had been closed for two years.</p></article><div class="related">Read more: <a>Lock closed</a></div>
<p>It had been closed for two years.</p></body></html>"""


def table() -> tuple[list[Block], dict[str, list[float]]]:
    """The blocks of the page, and their columns by name."""
    root = parse(PAGE)
    assert root is not None
    found = blocks(root)
    rows = features(found, [block.text for block in found].index("Bridge reopens"))
    return found, {name: rows[:, place].tolist() for place, name in enumerate(ALL_NAMES[:OWN])}


def test_a_row_for_each_block() -> None:
    """Each block has a row of as many numbers as there are names, all of them finite."""
    root = parse(PAGE)
    assert root is not None
    found = blocks(root)

    rows = np.hstack([features(found, None), votes(found, ["It had been closed for two years."])])

    assert rows.shape == (len(found), len(ALL_NAMES))
    assert np.isfinite(rows).all()


def test_marks_of_the_elements_around() -> None:
    """Good and bad words in class names around a block are counted, and the element it stands in is known."""
    found, column = table()
    text = [block.text for block in found].index("It had been closed for two years.")
    related = next(place for place, block in enumerate(found) if block.text.startswith("Read more"))

    assert (column["good"][text], column["bad"][text], column["in article"][text]) == (1, 0, 1)
    assert (column["bad"][related], column["asks"][related], column["in article"][related]) == (1, 1, 0)


def test_repeated_block() -> None:
    """A block that stood on the page before is marked as repeated, the first one is not."""
    found, column = table()
    places = [place for place, block in enumerate(found) if block.text == "It had been closed for two years."]

    assert [column["repeated"][place] for place in places] == [0, 1]


def test_distance_from_the_headline() -> None:
    """Blocks are counted from the headline on: before it negative, behind it positive."""
    found, column = table()
    title = [block.text for block in found].index("Bridge reopens")

    assert [column["from title"][title + step] for step in (-1, 0, 1)] == [-1, 0, 1]


def test_vote_of_a_second_reader() -> None:
    """A whole line is a vote, a long block inside a line too; a short word inside a line is none."""
    sentence = "The bridge over the canal is open again."
    found = [Block(text="Home"), Block(text=sentence), Block(text="Quite another sentence of the page.")]

    assert votes(found, [f"At Home again. {sentence}"])[:, 0].tolist() == [0, 1, 0]


def test_page_without_blocks() -> None:
    """No blocks give no rows, and the columns stay as many."""
    assert features([], None).shape == (0, OWN)
    assert votes([], []).shape == (0, len(ALL_NAMES) - OWN)
