"""Copies of the database, and the way back."""

import os
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive import read
from archive.backup import PART, back_up, copies, drop_old, prove, restore
from archive.config import Config, DatabaseConfig, load_config
from archive.db import connect
from archive.errors import DatabaseError, NotFound
from archive.records import Draft
from archive.search import answer
from archive.store import Store
from pipelines.dedup import same
from tests.conftest import write_settings
from tests.postgres import programs

MakeDraft = Callable[..., Draft]


def test_a_copy_brings_back_what_was_stored(
    config: Config, engine: Engine, tmp_path: Path, now: datetime, make_draft: MakeDraft
) -> None:
    """After a restore the archive holds what it held when the copy was made, and nothing since."""
    store = Store(engine, same=same)
    store.save(make_draft(), now=now)
    (config.home / "subscribers.db").write_bytes(b"")
    copy = back_up(engine, config, tmp_path / "copies", now=now)
    store.save(make_draft(url="http://paper.test/2.html", title="另一条", text="另一条消息。" * 30), now=now)

    told = restore(engine, config, copy.path)

    assert told.startswith("1 articles")
    again = connect(config.database)
    assert read.totals(again).articles == 1
    again.dispose()


def test_a_copy_is_read_by_its_owner_alone(config: Config, engine: Engine, tmp_path: Path, now: datetime) -> None:
    """Copies are as secret as the archive."""
    copy = back_up(engine, config, tmp_path / "copies", now=now)

    assert copy.path.stat().st_mode & 0o077 == 0


def test_what_a_killed_copy_left_goes_with_the_next(
    config: Config, engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """A torn copy is never listed, and is cleared away."""
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / f"archive-20260101T000000Z.db{PART}").write_bytes(b"torn")
    assert copies(folder) == []

    back_up(engine, config, folder, now=now)

    assert [path.name for path in folder.iterdir()] == ["archive-20260310T224000Z.db"]


def test_only_the_newest_copies_are_kept(config: Config, engine: Engine, tmp_path: Path, now: datetime) -> None:
    """The oldest copies go, with the readers' addresses of the same moment."""
    (config.home / "subscribers.db").write_bytes(b"")
    for days in range(3):
        back_up(engine, config, tmp_path / "copies", now=now + timedelta(days=days))

    drop_old(tmp_path / "copies", keep=2)

    assert [one.made_at for one in copies(tmp_path / "copies")] == [now + timedelta(days=2), now + timedelta(days=1)]
    assert len(list((tmp_path / "copies").iterdir())) == 4


def test_a_damaged_copy_is_refused(config: Config, engine: Engine, tmp_path: Path, now: datetime) -> None:
    """A copy with spoilt pages is not put back, and the archive stays as it is."""
    copy = back_up(engine, config, tmp_path / "copies", now=now)
    with copy.path.open("r+b") as file:
        file.seek(20_000)
        file.write(os.urandom(60_000))

    with pytest.raises(DatabaseError, match="is not whole"):
        restore(engine, config, copy.path)
    with pytest.raises(NotFound):
        prove(tmp_path / "nothing.db")
    assert read.totals(engine).articles == 0


@pytest.mark.both_databases
def test_a_missing_pg_dump_is_told(
    config: Config, engine: Engine, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where PostgreSQL's tools are not installed, the error says which one is missing; SQLite needs none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    if engine.dialect.name == "sqlite":
        assert back_up(engine, config, tmp_path / "copies", now=now).size_bytes > 0
    else:
        with pytest.raises(DatabaseError, match="pg_dump is not installed"):
            back_up(engine, config, tmp_path / "copies", now=now)


def test_a_dump_brings_the_archive_back_elsewhere(
    tmp_path: Path,
    now: datetime,
    make_draft: MakeDraft,
    postgres_url: str,
    empty_postgres: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What `pg_dump` wrote, `pg_restore` puts into an empty database; there the article is found by its words."""
    monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    write_settings(tmp_path / "home", postgres_url)
    config = load_config(tmp_path / "home", environment={})
    engine = connect(config.database)
    Store(engine, same=same).save(make_draft(), now=now)
    copy = back_up(engine, config, tmp_path / "copies", now=now)
    engine.dispose()

    address = empty_postgres.replace("+psycopg", "")
    subprocess.run(["pg_restore", f"--dbname={address}", "--no-owner", str(copy.path)], check=True, capture_output=True)
    again = connect(DatabaseConfig(url=empty_postgres))
    stored = read.article(again, 1)

    assert (stored.title, stored.text) == (make_draft().title, make_draft().text)
    assert answer(again, stored.title).total == 1
    again.dispose()
