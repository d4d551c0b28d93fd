"""A whole query as Parquet."""

import io
import sys
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.errors import AskedWrongly
from archive.export import COLUMNS, as_parquet, export
from archive.models import ArticlePerson, Placement, Source
from archive.search import backend
from tests.archive.search.corpus import STORED_AT, Piece, put

parquet = pytest.importorskip("pyarrow.parquet")
pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    """Two articles, one of them without a day."""
    with writing(engine) as session:
        session.add(Source(id="yunjiang-daily", name="云江日报", family="edition"))
        pieces = (
            Piece(number=1, title="云江二桥合龙", body="二桥合龙。", published_on=date(2026, 1, 5)),
            Piece(number=2, title="=二桥", body="二桥。", published_on=None),
        )
        put(session, backend(engine), pieces)
        session.add(ArticlePerson(article_id=1, position=1, name="陶然", role="reporter"))
        session.add(Placement(article_id=1, edition_on=date(2026, 1, 6), page_label="A01", url="http://paper.test/1"))
    return engine


def table(pieces: list[bytes]) -> list[dict[str, object]]:
    """The rows of a file."""
    found: list[dict[str, object]] = parquet.read_table(io.BytesIO(b"".join(pieces))).to_pylist()
    return found


def test_rows_are_typed_and_exact(shelf: Engine) -> None:
    """Days are days, times have their zone, lists are lists, and no cell is changed for a spreadsheet."""
    begun = export(shelf, "二桥", "parquet", now=NOW)
    first, second = table(list(begun.pieces))  # type: ignore[arg-type] # this form gives bytes

    assert tuple(first) == COLUMNS == begun.manifest.columns
    assert (first["published_on"], first["edition_on"]) == (date(2026, 1, 5), date(2026, 1, 6))
    assert (first["people"], second["people"]) == (["陶然 (reporter)"], [])
    assert first["first_seen_at"] == STORED_AT
    assert (second["title"], second["published_on"]) == ("=二桥", None)


def test_the_file_begins_before_the_first_article_is_read(shelf: Engine) -> None:
    """The first piece is the beginning of the file, given before any number is taken."""
    taken: list[int] = []
    pieces = as_parquet(shelf, (taken.append(number) or number for number in (1, 2)))  # type: ignore[func-returns-value]

    assert next(pieces).startswith(b"PAR1")
    assert taken == []


def test_rows_are_written_group_by_group(shelf: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many articles make many groups, so that none waits for the last."""
    monkeypatch.setattr("archive.export.parquet.GROUP", 2)
    pieces = list(as_parquet(shelf, [1, 2, 1, 2, 1]))
    read = parquet.ParquetFile(io.BytesIO(b"".join(pieces)))

    assert (read.num_row_groups, read.metadata.num_rows) == (3, 5)


def test_nothing_found_is_a_table_without_rows(shelf: Engine) -> None:
    """A query without articles gives a file with the columns and no row."""
    assert table(list(as_parquet(shelf, []))) == []


def test_without_the_library_the_mend_is_said(shelf: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyarrow is missing, the error comes before the file begins and says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(AskedWrongly, match="pyarrow is not installed") as refused:
        export(shelf, "二桥", "parquet", now=NOW)

    assert "jianbao[parquet]" in refused.value.mend
