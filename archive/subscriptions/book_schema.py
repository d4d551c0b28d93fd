"""The address book on PostgreSQL: the schema `readers`, in the archive's database or in one of its own.

A schema of its own is left out of a dump by one option and closed to other roles by default; a database of its own
(`[database] readers_url`) may stand on another server. The server overwrites nothing: erased rows leave the tables'
files at once (`erase_for_good`), and its write-ahead log and backups in their own time.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DatabaseError as BrokenServer

from archive.config import DatabaseConfig
from archive.errors import DatabaseError
from archive.postgresql import check_server, explained, postgresql_engine, take_turn
from archive.subscriptions.book_tables import CONTACT, TABLES, TARGET, VERSION

SCHEMA = "readers"
BOOK_TURN = 20_240_222
"""Number of the advisory lock of whoever enters a reader; any constant will do."""


# Where the book is, of archives opened before; None stands for the archive's own database, because
# a value that held the engine would keep it from being forgotten.
_opened: WeakKeyDictionary[Engine, Engine | None] = WeakKeyDictionary()


def open_schema(archive: Engine) -> Engine:
    """Open the book of an archive and bring it to this program's version. Raises DatabaseError when it cannot."""
    if archive not in _opened:
        elsewhere = _elsewhere(archive)
        _bring_up(elsewhere or archive)
        _opened[archive] = elsewhere
    return (_opened[archive] or archive).execution_options(schema_translate_map={None: SCHEMA})


def keep_others_out_of_schema(connection: Connection) -> None:
    """Let no other process enter a reader until the caller's transaction ends; commits are on the disk."""
    connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
    take_turn(connection, BOOK_TURN)


def erase_for_good(engine: Engine) -> None:
    """Write the tables of the book anew, without the rows that were erased; they are small."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (CONTACT, TARGET):
            connection.exec_driver_sql(f"VACUUM (FULL) {SCHEMA}.{table.name}")


def _elsewhere(archive: Engine) -> Engine | None:
    """Return an engine for the database named in `[database] readers_url`; None when none is named."""
    config: DatabaseConfig = archive.get_execution_options()["database_config"]
    if not config.readers_url:
        return None
    # Without a pool, so that nobody has to close it.
    return postgresql_engine(make_url(config.readers_url), config, pooled=False)


def _bring_up(engine: Engine) -> None:
    try:
        check_server(engine)
        with engine.begin() as connection:
            take_turn(connection, BOOK_TURN)
            _make_tables(connection)
    except BrokenServer as error:
        raise explained(error, engine) from error


def _make_tables(connection: Connection) -> None:
    version = _version(connection)
    if version is None:
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        inside = connection.execution_options(schema_translate_map={None: SCHEMA})
        TABLES.create_all(inside)
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{VERSION}'")
    elif version != VERSION:
        raise DatabaseError(
            f"the schema {SCHEMA} has version {version}, newer than this program's {VERSION}",
            mend="install the newer jianbao",
        )


def _version(connection: Connection) -> int | None:
    """Return the version that stands in the comment of the schema; None when there is no book yet."""
    asked = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :schema")
    said = connection.scalar(asked, {"schema": SCHEMA})
    return int(said) if said else None
