"""The address book: who the numbers in the archive are, kept apart from it.

The archive knows a reader by number alone, so no export, backup or notebook of it holds an address. Beside a SQLite
archive the book is a file (`book_file`), beside PostgreSQL a schema of its own (`book_schema`). Keeps no saved query
and no letter.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func

from archive.subscriptions.book_file import keep_others_out_of_file, open_file
from archive.subscriptions.book_schema import erase_for_good, keep_others_out_of_schema, open_schema
from archive.subscriptions.book_tables import CONTACT, TARGET
from archive.subscriptions.records import LETTERS_AT
from archive.subscriptions.targets import Target

BOOK_FILE = "subscribers.db"
BATCH = 500
"""Numbers in one SQL list; SQLite takes 32,766."""


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
    letters_at: str = LETTERS_AT
    """When daily and weekly letters come, by the reader's clock."""


class AddressBook:
    """The open address book of one archive. Every call is a transaction of its own, on the disk when it returns."""

    def __init__(self, opened: Engine) -> None:
        self._engine = opened
        self._is_file = opened.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the book for the block, with all others who enter readers kept out."""
        with self._engine.connect() as connection:
            (keep_others_out_of_file if self._is_file else keep_others_out_of_schema)(connection)
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
        with self._changing() as connection:
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
        with self._changing() as connection:
            aim_in(connection, subscription_id, target)

    def erase(self, subscriber_id: int) -> bool:
        """Erase a contact for good; False when there is none."""
        with self._changing() as connection:
            gone = connection.execute(CONTACT.delete().where(CONTACT.c.subscriber_id == subscriber_id)).rowcount == 1
        if not self._is_file:
            erase_for_good(self._engine)
        return gone

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Give the book for changes of single rows: PostgreSQL locks these by itself."""
        with self.writing() if self._is_file else self._engine.begin() as connection:
            yield connection


def book_of(engine: Engine) -> AddressBook:
    """Return the address book of an archive. Raises DatabaseError when it cannot be opened."""
    if engine.dialect.name != "sqlite":
        return AddressBook(open_schema(engine))
    if engine not in _books:
        _books[engine] = AddressBook(open_file(Path(str(engine.url.database)).with_name(BOOK_FILE)))
    return _books[engine]


def find_in(connection: Connection, email: str) -> Contact | None:
    """Return who has an address, inside the caller's transaction."""
    row = connection.execute(CONTACT.select().where(func.lower(CONTACT.c.email) == email.lower())).first()
    return Contact(**row._mapping) if row is not None else None


def insert_in(connection: Connection, contact: Contact) -> None:
    """Enter a contact, inside the caller's transaction."""
    connection.execute(CONTACT.insert().values(**asdict(contact)))


def aim_in(connection: Connection, subscription_id: int, target: Target | None) -> None:
    """Set where the letters of an alert go, inside the caller's transaction; None erases it."""
    connection.execute(TARGET.delete().where(TARGET.c.subscription_id == subscription_id))
    if target is not None:
        values = {"subscription_id": subscription_id, "address": target.address, "secret": target.secret}
        connection.execute(TARGET.insert().values(**values))


# The file of an archive, forgotten with its engine.
_books: WeakKeyDictionary[Engine, AddressBook] = WeakKeyDictionary()
