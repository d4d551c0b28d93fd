"""Days shown on pages in an alphabet."""

from datetime import date

import pytest

from pipelines.extract.bylines import title_place
from pipelines.extract.shown_days import ELSEWHERE, SHOWN, read_named_day, read_shown_day
from pipelines.extract.tree import blocks, parse


def day(markup: str, language: str = "en") -> date | None:
    """The day read from a page with a headline and the markup around it."""
    root = parse(f"<html><body>{markup}</body></html>")
    assert root is not None
    seen = blocks(root)
    return read_shown_day(root, seen, title_place(seen, "Bridge reopens"), language, seen[-4:]).published_on


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("19 March 2024", "en", date(2024, 3, 19)),
        ("March 19th, 2024", "en", date(2024, 3, 19)),
        ("30 septembre 2018", "fr", date(2018, 9, 30)),
        ("12 de agosto de 2021", "es", date(2021, 8, 12)),
        ("3. März 2020", "de", date(2020, 3, 3)),
        ("12.11.2022 12:22", "de", date(2022, 11, 12)),
        ("03/01/2017", "en-US", date(2017, 3, 1)),
        ("03/01/2017", "fr", date(2017, 1, 3)),
        ("31/01/2017", "en", date(2017, 1, 31)),
    ],
)
def test_forms_of_a_day(text: str, language: str, expected: date) -> None:
    """Month names of several languages and numbers are read; slashes are American in English only."""
    found = read_named_day(text, language)

    assert found is not None
    assert found.on == expected


def test_marked_time_wins() -> None:
    """The element marked as the day of publication wins over those of other articles."""
    marked = '<time itemprop="datePublished" datetime="2024-03-19T08:00">today</time>'
    other = '<div class="teaser"><time datetime="2024-03-25">x</time></div>'

    assert day(f"{other}<h1>Bridge reopens</h1>{marked}") == date(2024, 3, 19)


def test_line_below_the_headline() -> None:
    """A short line behind the headline gives the day; a day inside a long sentence does not."""
    sentence = "<p>On 1 April 2011 the council had decided to close the bridge, because its pillars had " + "sunk " * 20

    assert day("<h1>Bridge reopens</h1><p>By Anna Kowalski, 19 March 2024</p>") == date(2024, 3, 19)
    assert day(f"<h1>Bridge reopens</h1>{sentence}</p>") is None


def test_day_of_change_comes_last() -> None:
    """A line that says “updated” gives the day only where no other does."""
    updated, posted = "<p>Updated 21 March 2024</p>", "<p>Posted 19 March 2024</p>"

    assert day(f"<h1>Bridge reopens</h1>{updated}{posted}") == date(2024, 3, 19)
    assert day(f"<h1>Bridge reopens</h1>{updated}") == date(2024, 3, 21)


def test_line_of_first_publication() -> None:
    """A line that says when the article first appeared wins, wherever it stands."""
    history = "<h6>12 Jan 2026 | Latest version</h6><h6>3 Sept 2024 | Originally published</h6>"

    assert day(f"<h1>Bridge reopens</h1><p>Last updated 12 Jan 2026</p>{history}") == date(2024, 9, 3)


def test_a_day_far_from_the_headline_says_so() -> None:
    """Meta tags outweigh a day that ends the text; one under the headline may outweigh them."""
    root = parse("<body><h1>Bridge reopens</h1><p>It is open again.</p><p>Seen on 3 March 2024</p></body>")
    assert root is not None
    found = blocks(root)

    far = read_shown_day(root, found, None, "en", found)
    near = read_shown_day(root, found, 0, "en", found)

    assert far.provenance["published_on"] == ELSEWHERE
    assert near.provenance["published_on"] == SHOWN
