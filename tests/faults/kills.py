"""Kill a worker at chance moments: one process imports everything once, and forks a worker for each round.

Run as `python -m tests.faults.kills HOME [SOURCE]`; reads a line a round from stdin: a moment (ISO 8601), how many
workers run at once, and how large a file may grow in bytes (0: any size; a stand-in for a full disk). For each it
writes the first worker's number, then `done` or `killed`. A worker matches, composes and sends with the product's
functions; with a source, the first worker of a round crawls it before.
"""

import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

REPO = Path(__file__).resolve().parents[2]
LONGEST_S = 600.0
"""Far more than a worker takes, for machines that are busy otherwise."""


class Workers:
    """The forking process, seen from the test."""

    def __init__(self, talk: "subprocess.Popen[str]") -> None:
        self._talk = talk
        self._worker = 0

    def run(
        self, moment: datetime, *, kill_after_s: float | None = None, crew: int = 1, disk_bytes: int = 0
    ) -> tuple[bool, float]:
        """Run workers; kill the first when it is not done in time. Return whether all were done, and how long it took.

        `crew` of them run at once; with `disk_bytes`, no file can grow beyond this size.
        """
        stdin, stdout = _pipes(self._talk)
        stdin.write(f"{moment.isoformat()} {crew} {disk_bytes}\n")
        stdin.flush()
        self._worker = int(stdout.readline())
        started = time.monotonic()
        ready, _, _ = select.select([stdout], [], [], kill_after_s if kill_after_s is not None else LONGEST_S)
        if not ready:
            self.kill()
        done = stdout.readline().strip() == "done"
        self._worker = 0
        return done, time.monotonic() - started

    def kill(self) -> None:
        """Kill the worker that runs now, if there is one."""
        if self._worker:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._worker, signal.SIGKILL)


@contextmanager
def workers(home: Path, settings: dict[str, str], source: str = "") -> Iterator[Workers]:
    """Give workers on this home folder, with these settings in their environment; with a source, they crawl it."""
    command = [sys.executable, "-m", "tests.faults.kills", str(home), *([source] if source else [])]
    environment = os.environ | settings
    with subprocess.Popen(
        command, cwd=REPO, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as talk:
        try:
            yield Workers(talk)
        finally:
            stdin, _ = _pipes(talk)
            stdin.close()
            talk.wait(timeout=LONGEST_S)


def _pipes(talk: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert talk.stdin is not None
    assert talk.stdout is not None
    return talk.stdin, talk.stdout


def _crawl(home: Path, moment: datetime, source: str) -> None:
    """Crawl the source once, as the clock does after the lease of a killed crawl has ended."""
    from archive import runs
    from archive.config import load_config
    from crawler.__main__ import main
    from scheduler.orders import opened

    with opened(load_config(home)) as engine:
        runs.sweep(engine, now=moment + timedelta(hours=1))
    sys.stdout = sys.stderr
    if main(["--home", str(home), "--now", moment.isoformat(), source]):
        raise RuntimeError(f"the crawl of {source} failed")


def _work(home: Path, moment: datetime) -> None:
    from archive.config import load_config
    from archive.db import connect
    from scheduler.alerts.compose import compose_due
    from scheduler.alerts.match import match
    from scheduler.alerts.send import send_due

    config = load_config(home)
    engine = connect(config.database, upgrade=False)
    match(engine, now=moment)
    compose_due(engine, config, now=moment)
    send_due(engine, config, now=moment, owner="worker")
    engine.dispose()


def _serve(home: Path, source: str) -> None:
    # Imported before the first fork, so that a worker's life is work and not imports.
    import crawler.__main__  # noqa: F401 # only to have them in memory
    import scheduler.alerts.compose
    import scheduler.alerts.match
    import scheduler.alerts.send  # noqa: F401 # only to have them in memory

    for line in sys.stdin:
        moment, crew, disk_bytes = line.split()
        at, limit = datetime.fromisoformat(moment), int(disk_bytes)
        numbers = [_fork(home, at, limit, "" if n else source) for n in range(int(crew))]
        print(numbers[0], flush=True)
        ends = [os.waitpid(number, 0)[1] for number in numbers]
        print("killed" if any(ends) else "done", flush=True)


def _fork(home: Path, moment: datetime, disk_bytes: int, source: str) -> int:
    """Start a worker; return its number. It ends with 1 when its work raised."""
    number = os.fork()
    if number:
        return number
    try:
        if disk_bytes:
            # Python ignores SIGXFSZ, so a write beyond the limit fails as it does on a full disk.
            resource.setrlimit(resource.RLIMIT_FSIZE, (disk_bytes, disk_bytes))
        if source:
            _crawl(home, moment, source)
        _work(home, moment)
    except BaseException as error:
        print(f"worker: {type(error).__name__}: {error}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
