"""Documents read in a process of their own, bounded in time and memory: a hostile file costs that process and no more.

The process is started with the first document and ends with the one that started it, even when that is killed. It reads
one document at a time: a line of JSON with kind and length, then the bytes; it answers with a line of JSON.
"""

import atexit
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO

from archive.records import Reason
from pipelines.extract.documents import BOMB, DAMAGED, Document, read_document

MOST_CPU_S = 30.0
"""CPU seconds for one document: a PDF of 300 pages takes about ten. A busy machine rejects nothing by it."""
MOST_WALL_S = 600.0
"""Seconds on the clock, for a reader that sleeps instead of reading."""
MOST_MEMORY_BYTES = 1 << 30
"""Memory beyond what the reader takes before it reads anything."""
SLOW = Reason.TOO_SLOW.value
DIED = f"{DAMAGED}: the reader died"
AT_ONCE = 1 << 16


class Reader:
    """Reads documents in a process apart; one after the other, whatever thread asks."""

    def __init__(
        self,
        *,
        most_cpu_s: float = MOST_CPU_S,
        most_wall_s: float = MOST_WALL_S,
        most_memory_bytes: int = MOST_MEMORY_BYTES,
    ) -> None:
        self._limits = (str(most_cpu_s), str(most_memory_bytes))
        self._most_wall_s = most_wall_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def read(self, body: bytes, kind: str) -> Document:
        """Return the text of a document as `read_document` does, or why it took too much to read."""
        with self._lock:
            process = self._started()
            try:
                return self._asked(process, body, kind)
            except (BrokenPipeError, EOFError):
                # The kernel ends a process with SIGXCPU at the limit of its time.
                is_late = process.wait() == -signal.SIGXCPU
                self._end()
                return Document(detail=SLOW if is_late else DIED)
            except TimeoutError:
                self._end()
                return Document(detail=SLOW)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            # A session of its own: Ctrl-C is for the one who asked, and ends this one with it.
            self._process = subprocess.Popen(  # noqa: S603 # our own program
                [sys.executable, "-m", "pipelines.apart", *self._limits],
                cwd=Path(__file__).resolve().parents[1],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _asked(self, process: subprocess.Popen[bytes], body: bytes, kind: str) -> Document:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"kind": kind, "size": len(body)}).encode() + b"\n")
        process.stdin.write(body)
        process.stdin.flush()
        answer = _line(process.stdout, time.monotonic() + self._most_wall_s)
        return Document(**json.loads(answer))

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            # What was written and never read cannot be flushed any more.
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # both are pipes
        process.wait()


@cache
def reader() -> Reader:
    """Return the reader of this process, which ends with it."""
    made = Reader()
    atexit.register(made.close)
    return made


def _line(pipe: IO[bytes], until: float) -> bytes:
    """Return one line from a pipe. Raises TimeoutError when it does not come in time, EOFError when it never will."""
    found = b""
    while not found.endswith(b"\n"):
        if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(pipe.fileno(), AT_ONCE)
        if not piece:
            raise EOFError
        found += piece
    return found


def serve(most_cpu_s: float, most_memory_bytes: int) -> None:
    """Read documents from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not stand among the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _bound_memory(most_memory_bytes)
    while asked := sys.stdin.buffer.readline():
        order = json.loads(asked)
        body = sys.stdin.buffer.read(order["size"])
        _bound_time(most_cpu_s)
        try:
            read = read_document(body, order["kind"])
        except MemoryError:
            read = Document(detail=BOMB)
        answers.write(json.dumps({"text": read.text, "detail": read.detail}).encode() + b"\n")
        answers.flush()


def _bound_memory(most_bytes: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = pages * resource.getpagesize() + most_bytes
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _bound_time(most_s: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    # Whole seconds count, so the bound is up to one second late.
    wanted = int(used.ru_utime + used.ru_stime + most_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    serve(float(sys.argv[1]), int(sys.argv[2]))
