"""The two stages between a fetched page and the store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Article, Event
from archive.models import LayoutPage as LayoutPageRow
from archive.records import Draft, LayoutPage, Outcome, Saved
from archive.store import Store
from pipelines.dedup import same
from pipelines.items import FetchedPage
from pipelines.stages import STAGE_ERROR, Keep, Settled, Understand, Understood, fate_of
from pipelines.understand import Rooms
from tests.crawler.site import STORIES, new_line_article

PAGE = new_line_article(STORIES[0], date(2026, 3, 10), "01", "要闻")


@pytest.fixture
def page(now: datetime) -> FetchedPage:
    """One fetched page."""
    return FetchedPage(
        url="http://paper.test/content_1.html",
        asked_url="http://paper.test/go?1",
        source="yunjiang-daily",
        source_name="云江日报",
        body=PAGE.encode(),
        fetched_at=now,
        headers={"content-type": "text/html; charset=utf-8"},
    )


@pytest.fixture
def keep(engine: Engine) -> Keep:
    """The last stage over a fresh archive."""
    return Keep(Store(engine, same=same))


def test_page_becomes_drafts(rooms: Rooms, page: FetchedPage) -> None:
    """A page with an article travels on with its draft."""
    understood = Understand(lambda: rooms).process_item(page)
    assert isinstance(understood, Understood)
    assert [draft.title for draft in understood.drafts] == [STORIES[0].title]


def test_page_without_an_article_is_settled(rooms: Rooms, page: FetchedPage) -> None:
    """A rejected page is settled under its reason and the address that was asked for."""
    settled = Understand(lambda: rooms).process_item(replace(page, body=b""))
    assert settled == Settled(address="http://paper.test/go?1", fate="rejected", why="empty")


def test_fault_in_reading_costs_one_page(rooms: Rooms, page: FetchedPage) -> None:
    """Whatever goes wrong in a reading room is counted for this page and goes no further."""
    unreadable = replace(page, body=None)  # type: ignore[arg-type]  # no spider hands this in; any fault will do
    settled = Understand(lambda: rooms).process_item(unreadable)
    assert (settled.fate, settled.why) == ("failed", STAGE_ERROR)


def test_drafts_are_stored(engine: Engine, keep: Keep, page: FetchedPage, draft: Draft) -> None:
    """A draft ends in the archive, and its page counts as stored."""
    settled = keep.process_item(Understood(page=page, drafts=(draft,)))
    assert (settled.address, settled.fate) == ("http://paper.test/go?1", "stored")
    with reading(engine) as session:
        assert session.scalars(select(Article.title)).all() == [draft.title]


def test_same_draft_again_is_unchanged(keep: Keep, page: FetchedPage, draft: Draft) -> None:
    """A page whose text is known counts as unchanged."""
    understood = Understood(page=page, drafts=(draft,))
    keep.process_item(understood)
    assert keep.process_item(understood).fate == "unchanged"


def test_changed_draft_is_a_revision(keep: Keep, page: FetchedPage, draft: Draft) -> None:
    """A page whose text changed counts as stored and revised."""
    keep.process_item(Understood(page=page, drafts=(draft,)))
    changed = replace(draft, text=draft.text + "\n另悉，第二批房源明年开工。")
    settled = keep.process_item(Understood(page=page, drafts=(changed,)))
    assert (settled.fate, settled.revised) == ("stored", True)


def test_pages_word_on_letters_reaches_the_store(engine: Engine, keep: Keep, page: FetchedPage, draft: Draft) -> None:
    """A page that may not be mailed leaves an event that may not be mailed."""
    keep.process_item(Understood(page=replace(page, alertable=False), drafts=(draft,)))
    with reading(engine) as session:
        assert session.scalars(select(Event.alertable)).all() == [False]


def test_fault_in_storing_costs_one_page(engine: Engine, keep: Keep, page: FetchedPage, draft: Draft) -> None:
    """When the store fails the page counts as failed, and the next one is stored."""
    broken = replace(draft, text=None)  # type: ignore[arg-type]  # no room makes this; any fault will do
    settled = keep.process_item(Understood(page=page, drafts=(broken,)))
    assert (settled.fate, settled.why) == ("failed", STAGE_ERROR)
    assert keep.process_item(Understood(page=page, drafts=(draft,))).fate == "stored"


def test_layout_pages_are_stored_and_pass(engine: Engine, keep: Keep) -> None:
    """A layout page is stored by the last stage."""
    layout = LayoutPage(
        source="yunjiang-daily",
        edition_on=date(2026, 3, 10),
        label="01",
        name="要闻",
        url="http://paper.test/node_1.htm",
        order=1,
    )
    assert keep.process_item(layout) is layout
    with reading(engine) as session:
        assert session.scalars(select(LayoutPageRow.name)).all() == ["要闻"]


def test_strangers_pass_both_stages(rooms: Rooms, keep: Keep) -> None:
    """What a stage does not know it hands on untouched."""
    assert keep.process_item(Understand(lambda: rooms).process_item("note")) == "note"


@pytest.mark.parametrize(
    ("outcomes", "fate"),
    [
        ((Outcome.UNCHANGED, Outcome.NEW), "stored"),
        ((Outcome.REVISED, Outcome.PLACED), "stored"),
        ((Outcome.PLACED, Outcome.UNCHANGED), "duplicate"),
        ((Outcome.UNCHANGED,), "unchanged"),
    ],
)
def test_page_with_several_articles_has_one_fate(outcomes: tuple[Outcome, ...], fate: str) -> None:
    """The most that happened to any article of a page is what became of the page."""
    saved: Callable[[Outcome], Saved] = lambda outcome: Saved(article_id=1, outcome=outcome, cluster_id=1)  # noqa: E731
    assert fate_of(tuple(saved(outcome) for outcome in outcomes)) == fate
