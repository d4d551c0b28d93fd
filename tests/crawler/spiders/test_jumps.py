"""Which half of a printed story belongs to which."""

from datetime import date

import pytest

from crawler.spiders.jumps import Halves, Printed

DAY = date(2024, 2, 20)
PAPER = {
    "01": {"f": "云江新桥 合龙", "g": "春耕备耕忙"},
    "A02": {"c": "云江新桥合龙", "d": "简讯", "e": "简讯"},
    "03": {"h": "田头的农机站", "i": "夜校开班"},
}
"""Label of a layout page → address → title: a headline on two pages, one that stands twice on the second."""


def printed(*, told: dict[str, str] | None = None) -> Printed:
    """The paper; `told` says what the pages of its stories hold, the others hold nothing of interest."""
    pages = Printed()
    for label, stories in PAPER.items():
        for url, title in stories.items():
            pages.add(DAY, label, title, url)
    for url, text in (told or {}).items():
        pages.tell(url, text)
    for stories in PAPER.values():
        for url in stories:
            pages.tell(url)
    return pages


def test_other_half_is_found_by_page_and_title() -> None:
    """The mark names the page with or without zeros, the title must be the same but for gaps."""
    paper = printed(told={"f": "通车在即。（下转第A2版）", "c": "（上接第01版）市交通局"})
    assert (paper.halves("f"), paper.halves("c")) == (Halves(goes_on_at="c"), Halves(begins_at="f"))


@pytest.mark.parametrize(
    ("on", "back"), [("下转第3版", "上接第1版"), ("下转三版", "紧接第一版"), ("转下03版", "接上1版")]
)
def test_halves_of_different_headlines_are_found_by_their_marks(on: str, back: str) -> None:
    """Where only one story of either page has the mark, these two are one, in digits or in Chinese numerals."""
    paper = printed(told={"g": f"人勤春早。（{on}）", "h": f"（{back}）农机站里"})
    assert paper.halves("g") == Halves(goes_on_at="h")
    assert paper.halves("h") == Halves(begins_at="g")


@pytest.mark.parametrize(
    "told",
    [
        {"g": "人勤春早。（下转第3版）"},
        {"h": "（上接第1版）农机站里"},
        {"g": "（下转第3版）", "h": "（上接第2版）"},
        {"g": "（下转第3版）", "h": "（上接第1版）", "i": "（上接第1版）"},
        {"f": "（下转第3版）", "g": "（下转第3版）", "h": "（上接第1版）"},
        {"g": "（下转第4版）", "h": "（上接第1版）"},
        {"g": "<li><a href=x>田头的农机站（下转第3版）</a></li>", "h": "（上接第1版）"},
    ],
    ids=["one-way", "other-way", "other-page", "two-ends", "two-begins", "no-such-page", "mark-in-a-list"],
)
def test_no_half_is_guessed(told: dict[str, str]) -> None:
    """A mark on one side only, for another page, or that two stories have, joins nothing."""
    paper = printed(told=told)
    assert not any(paper.halves(url) for url in ("f", "g", "h", "i"))


def test_a_piece_of_the_headline_is_enough() -> None:
    """The second half often bears the first words of the headline; two such stories are none."""
    pages = Printed()
    pages.add(DAY, "01", "云江新桥合龙通车在即", "f")
    pages.add(DAY, "02", "云江新桥合龙", "c")
    pages.tell("f", "（下转第2版）")
    assert pages.halves("f") == Halves(goes_on_at="c")
    pages.add(DAY, "02", "云江新桥合龙通车在即（图）", "d")
    assert pages.halves("f") == Halves()


def test_a_mark_without_a_letter_stays_in_the_section() -> None:
    """下转2版 on page A1 means A2."""
    pages = Printed()
    for label, url in (("A01", "f"), ("A02", "c"), ("B02", "x")):
        pages.add(DAY, label, "云江新桥合龙", url)
    pages.tell("f", "（下转2版）")
    assert pages.halves("f") == Halves(goes_on_at="c")


def test_a_story_waits_for_the_stories_of_both_pages() -> None:
    """Only when all of them were read, or will not be, is it known who has the marks."""
    pages = Printed()
    for label, stories in PAPER.items():
        for url, title in stories.items():
            pages.add(DAY, label, title, url)
    pages.tell("g", "（下转第3版）")
    pages.tell("h", "（上接第1版）")
    assert not pages.is_told("g")
    pages.tell("f")
    pages.tell("i")
    assert pages.is_told("g")


def test_another_day_is_another_paper() -> None:
    """The same labels on two days are two papers."""
    pages = Printed()
    pages.add(DAY, "01", "云江新桥合龙", "f")
    pages.add(date(2024, 2, 21), "02", "云江新桥合龙", "c")
    pages.tell("f", "（下转第2版）")
    assert pages.halves("f") == Halves()
