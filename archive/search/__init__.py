"""Search: an index that finds exactly what is written, and answers with totals, hits, facets and marked snippets."""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from archive.errors import DatabaseError
from archive.search.base import Backend, Found, Ids, IndexDoc, Sort
from archive.search.sqlite import SqliteBackend

__all__ = ["Backend", "Found", "Ids", "IndexDoc", "Sort", "backend"]

# What a backend keeps in memory is of one database, and dies with its engine.
_backends: WeakKeyDictionary[Engine, SqliteBackend] = WeakKeyDictionary()


def backend(engine: Engine) -> Backend:
    """Return the search engine for a database. Raises DatabaseError where this version has none."""
    if engine.dialect.name != "sqlite":
        raise DatabaseError(
            f"this version cannot search {engine.dialect.name}, it searches SQLite only",
            mend="leave the address in [database] empty, or name a SQLite file: sqlite:////path/archive.db",
        )
    return _backends.setdefault(engine, SqliteBackend())
