"""The address book: who the numbers in the archive are, in a file of its own beside the archive, `subscribers.db`.

The archive knows a reader by number alone, so no export, backup or notebook of it holds an address. The file is
readable by its owner alone, has no write-ahead log, and overwrites what is erased (SQLite's `secure_delete`), so an
erased address stands in no file any more. Keeps no saved query and no letter.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Boolean, Column, Connection, Engine, Integer, MetaData, String, Table, create_engine, event, func
from sqlalchemy.exc import DatabaseError as BrokenFile
from sqlalchemy.pool import NullPool

from archive.db import sqlite_driver
from archive.errors import DatabaseError
from archive.subscriptions.targets import Target

BOOK_FILE = "subscribers.db"
VERSION = 1
"""Kept in SQLite's `user_version`. A later program adds its steps to `_prepare`, one a version."""
BATCH = 500
"""Numbers in one SQL list; SQLite takes 32,766."""
TABLES = MetaData()
CONTACT = Table(
    "contact",
    TABLES,
    Column("subscriber_id", Integer, primary_key=True, autoincrement=False),
    Column("email", String, unique=True, nullable=False),
    Column("language", String(10), nullable=False),
    Column("time_zone", String, nullable=False),
    Column("quiet", String(11), nullable=False),
    Column("working_days_only", Boolean, nullable=False),
)
TARGET = Table(
    "target",
    TABLES,
    Column("subscription_id", Integer, primary_key=True, autoincrement=False),
    Column("address", String, nullable=False),
    Column("secret", String, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a reader is written to."""

    subscriber_id: int
    email: str = field(repr=False)
    language: str = "zh"
    """zh or en."""
    time_zone: str = "Asia/Shanghai"
    """IANA name."""
    quiet: str = ""
    """Hours without letters by the reader's clock, such as 22:00-07:00; empty means none."""
    working_days_only: bool = False
    """True for a reader who wants no letters on days off."""


class AddressBook:
    """The open address book of one archive. Every call is a transaction of its own, on the disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._engine = _open(path)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the book for the block, with all other writers kept out."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def find(self, email: str) -> Contact | None:
        """Return who has an address, however its letters are cased; None when nobody has."""
        with self._engine.connect() as connection:
            return find_in(connection, email)

    def get(self, subscriber_ids: Iterable[int]) -> dict[int, Contact]:
        """Return the contacts of these readers by number; a reader who was forgotten has none."""
        numbers = list(dict.fromkeys(subscriber_ids))
        found: dict[int, Contact] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(numbers), BATCH):
                chosen = CONTACT.c.subscriber_id.in_(numbers[start : start + BATCH])
                for row in connection.execute(CONTACT.select().where(chosen)):
                    found[row.subscriber_id] = Contact(**row._mapping)
        return found

    def change(self, subscriber_id: int, **values: Any) -> bool:
        """Change fields of a contact; False when there is none."""
        with self.writing() as connection:
            changed = CONTACT.update().where(CONTACT.c.subscriber_id == subscriber_id).values(**values)
            return connection.execute(changed).rowcount == 1

    def targets(self, subscription_ids: Iterable[int]) -> dict[int, Target]:
        """Return where the letters of these alerts go, for those that have a target."""
        numbers = list(dict.fromkeys(subscription_ids))
        found: dict[int, Target] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(numbers), BATCH):
                chosen = TARGET.c.subscription_id.in_(numbers[start : start + BATCH])
                for row in connection.execute(TARGET.select().where(chosen)):
                    found[row.subscription_id] = Target(address=row.address, secret=row.secret)
        return found

    def aim(self, subscription_id: int, target: Target | None) -> None:
        """Set where the letters of an alert go; None erases it."""
        with self.writing() as connection:
            connection.execute(TARGET.delete().where(TARGET.c.subscription_id == subscription_id))
            if target is not None:
                values = {"subscription_id": subscription_id, "address": target.address, "secret": target.secret}
                connection.execute(TARGET.insert().values(**values))

    def erase(self, subscriber_id: int) -> bool:
        """Erase a contact, its bytes overwritten; False when there is none."""
        with self.writing() as connection:
            gone = CONTACT.delete().where(CONTACT.c.subscriber_id == subscriber_id)
            return connection.execute(gone).rowcount == 1


def book_of(engine: Engine) -> AddressBook:
    """Return the address book of an archive. Raises DatabaseError where this version has none, or cannot open it."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise DatabaseError(
            f"this version keeps no readers beside {engine.dialect.name}",
            mend="leave the address in [database] empty, or name a SQLite file: sqlite:////path/archive.db",
        )
    if engine not in _books:
        _books[engine] = AddressBook(Path(engine.url.database).with_name(BOOK_FILE))
    return _books[engine]


def find_in(connection: Connection, email: str) -> Contact | None:
    """Return who has an address, inside the caller's transaction."""
    row = connection.execute(CONTACT.select().where(func.lower(CONTACT.c.email) == email.lower())).first()
    return Contact(**row._mapping) if row is not None else None


def insert_in(connection: Connection, contact: Contact) -> None:
    """Enter a contact, inside the caller's transaction."""
    connection.execute(CONTACT.insert().values(**asdict(contact)))


# An address book is of one archive, and forgotten with its engine.
_books: WeakKeyDictionary[Engine, AddressBook] = WeakKeyDictionary()


def _open(path: Path) -> Engine:
    """Open the file, made readable by its owner alone, and bring it to this program's version."""
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
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        TABLES.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
        connection.commit()
