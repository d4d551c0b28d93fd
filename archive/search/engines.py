"""Which search engine serves which database."""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from archive.errors import DatabaseError
from archive.search.base import Backend
from archive.search.sqlite import SqliteBackend

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
