"""The address book beside PostgreSQL: a schema or a database of its own, and nothing of it in the archive's tables."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine, create_engine, text

from archive import subscriptions
from archive.config import DatabaseConfig
from archive.db import connect
from archive.errors import DatabaseError
from archive.models import Base

NAME = "unmistakable"
EMAIL = "li.unmistakable@example.org"


@pytest.fixture
def archive(postgres_url: str) -> Iterator[Engine]:
    """A fresh archive on PostgreSQL."""
    opened = connect(DatabaseConfig(url=postgres_url))
    yield opened
    opened.dispose()


def tables_with(url: str, part: str) -> list[str]:
    """Return the tables of a database, with their schema, one row of which holds this text."""
    engine = create_engine(url)
    with engine.connect() as connection:
        asked = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'readers')"
        names = connection.scalars(text(asked)).all()
        found = [
            name
            for name in names
            if connection.scalar(
                text(f"SELECT count(*) FROM {name} AS one WHERE one::text LIKE :part"), {"part": f"%{part}%"}
            )
        ]
    engine.dispose()
    return found


def test_addresses_stand_in_a_schema_of_their_own(archive: Engine, postgres_url: str, now: datetime) -> None:
    """No table of the archive holds the address, whatever is done with the reader."""
    reader = subscriptions.add_subscriber(archive, EMAIL, now=now, confirmed=True)
    subscriptions.add(archive, reader.id, "人才公寓", now=now)

    assert tables_with(postgres_url, NAME) == ["readers.contact"]
    assert "contact" not in Base.metadata.tables


def test_addresses_may_stand_in_another_database(postgres_url: str, empty_postgres: str, now: datetime) -> None:
    """With `readers_url` the archive's database holds no address at all, not even a schema for them."""
    config = DatabaseConfig(url=postgres_url, readers_url=empty_postgres)
    first = connect(config)
    subscriptions.add_subscriber(first, EMAIL, now=now)
    second = connect(config)
    found = subscriptions.find_subscriber(second, EMAIL.upper())
    first.dispose()
    second.dispose()

    assert found.email == EMAIL
    assert tables_with(postgres_url, NAME) == []
    assert tables_with(empty_postgres, NAME) == ["readers.contact"]


def test_a_forgotten_reader_is_in_no_table(archive: Engine, postgres_url: str, now: datetime) -> None:
    """After `forget` no table has the address, and the caller learns that the server's log may keep it for a while."""
    subscriptions.add_subscriber(archive, EMAIL, now=now)

    done = subscriptions.forget(archive, EMAIL)

    assert not done.log_emptied
    assert tables_with(postgres_url, NAME) == []


def test_a_lost_book_leaves_readers_without_address(postgres_url: str, now: datetime) -> None:
    """When the schema was dropped, lists still work, nobody can be written to, and numbers are not mixed up."""
    config = DatabaseConfig(url=postgres_url)
    before = connect(config)
    lost = subscriptions.add_subscriber(before, EMAIL, now=now, confirmed=True)
    with before.begin() as connection:
        connection.execute(text("DROP SCHEMA readers CASCADE"))
    before.dispose()

    after = connect(config)
    listed = subscriptions.list_subscribers(after)
    again = subscriptions.add_subscriber(after, EMAIL, now=now)
    after.dispose()

    assert listed == ()
    assert again.id != lost.id


def test_a_newer_book_is_refused(postgres_url: str, now: datetime) -> None:
    """A schema written by a newer program is left alone."""
    config = DatabaseConfig(url=postgres_url)
    before = connect(config)
    subscriptions.add_subscriber(before, EMAIL, now=now)
    with before.begin() as connection:
        connection.execute(text("COMMENT ON SCHEMA readers IS '99'"))
    before.dispose()

    after = connect(config)
    with pytest.raises(DatabaseError, match="newer"):
        subscriptions.list_subscribers(after)
    after.dispose()


def test_a_book_that_cannot_be_reached_is_told(postgres_url: str, empty_postgres: str, now: datetime) -> None:
    """The error names the address of the book, not that of the archive."""
    gone = f"{empty_postgres.rsplit('host=', 1)[0]}host=/nowhere"
    engine = connect(replace(DatabaseConfig(url=postgres_url), readers_url=gone))

    with pytest.raises(DatabaseError, match="nowhere"):
        subscriptions.add_subscriber(engine, EMAIL, now=now)
    engine.dispose()
