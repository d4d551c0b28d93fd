"""Which search engine serves which database."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from archive.errors import DatabaseError
from archive.search.base import Backend, Index
from archive.search.postgres import PostgresIndex
from archive.search.searcher import Searcher
from archive.search.sqlite import SqliteIndex

INDEXES: dict[str, Callable[[], Index]] = {"sqlite": SqliteIndex, "postgresql": PostgresIndex}
# What a searcher keeps in memory is of one database, and dies with its engine.
_searchers: WeakKeyDictionary[Engine, Searcher] = WeakKeyDictionary()


def backend(engine: Engine) -> Backend:
    """Return the search engine for a database. Raises DatabaseError where this version has none."""
    return _searchers.get(engine) or _searchers.setdefault(engine, Searcher(index_of(engine)))


def tidy(engine: Engine) -> int:
    """Merge the pieces of the search index, so that it answers faster and is smaller; return how many are left.

    Searches and writers go on meanwhile; it may be broken off, even killed, and begun again.
    """
    return index_of(engine).tidy(engine)


def index_of(engine: Engine) -> Index:
    """Return the index of a database. Raises DatabaseError where this version has none."""
    index = INDEXES.get(engine.dialect.name)
    if index is None:
        raise DatabaseError(
            f"this version cannot search {engine.dialect.name}, it searches SQLite and PostgreSQL",
            mend="leave the address in [database] empty, or name a SQLite file: sqlite:////path/archive.db",
        )
    return index()
