"""Articles as Parquet, a group of rows at a time, so that an export of any size needs flat memory.

Needs pyarrow (the extra `parquet`). Days and times are typed, lists are lists; columns are those of the other tables.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine

from archive.export.tables import COLUMNS, rows
from archive.extras import library

GROUP = 1000
"""Articles of one row group: some megabytes of text, small enough to stay flat, large enough to compress."""
NUMBERS = ("id", "story", "revision")
DAYS = ("published_on", "edition_on")
LISTS = ("people", "themes")
TIMES = ("first_seen_at",)


class _Drain:
    """A file that keeps what is written until it is taken."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def as_parquet(engine: Engine, article_ids: Iterable[int]) -> Iterator[bytes]:
    """Give the articles as a Parquet file (zstd), piece by piece, in the order given. Raises AskedWrongly."""
    return _written(library("pyarrow"), library("pyarrow.parquet"), rows(engine, article_ids))


def _written(arrow: Any, parquet: Any, articles: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    drain = _Drain()
    schema = arrow.schema([(name, _type(arrow, name)) for name in COLUMNS])
    with parquet.ParquetWriter(arrow.PythonFile(drain, mode="w"), schema, compression="zstd") as writer:
        yield drain.take()
        while group := [_typed(row) for row in islice(articles, GROUP)]:
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))
            yield drain.take()
    yield drain.take()


def _type(arrow: Any, name: str) -> Any:
    if name in NUMBERS:
        return arrow.int64()
    if name in DAYS:
        return arrow.date32()
    if name in TIMES:
        return arrow.timestamp("us", tz="UTC")
    return arrow.list_(arrow.string()) if name in LISTS else arrow.string()


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in DAYS}
    times = {name: datetime.fromisoformat(row[name]).astimezone(UTC) for name in TIMES}
    return row | days | times
