"""Frozen queries: what came, went and was revised since."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.errors import AskedWrongly, QueryError
from archive.export import changes, freeze, keep, place_of, thaw
from archive.models import Article
from archive.search import backend
from tests.archive.search.corpus import Piece, put

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
PIECES = (
    Piece(number=1, title="云江二桥合龙", body="二桥合龙。", published_on=date(2026, 1, 5)),
    Piece(number=2, title="二桥铺装", body="铺装。", published_on=date(2026, 1, 6)),
    Piece(number=3, title="二桥通车", body="通车。", published_on=date(2026, 1, 7)),
)


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    """Two articles about a bridge; a third is still to come."""
    with writing(engine) as session:
        put(session, backend(engine), PIECES[:2])
    return engine


def test_what_came_went_and_was_revised_is_told_apart(shelf: Engine) -> None:
    """A new article is added, one that the query finds no longer is withdrawn, one of another text revised."""
    before = freeze(shelf, "二橋 AND date:2026", now=NOW)
    with writing(shelf) as session:
        put(session, backend(shelf), PIECES[2:])
        backend(shelf).remove(session, 2)
        row = session.get(Article, 1)
        assert row is not None
        row.text_sha256 = "another"

    found = changes(before, freeze(shelf, "二桥 date:2026", now=NOW))

    assert (found.added, found.withdrawn, found.revised) == ((3,), (2,), (1,))
    assert (found.before, found.now, found.since) == (2, 2, "2026-03-12T08:30:00+00:00")


def test_a_frozen_query_is_read_as_it_was_kept(shelf: Engine, tmp_path: Path) -> None:
    """Written and read again it is the same, and nothing changed."""
    path = place_of(tmp_path, "bridge-2026")
    frozen = freeze(shelf, "二桥", now=NOW)
    keep(frozen, path)

    assert thaw(path) == frozen
    found = changes(thaw(path), frozen)
    assert (found.added, found.withdrawn, found.revised) == ((), (), ())
    assert [one.name for one in path.parent.iterdir()] == ["bridge-2026.json"]


def test_another_query_is_not_compared(shelf: Engine) -> None:
    """Two different queries have no common past; a bad query is refused as always."""
    frozen = freeze(shelf, "二桥", now=NOW)

    with pytest.raises(AskedWrongly, match="frozen was the query 二桥"):
        changes(frozen, replace(frozen, query="合龙"))
    with pytest.raises(QueryError):
        freeze(shelf, "(二桥", now=NOW)


@pytest.mark.parametrize("name", ["", "../etc", "A", "a" * 65, "a/b", "桥"])
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    """Only plain names are taken, so that nothing is written outside the folder."""
    with pytest.raises(AskedWrongly, match="is no name for a frozen query"):
        place_of(tmp_path, name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"query": "a", "at": "b", "articles": {"x": "y"}}', "\x00"])
def test_a_spoilt_file_is_said(tmp_path: Path, text: str) -> None:
    """A file that is no frozen query is an error with a mend."""
    path = tmp_path / "spoilt.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(AskedWrongly, match="is no frozen query") as refused:
        thaw(path)

    assert refused.value.mend
