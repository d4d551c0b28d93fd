"""Copies of the database made while it is written to, proved by opening them again; and the way back.

SQLite copies itself page by page and the copy is of one moment; PostgreSQL is dumped by its own `pg_dump`. A copy has
its name only when it was proved: what a killed process left is called `.part` and goes with the next one. The captures
are files that never change once closed: copy their folder with any tool.
"""

import os
import shutil
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url

from archive.config import Config, read_secret
from archive.db import sqlite_driver
from archive.errors import DatabaseError, NotFound

PART = ".part"
ARCHIVE, READERS = "archive", "subscribers"
FORMS = {"sqlite": ".db", "postgresql": ".dump"}
ROOM = 1.2
"""Free space that a copy needs, in sizes of the database."""
CHECKED_TABLES = ("article", "capture", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupConfig:
    """`[backup]`: copies of the database that the clock makes."""

    every_hours: float = 0.0
    """Hours between two copies; 0 makes none."""
    keep: int = 7
    """Copies that are kept, the newest."""
    folder: str = ""
    """Where they are put; empty means `backups` in the home folder. Another disk is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy."""

    path: Path
    made_at: datetime
    size_bytes: int


def backup_config(config: Config) -> BackupConfig:
    """Return the section `[backup]`."""
    return config.section("backup", BackupConfig)


def folder_of(config: Config) -> Path:
    """Return where copies are put."""
    given = backup_config(config).folder
    return Path(given).expanduser() if given else config.home / "backups"


def back_up(engine: Engine, config: Config, folder: Path, *, now: datetime) -> Copy:
    """Copy the database into the folder, prove the copy, and return it; on SQLite the readers' addresses as well.

    Raises DatabaseError when there is no room, the copy is not whole, or PostgreSQL's `pg_dump` is missing.
    """
    form = FORMS[engine.dialect.name]
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    path = folder / f"{ARCHIVE}-{stamp}{form}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"*{PART}*"):
            left.unlink()
        if engine.dialect.name == "sqlite":
            readers = config.home / "subscribers.db"
            if readers.exists():
                _copy_file(readers, folder / f"{READERS}-{stamp}{form}")
            _copy_file(Path(str(engine.url.database)), path)
        else:
            _dump(config, path)
    except OSError as error:
        raise DatabaseError(
            f"no copy can be put into {folder}: {error.strerror}",
            mend="mend its rights, or name another [backup] folder",
        ) from error
    return Copy(path=path, made_at=now, size_bytes=path.stat().st_size)


def copies(folder: Path) -> list[Copy]:
    """Return the copies of the archive in a folder, newest first."""
    found = []
    for path in folder.glob(f"{ARCHIVE}-*Z.*"):
        stamp = path.stem.removeprefix(f"{ARCHIVE}-")
        if path.suffix in FORMS.values():
            made_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            found.append(Copy(path=path, made_at=made_at, size_bytes=path.stat().st_size))
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def drop_old(folder: Path, *, keep: int) -> list[Path]:
    """Delete all copies but the newest; return those that went."""
    gone = []
    for copy in copies(folder)[max(keep, 1) :]:
        for path in (copy.path, copy.path.with_name(copy.path.name.replace(ARCHIVE, READERS, 1))):
            if path.exists():
                path.unlink()
                gone.append(path)
    return gone


def prove(path: Path) -> str:
    """Open a copy and read it through; return what is in it in one sentence. Raises DatabaseError, NotFound."""
    if not path.is_file():
        raise NotFound(f"there is no copy {path}", mend="`jianbao db backups` lists the copies")
    if path.suffix == FORMS["postgresql"]:
        listed = _run(["pg_restore", "--list", str(path)], {})
        return f"a dump of {sum('TABLE DATA' in line for line in listed.splitlines())} tables"
    return _prove_file(path, CHECKED_TABLES)


def restore(engine: Engine, config: Config, path: Path) -> str:
    """Put a proved copy in the place of the archive, in one transaction; return what is in it.

    On SQLite the readers' addresses of the same moment come back as well. Raises DatabaseError, NotFound.
    """
    told = prove(path)
    if engine.dialect.name != "sqlite":
        raise DatabaseError(
            "an archive in PostgreSQL is put back by its own tool",
            mend=f"stop all clocks, then: pg_restore --clean --if-exists --dbname=DATABASE {path}",
        )
    engine.dispose()
    readers = path.with_name(path.name.replace(ARCHIVE, READERS, 1))
    if readers.exists():
        _copy_pages(readers, config.home / "subscribers.db")
    _copy_pages(path, Path(str(engine.url.database)))
    return told


def _copy_file(source: Path, path: Path) -> None:
    """Copy a SQLite file under its last name once it was proved."""
    size = source.stat().st_size
    if shutil.disk_usage(path.parent).free < ROOM * size:
        raise DatabaseError(
            f"{path.parent} has no room for a copy of {size:,} bytes",
            mend="free space, or name another [backup] folder",
        )
    part = path.with_name(path.name + PART)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT, 0o600))
    _copy_pages(source, part)
    # One file: with a write-ahead log, opening it would lay two more beside it.
    with closing(sqlite_driver().connect(part)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    _prove_file(part, ())
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _copy_pages(source: Path, path: Path) -> None:
    driver = sqlite_driver()
    try:
        with closing(driver.connect(source)) as old, closing(driver.connect(path, timeout=60)) as new:
            old.backup(new)
    except driver.Error as error:
        raise DatabaseError(
            f"{source} cannot be copied to {path}: {error}", mend="run `jianbao doctor`; stop what uses the file"
        ) from error


def _prove_file(path: Path, tables: tuple[str, ...]) -> str:
    driver = sqlite_driver()
    try:
        with closing(driver.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            counts = [f"{_count(copy, table)} {table}s" for table in tables]
    except driver.Error as error:
        said, counts = str(error), []
    if said != "ok":
        raise DatabaseError(f"the copy {path} is not whole: {said}", mend="make another; keep copies on a sound disk")
    return ", ".join(counts)


def _count(copy: Any, table: str) -> int:
    return int(copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 # names of ours


def _dump(config: Config, path: Path) -> None:
    """Let `pg_dump` write a dump, under its last name once its list of contents can be read."""
    database = config.database
    url = make_url(database.url).set(drivername="postgresql", password=None)
    secret = read_secret(database.password_file) or make_url(database.url).password or ""
    part = path.with_name(path.name + PART)
    _run(
        ["pg_dump", "--format=custom", f"--file={part}", f"--dbname={url.render_as_string(hide_password=False)}"],
        {"PGPASSWORD": str(secret)} if secret else {},
    )
    part.chmod(0o600)
    _run(["pg_restore", "--list", str(part)], {})
    part.replace(path)


def _run(command: list[str], environment: dict[str, str]) -> str:
    """Run one of PostgreSQL's tools and return what it printed."""
    found = shutil.which(command[0])
    if found is None:
        raise DatabaseError(
            f"PostgreSQL's {command[0]} is not installed here",
            mend="install the client programs of your PostgreSQL version, or dump where the server runs",
        )
    done = subprocess.run(  # noqa: S603 # a program of PostgreSQL's, with words of ours
        [found, *command[1:]], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )
    if done.returncode:
        raise DatabaseError(f"{command[0]} failed: {done.stderr.strip()[:500]}", mend="mend what it says, try again")
    return done.stdout
