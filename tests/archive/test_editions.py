"""The account of an edition: pages and articles announced against those that are there."""

from datetime import date

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.read.edition_account import account, edition_account, skipped_numbers
from archive.read.views import EntryView, LayoutView
from archive.records import EditionRead, LayoutEntry, LayoutPage
from archive.store.layouts import write_edition, write_layout

pytestmark = pytest.mark.both_databases

DAY = date(2024, 2, 20)


def page(label: str, *numbers: int, stored: bool = True) -> LayoutView:
    """A layout page that announces articles with these numbers in their addresses."""
    entries = tuple(
        EntryView(url=f"http://p.test/content_{number}.html", title="", order=order, article_id=7 if stored else None)
        for order, number in enumerate(numbers, start=1)
    )
    return LayoutView(
        label=label,
        name="",
        url=f"http://p.test/node_{label}.html",
        order=1,
        pdf_url="",
        capture_id=None,
        entries=entries,
    )


def test_whole_edition_lacks_nothing() -> None:
    """When every page was read and every article is stored, nothing is missing."""
    found = account(("01", "02"), (page("01", 1, 2, 3), page("02", 4, 5)))
    assert found.is_whole
    assert (found.pages, found.pages_expected, found.announced) == (2, 2, 5)


def test_unread_page_is_named() -> None:
    """A layout page that the list names and nobody could read is told by its label."""
    assert account(("01", "02"), (page("01", 1, 2),)).missing_pages == ("02",)


def test_page_without_a_label_is_known_by_its_address() -> None:
    """A page that the list names by address alone counts as read when that address was."""
    assert account(("http://p.test/node_01.html",), (page("01", 1, 2),)).missing_pages == ()


def test_article_that_is_not_stored_is_named() -> None:
    """An announced article that is not in the archive is missing, once even when two pages announce it."""
    found = account((), (page("01", 1, stored=False), page("02", 1, stored=False)))
    assert [one.url for one in found.missing] == ["http://p.test/content_1.html"]


def test_gap_in_a_run_of_numbers_is_an_article_nobody_announced() -> None:
    """Numbers that follow one another but for one tell of an article that no page names."""
    urls = [f"http://p.test/content_{number}.html" for number in (*range(100, 108), 109, 110)]
    assert skipped_numbers(urls) == (108,)


def test_step_to_the_next_page_is_no_gap() -> None:
    """Numbers made of page and position begin anew on each page."""
    urls = [f"http://p.test/content_20240220{page:03}{n:03}.htm" for page in (1, 2, 3) for n in range(1, 6)]
    assert skipped_numbers(urls) == ()


def test_numbers_that_grow_with_gaps_tell_nothing() -> None:
    """Where numbers are given out over several papers, a gap means nothing; so do addresses without numbers."""
    assert skipped_numbers(f"http://p.test/content_{n}.htm" for n in (548643, 548646, 548655, 548656)) == ()
    assert skipped_numbers(["http://p.test/about.html", "http://p.test/content_1.html"]) == ()


def test_account_of_an_edition_in_the_archive(engine: Engine) -> None:
    """Pages, announced articles and whether two reads agreed are read from the archive."""
    read = EditionRead(source="yjrb", edition_on=DAY, pages=("01", "02"), announced=("http://p.test/content_1.html",))
    with writing(engine) as session:
        entry = LayoutEntry(url="http://p.test/content_1.html", title="题", order=1)
        write_layout(
            session,
            LayoutPage(
                source="yjrb", edition_on=DAY, label="01", name="", url="http://p.test/1", order=1, entries=(entry,)
            ),
        )
        assert not write_edition(session, read)
        assert write_edition(session, read)
    found = edition_account(engine, "yjrb", DAY)
    assert (found.missing_pages, [one.title for one in found.missing], found.settled) == (("02",), ["题"], True)
    assert edition_account(engine, "yjrb", date(2024, 2, 21)).pages == 0
