"""Shapes that repeat, headings above, words shared, hiding: further columns of the block model."""

import numpy as np

from pipelines.extract.block_features import features, running
from pipelines.extract.block_shapes import SHAPE_NAMES, shapes
from pipelines.extract.tree import Block, blocks, parse

TEXT = [
    f"The lock at mile {number} is open again after the works on its gates, the province said." for number in "2468"
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)
CARDS = "".join(f'<li class="card-{n}"><div><a href="{n}">Dike {n}</a></div></li>' for n in "123")
PAGE = f"""<html><body><article><h1>Lock opens</h1><div class="articlebody-12">{PARAGRAPHS}</div></article>
<h2>More from the province</h2><ul>{CARDS}</ul>
<div style="display: none"><p>Please wait for the page.</p></div></body></html>"""


def table() -> tuple[list[Block], dict[str, dict[str, float]]]:
    """The blocks of the page, and for each text its columns by name."""
    root = parse(PAGE)
    assert root is not None
    found = blocks(root)
    at = [block.text for block in found].index("Lock opens")
    rows = shapes(found, at, running(found), "Lock opens again")
    return found, {
        block.text: dict(zip(SHAPE_NAMES, row, strict=True)) for block, row in zip(found, rows.tolist(), strict=True)
    }


def test_paragraphs_have_the_heaviest_shape() -> None:
    """All paragraphs have one shape, the heaviest; numbers in class names make no other one."""
    _, column = table()

    assert all(column[text]["shape best"] == 1 and column[text]["shape share"] > 0.9 for text in TEXT)
    assert column["Dike 2"]["shape before"] == column["Dike 2"]["shape behind"] == 1
    assert column["Dike 2"]["shape links"] == 1


def test_the_heading_above() -> None:
    """Behind a heading of other articles every block knows it, with the distance."""
    _, column = table()

    assert (column["Dike 1"]["heading level"], column["Dike 1"]["heading other"]) == (2, 1)
    assert column["Dike 3"]["blocks since heading"] > column["Dike 1"]["blocks since heading"]
    assert (column[TEXT[0]]["heading level"], column[TEXT[0]]["heading other"]) == (1, 0)


def test_words_shared_with_the_text() -> None:
    """A paragraph shares words with the rest of the text, a notice none; a headline with what is said of the page."""
    _, column = table()

    assert column[TEXT[0]]["words of core"] > 0.5
    assert column["Please wait for the page."]["words of core"] == 0
    assert column["Lock opens"]["words of title"] == 1


def test_hidden_and_marked_elements() -> None:
    """What the page hides is known, and how near an element marked as a text's body is."""
    _, column = table()

    assert (column["Please wait for the page."]["hidden"], column[TEXT[0]]["hidden"]) == (1, 0)
    assert column[TEXT[0]]["article body"] < column["Dike 1"]["article body"]


def test_cards_and_articles() -> None:
    """Cards have twins; the article around the headline is told from none."""
    _, column = table()

    assert column["Dike 1"]["twins"] > column[TEXT[0]]["twins"]
    assert column["Dike 1"]["twins level"] == 1
    assert column[TEXT[0]]["in title article"] == 1
    assert column["Dike 1"]["in title article"] == 0
    assert (column[TEXT[0]]["in home"], column["Dike 1"]["behind home"] > 0) == (1, True)


def test_no_row_depends_on_names_of_sites() -> None:
    """Other class names of the same shape give the same numbers."""
    root, other = parse(PAGE), parse(PAGE.replace("card-", "kachel-"))
    assert root is not None
    assert other is not None

    assert np.array_equal(
        features(blocks(root), 0)[:, -len(SHAPE_NAMES) :], features(blocks(other), 0)[:, -len(SHAPE_NAMES) :]
    )
