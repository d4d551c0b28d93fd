"""Real saved pages, replayed through the crawler and stored: what the archive holds is what was printed."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from archive import read
from archive.config import load_config
from archive.db import connect
from archive.read.views import ArticleView
from archive.records import Role
from scheduler import orders
from scheduler.crawling import CrawlEnd
from tests.conftest import SHARED

PAGES = SHARED / "pages" / "dev"
EPAPER = sorted(PAGES.glob("B_pad_*.truth.json"))
OTHERS = sorted([*PAGES.glob("portal_*.truth.json"), *PAGES.glob("gov_*.truth.json")])
LAYOUTS = sorted(PAGES.glob("A1_*.truth.json"))
WRITERS = {Role.REPORTER, Role.CORRESPONDENT, Role.COMMENTATOR, Role.AUTHOR, Role.OTHER}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PAGES.is_dir(), reason="the measured data (../shared) is not beside this checkout"),
]


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, CrawlEnd]]:
    """The archive after one replay of all saved pages."""
    config = load_config(tmp_path_factory.mktemp("replay") / "home", environment={})
    ends = orders.replay(config, PAGES, now=datetime(2026, 6, 1, tzinfo=UTC))
    engine = connect(config.database)
    yield engine, ends[0]
    engine.dispose()


def truth_of(path: Path) -> dict[str, Any]:
    """What a person read on the page."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def stored(engine: Engine, title: str, day: str) -> ArticleView:
    """The stored article with this headline and day."""
    wanted = [line.id for line in read.recent(engine, limit=100)]
    views = [read.article(engine, number) for number in wanted]
    found = [v for v in views if v.title == title and v.published_on == date.fromisoformat(day[:10])]
    assert len(found) == 1, [(v.title, v.published_on) for v in views]
    return found[0]


def test_every_saved_page_has_an_outcome(replayed: tuple[Engine, CrawlEnd]) -> None:
    """All 28 article pages are accounted for: 25 stored, 2 second placements, 1 list page rejected."""
    ledger = replayed[1].ledger
    assert ledger.adds_up
    assert (ledger.discovered, ledger.stored, ledger.duplicate) == (28, 25, 2)
    assert ledger.rejected == {"not-an-article": 1}
    assert ledger.failed == {}


@pytest.mark.parametrize("path", EPAPER, ids=lambda path: path.name[:-11])
def test_an_epaper_article_is_stored_as_printed(replayed: tuple[Engine, CrawlEnd], path: Path) -> None:
    """Headline triple, people, page, kind, text and captions of a Hubei Daily article agree with the truth."""
    truth = truth_of(path)
    article = stored(replayed[0], truth["title"].replace("\n", " "), truth["date"])
    assert article.kicker == (truth["kicker"] or "")
    assert article.subtitle == (truth["subtitle"] or "")
    # Who made a photo story made its pictures too; elsewhere photographers belong to the captions.
    makers = WRITERS | {Role.PHOTOGRAPHER} if article.kind == "photo" else WRITERS
    assert [p.name for p in article.people if p.role in makers] == [a["name"] for a in truth["authors"]]
    assert truth["page_no"] in {placement.page_label for placement in article.placements}
    assert article.kind == truth["kind"]
    assert article.text.startswith(truth["body_starts"])
    assert article.text.endswith(truth["body_ends"])
    assert [caption.text for caption in article.captions] == truth["captions"]


def test_page_jumps_are_placements(replayed: tuple[Engine, CrawlEnd]) -> None:
    """The two stories that stand on two pages of the edition are stored once with both places."""
    engine = replayed[0]
    for path in EPAPER:
        truth = truth_of(path)
        if truth["same_edition_duplicate_of"]:
            labels = {p.page_label for p in stored(engine, truth["title"], truth["date"]).placements}
            other = next(t for t in map(truth_of, EPAPER) if t["article_id"] == truth["same_edition_duplicate_of"])
            assert labels == {truth["page_no"], other["page_no"]}


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name[:-11])
def test_a_portal_or_government_page_is_stored_as_printed(replayed: tuple[Engine, CrawlEnd], path: Path) -> None:
    """Headline, day, source and the ends of the text of a portal or government page agree with the truth."""
    truth = truth_of(path)
    article = stored(replayed[0], truth["title"], truth["date"])
    # The truth was written down without the spaces after datelines.
    text = article.text.replace(" ", "")
    assert text.startswith(truth["body_starts"].replace(" ", ""))
    assert text.endswith(truth["body_ends"].replace(" ", ""))
    assert article.agency == truth["source"]
    assert {a["name"] for a in truth["authors"]} <= {person.name for person in article.people}
    if "original_title" in truth:
        assert article.original_title == truth["original_title"]


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name[:-11])
def test_a_layout_page_is_stored_with_what_it_announces(replayed: tuple[Engine, CrawlEnd], path: Path) -> None:
    """Label, name and the announced articles of a layout page agree with the truth."""
    truth = truth_of(path)
    pages = read.layout(replayed[0], "replay", date.fromisoformat(truth["date"]))
    assert [(page.label, page.name) for page in pages] == [(truth["page_no"], truth["page_name"])]
    announced = [(entry.url.rsplit("content_")[-1].split(".")[0], entry.title) for entry in pages[0].entries]
    assert announced == [(number, title) for number, title in truth["articles"]]
