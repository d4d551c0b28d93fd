"""Digests of the last pages of a source, and the versions of its furniture."""

from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive.store.furniture import (
    KEPT_PAGES,
    KEPT_VERSIONS,
    furniture_of,
    is_wanted,
    note_page,
    noted_pages,
    put_furniture,
)

pytestmark = pytest.mark.both_databases


def address(number: int) -> str:
    """Canonical address of one article."""
    return f"http://paper.test/{number}"


def test_only_the_last_pages_are_kept(engine: Engine, now: datetime) -> None:
    """However many pages a source has, the blocks of its last twenty are kept."""
    for number in range(30):
        note_page(engine, "paper", address(number), [f"{number}"], now=now)

    kept = noted_pages(engine, "paper")

    assert len(kept) == KEPT_PAGES
    assert kept[-1] == frozenset({"29"})


def test_pages_come_back_when_it_is_time(engine: Engine, now: datetime) -> None:
    """The third page gives back the blocks of all three; the fourth gives nothing to learn."""
    given = [note_page(engine, "paper", address(number), ["menu"], now=now) for number in range(4)]

    assert [len(each) for each in given] == [0, 0, 3, 0]


def test_a_page_is_noted_once(engine: Engine, now: datetime) -> None:
    """A page noted already is not wanted, and noting it again changes nothing."""
    note_page(engine, "paper", address(1), ["a"], now=now)
    note_page(engine, "paper", address(1), ["b"], now=now)

    assert not is_wanted(engine, "paper", address(1))
    assert noted_pages(engine, "paper") == (frozenset({"a"}),)


def test_later_every_fourth_page_is_wanted(engine: Engine, now: datetime) -> None:
    """Once twenty pages are kept, about a quarter of the addresses is noted."""
    for number in range(KEPT_PAGES):
        note_page(engine, "paper", address(number), ["a"], now=now)

    wanted = sum(is_wanted(engine, "paper", address(number)) for number in range(100, 200))

    assert 10 <= wanted <= 40


def test_versions_are_bounded_and_readable(engine: Engine, now: datetime) -> None:
    """The newest furniture is in force, the last twelve can still be read by their version."""
    for number in range(20):
        put_furniture(engine, "paper", [f"{number}"], version=f"v{number}", pages=3, now=now)

    assert furniture_of(engine, "paper").digests == frozenset({"19"})
    kept = [n for n in range(20) if furniture_of(engine, "paper", version=f"v{n}").version]
    assert kept == list(range(20 - KEPT_VERSIONS, 20))
    assert furniture_of(engine, "other").digests == frozenset()
