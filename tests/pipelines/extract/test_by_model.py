"""The text of a page by the block model."""

import numpy as np
import pytest

from pipelines.extract.by_model import (
    by_model,
    look,
    once,
    second_reader,
    smooth,
    with_standfirst,
    with_votes,
    without_copies,
)
from pipelines.extract.tree import Block, parse

TITLE = "Bridge over the canal reopens after two years"
TEXT = [
    "The bridge over the canal is open again, the city said on Monday, two years after its pillars had been closed.",
    "“We thank everyone who took the long way round,” said Anna Kowalski, who leads the works department.",
    "The repairs cost four million, of which the province pays half; the rest comes from the city's road fund.",
    "Lorries above ten tonnes still have to take the northern lock until the surface is finished in autumn.",
]
MENU = "".join(f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("news", "sport", "culture", "weather"))
MORE = "".join(f'<li><a href="/a/{n}">Lock {n} closed for works this winter</a></li>' for n in range(8))
PAGE = f"""<html lang="en"><head><title>{TITLE} - Riverton Post</title></head><body>
<nav class="menu"><ul>{MENU}</ul></nav><article class="story"><h1>{TITLE}</h1><p class="byline">By Li Wei</p>
{"".join(f"<p>{text}</p>" for text in TEXT)}</article>
<aside class="related"><h3>Read more</h3><ul>{MORE}</ul></aside>
<footer class="footer">Copyright Riverton Post. All rights reserved. <a href="/terms">Terms of use</a></footer>
</body></html>"""


def test_paragraphs_without_menu_and_lists() -> None:
    """All paragraphs are chosen, and nothing of menu, related articles and footer."""
    root = parse(PAGE)
    assert root is not None

    chosen = [block.text for block in by_model(root).blocks]

    assert [text for text in chosen if text in TEXT] == TEXT
    assert not any("Lock" in text or "Copyright" in text or text == "Weather" for text in chosen)


def test_text_that_stands_there_twice() -> None:
    """A page that repeats its whole text gives it once."""
    root = parse(PAGE.replace("</article>", "".join(f"<p>{text}</p>" for text in TEXT) + "</article>"))
    assert root is not None

    chosen = [block.text for block in by_model(root).blocks]

    assert [text for text in chosen if text in TEXT] == TEXT


def test_choice_is_the_same_every_time() -> None:
    """The same page gives the same blocks."""
    first, second = (by_model(root) for _ in range(2) if (root := parse(PAGE)) is not None)

    assert [block.text for block in first.blocks] == [block.text for block in second.blocks]
    assert 0 <= first.agreement <= 1


def test_second_reader_stands_beside_the_rows() -> None:
    """The second reader finds the paragraphs, and its votes are columns behind the page's own."""
    root = parse(PAGE)
    assert root is not None
    seen = look(root)

    rows = with_votes(seen, second_reader(root))

    voted = [block.text for block, vote in zip(seen.blocks, rows[:, seen.rows.shape[1]], strict=True) if vote == 1]
    assert set(TEXT) <= set(voted)


@pytest.mark.parametrize("page", ["<html></html>", "<p>x</p>", "<div><div><div></div></div></div>"])
def test_page_of_nothing(page: str) -> None:
    """A page without text has no chosen blocks or a single one, and is no error."""
    root = parse(page)
    assert root is not None

    assert len(by_model(root).blocks) <= 1


def test_a_text_is_a_run() -> None:
    """A gap of running text is closed, a paragraph under a heading of the text joins it, a last heading is none."""
    sentence = "The lock is open again after the works on its gates, said the province."
    found = [
        Block(text=sentence, tag="p"),
        Block(text=sentence + " Boats pass from noon.", tag="p"),
        Block(text=sentence + " The old bridge stays shut.", tag="p"),
        Block(text="What comes next", tag="h2"),
        Block(text=sentence + " In May the weir follows.", tag="p"),
        Block(text="Menu", tag="li"),
        Block(text="More news", tag="h3"),
    ]

    assert smooth(found, np.array([2.0, -0.5, 2.0, 1.0, -0.8, -3.0, 1.0])) == [True] * 5 + [False] * 2
    assert smooth(found, np.array([2.0, -1.5, 2.0, -1.0, -0.8, -3.0, -1.0])) == [True, False, True] + [False] * 4


def test_a_text_that_stands_there_once_more_is_left_out() -> None:
    """Data for sharing hold all paragraphs as one block; it is no candidate, a long paragraph of its own is one."""
    parts = [f"Paragraph number {number} speaks of the river and of what it took away." * 3 for number in range(4)]
    blocks = [Block(text=part) for part in parts]
    whole, other = Block(text=" ".join(parts)), Block(text="The river rose. " * 40)

    assert without_copies([*blocks, whole, other]) == [*blocks, other]


def test_a_notice_that_stands_there_many_times_is_no_text() -> None:
    """Each video's request for consent says the same; four of them are none of the text, two are text once."""
    notice = Block(text="Your settings keep this video from being shown here.")
    said = Block(text="The river rose by another metre, the mayor said.")

    assert once([notice, said, notice, notice, notice, said]) == [said]


def test_the_standfirst_belongs_to_the_text() -> None:
    """What stands under the headline and the page says of itself begins the text, whatever the model makes of it."""
    said = "After two years of detours the drivers of the canal quarter have their bridge back, four million later."
    head = f'<head><meta name="description" content="{said}">'
    root = parse(PAGE.replace("<head>", head).replace("</h1>", f'</h1><div class="deck">{said}</div>'))
    assert root is not None

    chosen = [block.text for block in by_model(root).blocks]

    assert [text for text in chosen if text in (said, *TEXT)] == [said, *TEXT]


def test_a_description_that_the_text_begins_with_is_no_standfirst() -> None:
    """A teaser above the text is left out where a paragraph of the text says the same."""
    seen = look(parse(PAGE.replace("<head>", f'<head><meta name="description" content="{TEXT[0]}">')))
    kept = [block for block in seen.blocks if block.text in TEXT]

    assert with_standfirst(seen, kept) == kept
