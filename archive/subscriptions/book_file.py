"""The address book as a SQLite file beside the archive.

Readable by its owner alone, without write-ahead log, and what is erased is overwritten (`secure_delete`), so an erased
address stands in no file any more.
"""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError as BrokenFile
from sqlalchemy.pool import NullPool

from archive.db import sqlite_driver
from archive.errors import DatabaseError
from archive.subscriptions.book_tables import TABLES, VERSION


def open_file(path: Path) -> Engine:
    """Open the file, made readable by its owner alone, and bring it to this program's version (`user_version`)."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror}", mend="let the program write to its home folder") from error
    # No pool: the book is opened for a moment at a time, and no process keeps it open.
    engine = create_engine(
        f"sqlite:///{path}", module=sqlite_driver(), poolclass=NullPool, connect_args={"timeout": 30.0}
    )
    event.listen(engine, "connect", _set_up)
    try:
        _prepare(engine, path)
    except BrokenFile as error:
        raise DatabaseError(f"{path}: {error.orig}", mend="put it back from a backup") from error
    return engine


def keep_others_out_of_file(connection: Connection) -> None:
    """Let no other process write until the caller's transaction ends."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    # A write-ahead log would keep pages with an erased address until it is emptied.
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if version == VERSION:
            return
        if version:
            raise DatabaseError(
                f"{path}: version {version} is newer than this program's {VERSION}", mend="install the newer jianbao"
            )
        keep_others_out_of_file(connection)
        TABLES.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
        connection.commit()
