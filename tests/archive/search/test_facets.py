"""What an answer can be narrowed down by, beyond sources, themes and months."""

from importlib import import_module

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.models import Source
from archive.records import FacetCount
from archive.search import Backend, answer
from tests.archive.search.corpus import Piece, put

pytestmark = pytest.mark.both_databases


def test_people_places_and_pages_are_counted(engine: Engine, details: Backend) -> None:
    """Persons count once an article, folded as they are asked for; places by source; pages as first printed."""
    with writing(engine) as session:
        session.get_one(Source, "yunjiang-daily").place = "cn-jiangsu-yunjiang"
        put(session, details, [Piece(number=9, title="创新", body="创新")])

    facets = answer(engine, "创新 OR 人才").facets

    assert facets["person"] == (FacetCount(value="马明龙", count=2),)
    assert facets["place"] == (FacetCount(value="cn-jiangsu-yunjiang", count=3),)
    assert facets["page"] == (FacetCount(value="1", count=1), FacetCount(value="a1", count=1))


def test_it_is_said_when_people_are_not_counted_in_all(
    engine: Engine, details: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit only the newest articles' persons are counted, and a note says so."""
    monkeypatch.setattr(import_module("archive.search.answer"), "PERSONS_OF", 2)

    found = answer(engine, "创新 OR 人才")

    assert [one.value for one in found.facets["person"]] == ["马明龙"]
    assert "persons are counted among the newest" in found.notes[-1]


def test_later_changes_are_counted(engine: Engine, details: Backend) -> None:
    """An article stored after the first answer is in the next one's types and pages."""
    before = answer(engine, "创新").facets["type"]
    with writing(engine) as session:
        put(session, details, [Piece(number=9, title="创新", kind="policy")])

    after = answer(engine, "创新").facets["type"]

    assert before == (FacetCount(value="news", count=3),)
    assert after == (FacetCount(value="news", count=3), FacetCount(value="policy", count=1))
