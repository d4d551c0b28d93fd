"""Which search engine serves which database."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from archive.config import Config
from archive.errors import DatabaseError
from archive.extras import is_installed
from archive.search.accelerator import Accelerated
from archive.search.base import Backend, Index
from archive.search.postgres import PostgresIndex
from archive.search.searcher import Searcher
from archive.search.settings import accelerator_folder, search_config
from archive.search.sqlite import SqliteIndex

INDEXES: dict[str, Callable[[], Index]] = {"sqlite": SqliteIndex, "postgresql": PostgresIndex}
# What a searcher keeps in memory is of one database, and dies with its engine.
_searchers: WeakKeyDictionary[Engine, Searcher] = WeakKeyDictionary()


def backend(engine: Engine) -> Backend:
    """Return the search engine for a database. Raises DatabaseError where this version has none."""
    return _searchers.get(engine) or _searchers.setdefault(engine, Searcher(index_of(engine)))


def accelerate(engine: Engine, config: Config) -> None:
    """Answer searches of this engine through the accelerator, where `[search] accelerator` asks for one.

    Does nothing where its library is missing: the archive answers alone. Raises ConfigError.
    """
    if not search_config(config).accelerator or not is_installed("tantivy"):
        return
    if (known := _searchers.get(engine)) is not None and known.is_accelerated:
        return
    index = index_of(engine)
    # SQLite hands over most sets of ids as quickly itself; PostgreSQL reads texts for a word of three characters.
    asked = Accelerated(index, accelerator_folder(config), signs_only=engine.dialect.name == "sqlite")
    _searchers[engine] = Searcher(index, asked)


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
