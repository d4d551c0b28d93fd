"""The timeline of promises, and search by the year promised."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive.db import reading
from archive.errors import QueryError
from archive.query import parse
from archive.read.targets import promises
from archive.records import Draft
from archive.search import backend
from archive.store import Store
from pipelines.entities import find_mentions

pytestmark = pytest.mark.both_databases

TEXT = "会议提出，到2030年建成区域创新高地，镇江市力争到2025年成为转化基地。"


@pytest.fixture
def article(store: Store, make_draft: Callable[..., Draft], now: datetime) -> int:
    """An article with two promises."""
    return store.save(make_draft(text=TEXT, mentions=find_mentions(TEXT)), now=now).article_id


def test_promises_stand_by_year(engine: Engine, article: int) -> None:
    """The earlier year comes first, each with its words and article."""
    assert [(one.year, one.words, one.article_id) for one in promises(engine)] == [
        ("2025", "力争到2025年成为转化基地", article),
        ("2030", "到2030年建成区域创新高地", article),
    ]


def test_one_year_can_be_asked_for(engine: Engine, article: int) -> None:
    """A year asked for leaves the others out."""
    assert [one.year for one in promises(engine, year="2030")] == ["2030"]


def test_search_finds_the_year_promised(engine: Engine, article: int) -> None:
    """target: finds the articles that promise something for the year, and no others."""
    with reading(engine) as session:
        assert [int(one) for one in backend(engine).ids(session, parse("target:2030"))] == [article]
        assert not len(backend(engine).ids(session, parse("target:2035")))


def test_search_finds_a_place_named(engine: Engine, article: int) -> None:
    """place: with a full name finds the articles whose text names it."""
    with reading(engine) as session:
        assert [int(one) for one in backend(engine).ids(session, parse("place:镇江市"))] == [article]


def test_target_takes_a_year() -> None:
    """Anything but a year is refused with an example."""
    with pytest.raises(QueryError, match="no year of a target"):
        parse("target:soon")
