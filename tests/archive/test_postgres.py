"""What only PostgreSQL asks of the archive: the server it needs, and errors that say the mend."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql
from sqlalchemy import create_engine, make_url, text

from archive.config import DatabaseConfig
from archive.db import connect, reading, schema_versions, writing
from archive.errors import DatabaseError
from archive.models import Setting, Source
from archive.postgresql import refuse_unfit
from archive.storable import storable
from tests.postgres import GUARDED, Server


def test_a_real_server_answers(postgres_url: str) -> None:
    """Tests have a PostgreSQL of version 15 or newer whose databases are UTF-8."""
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        version = connection.scalar(text("SHOW server_version_num"))
        encoding = connection.scalar(text("SHOW server_encoding"))
    engine.dispose()

    assert int(str(version)) >= 150000
    assert encoding == "UTF8"


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_the_driver_need_not_be_named(empty_postgres: str, scheme: str) -> None:
    """An address that begins with postgresql:// is enough, and an empty database gets its tables."""
    engine = connect(DatabaseConfig(url=empty_postgres.replace("postgresql+psycopg", scheme)))
    current, newest = schema_versions(engine)
    engine.dispose()

    assert current == newest


def test_many_processes_may_start_on_an_empty_database(empty_postgres: str) -> None:
    """The tables are made once, whoever comes first; the others wait and find them."""
    with ThreadPoolExecutor(4) as threads:
        engines = list(threads.map(lambda _: connect(DatabaseConfig(url=empty_postgres)), range(4)))

    versions = {schema_versions(engine) for engine in engines}
    for engine in engines:
        engine.dispose()
    assert len(versions) == 1


@pytest.mark.parametrize("url", ["oracle://archive", "mysql://archive", "not an address"])
def test_another_database_is_refused(url: str) -> None:
    """An address of neither SQLite nor PostgreSQL is told with one that works."""
    with pytest.raises(DatabaseError) as told:
        connect(DatabaseConfig(url=url))

    assert "postgresql+psycopg://" in told.value.mend


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """An unreachable server gives an error with the mend, and the password in the address is not shown."""
    with pytest.raises(DatabaseError, match="cannot open") as told:
        connect(DatabaseConfig(url=f"postgresql+psycopg://jianbao:geheim@/archive?host={tmp_path}"))

    assert "start the server" in told.value.mend
    assert "geheim" not in told.value.wrong + told.value.mend


def test_a_database_that_is_not_there_is_told(postgres_server: Server) -> None:
    """The mend says how to make the database."""
    with pytest.raises(DatabaseError) as told:
        connect(DatabaseConfig(url=postgres_server.url("nowhere")))

    assert "CREATE DATABASE nowhere" in told.value.mend


def test_an_old_server_is_refused(empty_postgres: str) -> None:
    """PostgreSQL 14 is too old, 15 is not."""
    engine = create_engine(empty_postgres)
    refuse_unfit(engine, 15, "UTF8")

    with pytest.raises(DatabaseError, match="PostgreSQL 14"):
        refuse_unfit(engine, 14, "UTF8")


def test_a_database_without_unicode_is_refused(postgres_server: Server) -> None:
    """A database of another encoding is not touched."""
    name = f"ascii_{uuid4().hex}"
    postgres_server.run(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'").format(sql.Identifier(name))
    )

    with pytest.raises(DatabaseError, match="SQL_ASCII") as told:
        connect(DatabaseConfig(url=postgres_server.url(name)))

    postgres_server.drop(name)
    assert "ENCODING 'UTF8'" in told.value.mend


def test_the_password_stands_in_a_file(postgres_server: Server, postgres_url: str, tmp_path: Path) -> None:
    """The password is read from the file, and no text about the engine shows it."""
    secret = tmp_path / "password"
    secret.write_text("offen gesagt\nzweite Zeile\n", encoding="utf-8")
    name = str(make_url(postgres_url).database)
    guarded = sql.Identifier(GUARDED)
    postgres_server.run(sql.SQL("DROP ROLE IF EXISTS {}").format(guarded))
    postgres_server.run(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER PASSWORD 'offen gesagt'").format(guarded))
    url = make_url(postgres_url).set(username=GUARDED).render_as_string(hide_password=False)

    with pytest.raises(DatabaseError) as told:
        connect(DatabaseConfig(url=url))
    engine = connect(DatabaseConfig(url=url, password_file=str(secret)))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == GUARDED
        assert connection.scalar(text("SELECT current_database()")) == name
    engine.dispose()
    assert "password_file" in told.value.mend
    assert "offen" not in repr(engine) + str(engine.url)
    postgres_server.run(sql.SQL("DROP ROLE {}").format(guarded))


def test_what_no_database_takes_is_replaced(postgres_url: str) -> None:
    """NUL and half a surrogate pair would be refused by the server; cleaned, the text is kept."""
    hostile = "城\x00市\ud83d报"
    engine = connect(DatabaseConfig(url=postgres_url))
    with writing(engine) as session:
        session.add(Setting(key="hostile", value=storable(hostile)))

    with reading(engine) as session:
        kept = session.get_one(Setting, "hostile").value
    engine.dispose()
    assert kept == "城\ufffd市\ufffd报"


def test_writers_take_turns(postgres_url: str) -> None:
    """Sixteen writers that read a number and write the next one lose none."""
    engine = connect(DatabaseConfig(url=postgres_url))
    with writing(engine) as session:
        session.add(Source(id="counted", name="", family="feed", rank=0))

    def count_one(_: int) -> None:
        with writing(engine) as session:
            row = session.get_one(Source, "counted")
            row.rank = row.rank + 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_one, range(16)))

    with reading(engine) as session:
        counted = session.get_one(Source, "counted").rank
    engine.dispose()
    assert counted == 16


def test_a_reader_cannot_write(postgres_url: str) -> None:
    """What is opened for reading refuses to change the archive."""
    engine = connect(DatabaseConfig(url=postgres_url))
    with reading(engine) as session, pytest.raises(Exception, match="read-only"):
        session.execute(text("DELETE FROM setting"))
    engine.dispose()
