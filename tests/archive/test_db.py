"""Opening the database, its versions, and what a transaction promises."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from archive.config import Config, DatabaseConfig
from archive.db import connect, reading, schema_versions, sqlite_driver, writing
from archive.errors import DatabaseError
from archive.models import Base, Setting

pytestmark = pytest.mark.both_databases


def test_a_fresh_home_gets_the_newest_tables(engine: Engine) -> None:
    """Opening an empty home makes the tables of this program's version."""
    current, newest = schema_versions(engine)
    assert current == newest


def test_every_column_says_what_it_is() -> None:
    """Each column of each table has a comment."""
    silent = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not column.comment
    ]
    assert silent == []


def test_a_damaged_file_is_told_with_the_mend(tmp_path: Path) -> None:
    """A file that is no database gives an error of ours, and the file stays as it was."""
    path = tmp_path / "archive.db"
    path.write_bytes(b"this is not a database, it only looks like a file " * 100)
    before = path.read_bytes()

    with pytest.raises(DatabaseError) as told:
        connect(DatabaseConfig(url=f"sqlite:///{path}"))

    assert "backup" in told.value.mend
    assert path.read_bytes() == before


def test_a_newer_archive_is_refused(config: Config, engine: Engine) -> None:
    """An archive of a later program is not touched by this one."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="newer than this program"):
        connect(config.database)


def test_an_error_undoes_the_whole_transaction(engine: Engine) -> None:
    """Whatever was written in a block that fails is gone."""

    def fail_half_way() -> None:
        with writing(engine) as session:
            session.add(Setting(key="half", value="done"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    with reading(engine) as session:
        assert session.get(Setting, "half") is None


def test_a_reader_sees_one_state(engine: Engine) -> None:
    """What another commits while a reader reads is not seen half-way."""
    with reading(engine) as reader:
        assert reader.get(Setting, "later") is None
        with writing(engine) as writer:
            writer.add(Setting(key="later", value="now"))
        assert reader.get(Setting, "later", populate_existing=True) is None

    with reading(engine) as reader:
        assert reader.get(Setting, "later") is not None


def test_the_sqlite_is_new_enough_to_delete_from_the_index() -> None:
    """The driver in use has contentless deletes."""
    assert sqlite_driver().sqlite_version_info >= (3, 43, 0)


def test_the_home_is_for_its_owner_alone(config: Config) -> None:
    """A new home folder can be read by its owner only."""
    assert stat.S_IMODE(config.home.stat().st_mode) == 0o700
