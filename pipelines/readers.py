"""Pages read in processes of their own, so that a slow page holds up nobody else and all cores read.

A reader is started with the first page that needs one, reads one page at a time, and ends with the process that
started it, even when that is killed: the socket between them closes. A page over its time is rejected by name, if need
be by the kernel, which ends the reader; a page whose reader died is read once more by another.
"""

import asyncio
import logging
import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive.records import Draft, Reason, Rejected
from pipelines.items import FetchedPage

log = logging.getLogger(__name__)

HARD_S = 30.0
"""CPU seconds after which the kernel ends a reader: three times the limit that it keeps itself, for code that does not
listen."""
TRIES = 2
HEAD = struct.Struct("!Q")
"""Length of what follows, in bytes."""
AT_ONCE = 1 << 18
Answer = tuple[Draft, ...] | Rejected


class ReaderDied(Exception):
    """Two readers in a row died of one page."""


@dataclass(slots=True, eq=False)
class _Reader:
    """One reader and the way to it."""

    process: "subprocess.Popen[bytes]"
    line: socket.socket


class Readers:
    """Up to `most` readers; asked from one event loop."""

    def __init__(self, layers: Sequence[Path], most: int, *, hard_s: float = HARD_S) -> None:
        self._given = [str(hard_s), *(str(path) for path in layers)]
        self._free = asyncio.Semaphore(most)
        self._idle: list[_Reader] = []
        self._all: list[_Reader] = []

    async def read(self, page: FetchedPage) -> Answer:
        """Read a page as `understand_within` does. Raises ReaderDied when it cannot be read without harm."""
        async with self._free:
            for _ in range(TRIES):
                reader = self._idle.pop() if self._idle else self._started()
                try:
                    answer = await _asked(reader, page)
                except (OSError, EOFError):
                    if self._bury(reader) == -signal.SIGPROF:
                        return Rejected(reason=Reason.TOO_SLOW, detail="its reader was ended at the limit of CPU time")
                    log.warning("a reader died", extra={"url": page.url, "code": reader.process.returncode})
                    continue
                self._idle.append(reader)
                return answer
            raise ReaderDied(f"{TRIES} readers died of {page.url}")

    def numbers(self) -> tuple[int, ...]:
        """Return the process numbers of the readers."""
        return tuple(reader.process.pid for reader in self._all)

    def close(self) -> None:
        """End the readers."""
        for reader in list(self._all):
            self._bury(reader)

    def _started(self) -> _Reader:
        ours, theirs = socket.socketpair()
        with theirs:
            # A session of its own: Ctrl-C is for the one who asked, and ends this one with it.
            process = subprocess.Popen(  # noqa: S603 # our own program
                [sys.executable, "-m", "pipelines.readers", str(theirs.fileno()), *self._given],
                cwd=Path(__file__).resolve().parents[1],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        ours.setblocking(False)
        reader = _Reader(process, ours)
        self._all.append(reader)
        return reader

    def _bury(self, reader: _Reader) -> int:
        """End a reader and return its exit code."""
        self._all.remove(reader)
        if reader in self._idle:
            self._idle.remove(reader)
        reader.line.close()
        # One that has died already keeps its own code.
        reader.process.kill()
        return reader.process.wait()


async def _asked(reader: _Reader, page: FetchedPage) -> Answer:
    asked = pickle.dumps(page, pickle.HIGHEST_PROTOCOL)
    await asyncio.get_running_loop().sock_sendall(reader.line, HEAD.pack(len(asked)) + asked)
    [size] = HEAD.unpack(await _heard(reader.line, HEAD.size))
    answer = pickle.loads(await _heard(reader.line, size))  # noqa: S301 # from our own process
    if isinstance(answer, Exception):
        raise answer
    found: Answer = answer
    return found


async def _heard(line: socket.socket, size: int) -> bytearray:
    """Return so many bytes. Raises EOFError when the line ends before."""
    loop, found = asyncio.get_running_loop(), bytearray()
    while len(found) < size:
        piece = await loop.sock_recv(line, min(size - len(found), AT_ONCE))
        if not piece:
            raise EOFError
        found += piece
    return found


def serve(number: int, hard_s: float, layers: Sequence[str]) -> None:
    """Read pages from a socket until it closes."""
    # Loaded here, so that whoever asks the readers has no reading rooms of its own.
    from pipelines.limits import understand_within
    from pipelines.understand import open_rooms

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rooms = open_rooms(layers)
    # Whoever asked may be killed while a page is read: then nobody waits for the answer.
    with suppress(ConnectionError), socket.socket(fileno=number) as line, line.makefile("rwb") as pages:
        while head := pages.read(HEAD.size):
            page = pickle.loads(pages.read(*HEAD.unpack(head)))  # noqa: S301 # from the process that started this one
            # Its signal is not caught, so it ends the process even inside a library that listens to nobody.
            signal.setitimer(signal.ITIMER_PROF, hard_s)
            answer: Answer | Exception
            try:
                answer = understand_within(page, rooms)
            except Exception as error:  # the stage's door, on this side: whoever asked counts the page
                log.exception("reading failed")
                answer = RuntimeError(f"{type(error).__name__}: {error}")
            signal.setitimer(signal.ITIMER_PROF, 0)
            said = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
            pages.write(HEAD.pack(len(said)) + said)
            pages.flush()


def own_share() -> int:
    """Return how many readers a crawler has where nothing else is said: a core is left for the crawler itself."""
    return max(1, len(os.sched_getaffinity(0)) - 1 if hasattr(os, "sched_getaffinity") else 1)


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
