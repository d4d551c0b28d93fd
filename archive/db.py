"""The database: engine, sessions, pragmas, schema version. SQLite in WAL by default, PostgreSQL by address.

Writers take turns on both, so a look-up and the insert that depends on it see one state: on SQLite they take the lock
at once (BEGIN IMMEDIATE), on PostgreSQL an advisory lock. What only PostgreSQL asks is in `archive.postgresql`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.orm import Session

from archive.config import DatabaseConfig
from archive.errors import DatabaseError
from archive.postgresql import (
    BEGIN_ALONE,
    BEGIN_BESIDE_OTHERS,
    UPGRADE_TURN,
    check_server,
    explained,
    has_waited_too_long,
    postgresql_engine,
    take_turn,
)
from archive.prepared import Prepared

if TYPE_CHECKING:
    # Loaded only to change tables: it takes a quarter of the time in which a command starts.
    from alembic.config import Config as AlembicConfig

# contentless_delete of FTS5 came with 3.43; older versions leave stale postings when an article changes.
OLDEST_SQLITE = (3, 43, 0)
ADDRESSES = "write such as postgresql+psycopg://jianbao@localhost/jianbao, or nothing for a file in the home folder"
BEGIN_IMMEDIATE = Prepared(text("BEGIN IMMEDIATE"))
MIGRATIONS = Path(__file__).parent / "migrations"


def sqlite_driver() -> ModuleType:
    """Return the sqlite3 module to use: the interpreter's when new enough, else the one from the wheel.

    Raises DatabaseError when neither is.
    """
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return sqlite3
    try:
        import pysqlite3  # only where the interpreter's SQLite is too old
    except ImportError as error:
        raise DatabaseError(
            f"SQLite {sqlite3.sqlite_version} is older than 3.43",
            mend="install the package pysqlite3-binary, or a Python built with SQLite 3.43 or newer",
        ) from error
    driver: ModuleType = pysqlite3
    return driver


def connect(config: DatabaseConfig, *, upgrade: bool = True) -> Engine:
    """Open the database and bring its tables to this program's version.

    Raises DatabaseError when it cannot be opened, is too old, or is of a newer version than this program.
    """
    engine = _engine(config)
    try:
        if engine.dialect.name == "postgresql":
            check_server(engine)
        if upgrade:
            upgrade_schema(engine)
    except DatabaseError:
        engine.dispose()
        raise
    except DriverError as error:
        engine.dispose()
        raise _explained(error, engine) from error
    return engine


class _WritingSession(Session):
    """A session within a transaction of its connection, which the statements of the hot path ask for."""

    own: Connection | None = None

    def connection(
        self, bind_arguments: Any = None, execution_options: CoreExecuteOptionsParameter | None = None
    ) -> Connection:
        """Return it; SQLAlchemy's way to it takes as long as a small statement, and begins what must be ended."""
        if self.own is not None and bind_arguments is None and execution_options is None:
            return self.own
        return super().connection(bind_arguments, execution_options)

    def rollback(self) -> None:
        """Take back what was done, also by statements that the session does not know of."""
        super().rollback()
        if self.own is not None:
            self.own.rollback()


@contextmanager
def writing(engine: Engine, *, durable: bool = False, beside_others: bool = False) -> Iterator[Session]:
    """Give a session that commits at the end of the block, or rolls all of it back on an error.

    What it reads is true until it commits: writers take turns. A block that only adds rows of its own, or locks each
    row that it changes, may write `beside_others` where the database can (PostgreSQL).
    A `durable` commit is on the disk when the block ends and survives loss of power (measured: 4 ms instead of
    0.01 ms); any commit survives the death of the process. Raises DatabaseError when another process lets nobody in
    for longer than `[database] busy_timeout_s`.
    """
    try:
        # The transaction is the connection's: a block of prepared statements never begins one of the session's.
        with (
            engine.connect() as connection,
            connection.begin(),
            _WritingSession(connection, autoflush=False, expire_on_commit=False) as session,
        ):
            session.own = connection
            if engine.dialect.name == "sqlite":
                _sync_as(connection, "FULL" if durable else "NORMAL")
                BEGIN_IMMEDIATE.run(connection, {})
            else:
                begin = BEGIN_BESIDE_OTHERS if beside_others else BEGIN_ALONE
                connection.execute(begin, {"commits": "on" if durable else "off"})
            yield session
            if session.in_transaction():
                session.commit()
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
        raise DatabaseError(
            "another process has kept the archive locked for longer than [database] busy_timeout_s",
            mend="try again when it has ended; if that happens often, raise busy_timeout_s",
        ) from error


def _sync_as(connection: Connection, wanted: str) -> None:
    """Let commits reach the disk so from now on; the connection comes from a pool and may have served otherwise."""
    if connection.info.get("synchronous") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one state of the archive and writes nothing."""
    with Session(engine, autoflush=False) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN")
        else:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})
        yield session


def upgrade_schema(engine: Engine) -> None:
    """Bring the tables to the newest version of the migration chain; does nothing when they are there."""
    current, newest = schema_versions(engine)
    if current == newest:
        return
    if current is not None and current not in _known_versions():
        raise DatabaseError(
            f"the archive has schema {current}, newer than this program's {newest}",
            mend="install the newer jianbao again, or restore a backup made by this one",
        )
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            take_turn(connection, UPGRADE_TURN)
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _version_in(connection) == newest:
            return  # another process was at it first
        from alembic import command

        settings = _alembic()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.commit()


def schema_versions(engine: Engine) -> tuple[str | None, str]:
    """Return the schema version of the database (None when empty) and this program's."""
    with engine.connect() as connection:
        current = _version_in(connection)
    # The chain is a line, and the names of its files begin with the versions, in order.
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return current, newest.partition("_")[0]


def _version_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _known_versions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {step.revision for step in ScriptDirectory.from_config(_alembic()).walk_revisions()}


def _alembic() -> "AlembicConfig":
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return settings


def _engine(config: DatabaseConfig) -> Engine:
    try:
        url = make_url(config.url)
    except ArgumentError as error:
        raise DatabaseError("the address in [database] url cannot be read", mend=ADDRESSES) from error
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(config)
    if url.get_backend_name() == "postgresql":
        return postgresql_engine(url, config)
    raise DatabaseError(f"the archive cannot be kept in {url.get_backend_name()}", mend=ADDRESSES)


def _explained(error: DriverError, engine: Engine) -> DatabaseError:
    if engine.dialect.name == "postgresql":
        return explained(error, engine)
    return DatabaseError(
        f"cannot open {engine.url}: {error.orig}",
        mend="check the address in [database] and the rights on the folder; a damaged file needs a backup",
    )


def _sqlite_engine(config: DatabaseConfig) -> Engine:
    engine = create_engine(config.url, module=sqlite_driver(), connect_args={"timeout": config.busy_timeout_s})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # We begin transactions ourselves: the driver's own begin is deferred, and a deferred writer can fail half-way.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={int(config.busy_timeout_s * 1000)}",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
