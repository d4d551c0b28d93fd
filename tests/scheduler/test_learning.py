"""Selectors of a source learned from its captures, and written into its file."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from archive.captures import Captures
from archive.db import connect
from archive.errors import AskedWrongly
from archive.records import Capture
from archive.store.furniture import furniture_of
from crawler.registry.read import read_source
from pipelines.items import FetchedPage
from scheduler import learning, readings
from tests.pipelines.extract.markups import epaper, government, portal, wordpress
from tests.scheduler.conftest import Newsroom, Ran

FILE = "name: Town\nfamily: listing\nstart: http://town.test/news/\n"


def keep(newsroom: Newsroom, make: Callable[[int], FetchedPage], count: int = 5) -> None:
    """Put pages of a site into the archive as captures of the source `town`."""
    engine = connect(newsroom.config.database)
    captures = Captures(engine, newsroom.config.captures)
    for page in map(make, range(count)):
        captures.keep(
            Capture(
                url=page.url,
                final_url=page.url,
                status=200,
                headers=tuple(page.headers.items()),
                body=page.body,
                fetched_at=page.fetched_at,
                source="town",
                hints=page.hints.as_text(),
            )
        )
    captures.close()
    engine.dispose()


@pytest.mark.parametrize("make", [epaper, government, wordpress, portal])
def test_what_is_written_is_read_back(
    newsroom: Newsroom, make: Callable[[int], FetchedPage], now: datetime, jianbao: Callable[..., Ran]
) -> None:
    """On each markup the written file is a source file, dated by the oldest page, and rereading by it works."""
    newsroom.add_source("town", FILE)
    keep(newsroom, make)

    learned = learning.learn(newsroom.config, "town")
    path = learning.write(newsroom.config, learned, now=now)

    rules = read_source(path).read[0]
    assert rules == learned.rules
    assert rules.since == date(2026, 3, 20)
    assert rules.title
    again = readings.reread(newsroom.config, now=now, source="town")
    assert (again[0].ledger.stored, again[0].ledger.rejected) == (5, {})


def test_learning_writes_nothing_by_itself(newsroom: Newsroom, jianbao: Callable[..., Ran]) -> None:
    """The command shows each field of each page read both ways, and leaves the file as it is without --write."""
    newsroom.add_source("town", FILE)
    keep(newsroom, portal)

    shown = jianbao("source", "learn", "town")

    assert shown.code == 0
    assert "news-con" in shown.out
    assert "nothing is written" in shown.err
    assert (newsroom.home / "sources" / "town.yaml").read_text(encoding="utf-8") == f"id: town\n{FILE}"


def test_learning_as_json(newsroom: Newsroom, jianbao: Callable[..., Ran]) -> None:
    """With --json selectors, comparison and furniture are told in one object."""
    newsroom.add_source("town", FILE)
    keep(newsroom, portal)

    told = jianbao("source", "learn", "town", "--json", "--write").told

    assert told["read"]["complete"] is True
    assert {row["field"] for row in told["compared"]} == {"title", "date", "author", "origin", "body"}
    assert all(row["same"] for row in told["compared"])
    assert told["written"].endswith("town.yaml")


def test_furniture_is_put_in_force(newsroom: Newsroom, now: datetime) -> None:
    """Writing puts the blocks that the pages repeat in force, too."""
    newsroom.add_source("town", FILE)
    keep(newsroom, portal)

    learned = learning.learn(newsroom.config, "town")
    learning.write(newsroom.config, learned, now=now)

    engine = connect(newsroom.config.database)
    assert len(furniture_of(engine, "town").digests) == learned.furniture > 0
    engine.dispose()


def test_too_few_captures(newsroom: Newsroom) -> None:
    """With two captures the error says how to get more."""
    newsroom.add_source("town", FILE)
    keep(newsroom, portal, 2)

    with pytest.raises(AskedWrongly) as told:
        learning.learn(newsroom.config, "town")

    assert "jianbao crawl town" in told.value.mend


def test_an_entry_goes_to_the_head_of_the_list() -> None:
    """A file with entries keeps them, with their indent; the new one stands first."""
    text = "id: x\nread:\n- since: 2019-01-01\n  title: h1\nevery: day at 06:40\n"

    added = learning.with_entry(text, '- since: 2026-03-20\n  title: "h2"\n', date(2026, 3, 20))

    assert added == (
        'id: x\nread:\n- since: 2026-03-20\n  title: "h2"\n- since: 2019-01-01\n  title: h1\nevery: day at 06:40\n'
    )


def test_two_entries_of_one_day_are_refused() -> None:
    """Two entries of one day would hide each other: the error names the option that helps."""
    text = "id: x\nread:\n  - since: 2026-03-20\n    title: h1\n"

    with pytest.raises(AskedWrongly) as told:
        learning.with_entry(text, "- since: 2026-03-20\n  title: h2\n", date(2026, 3, 20))

    assert "--since" in told.value.mend
