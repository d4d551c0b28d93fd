"""Segment files: opened by one process, locked, appended to, closed for ever. Knows gzip members, not their content.

A segment that is being written ends in `.open`; a finished one lost that ending and never changes again. The lock of
the operating system says whether the writer still lives, so a process number used twice cannot deceive.
"""

import fcntl
import logging
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

OPEN = ".open"
CHUNK_BYTES = 64 * 1024
GZIP = zlib.MAX_WBITS + 16
log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Segment:
    """A segment that this process is writing."""

    name: str
    """Name of the file when it is finished; rows carry this one."""
    path: Path
    """Where it is now."""
    file: BinaryIO
    size_bytes: int = 0


def open_segment(folder: Path, started_at: datetime) -> Segment:
    """Create and lock a new segment, named by UTC time and process number."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
    serial = 0
    while True:
        serial += 1
        name = f"{stem}-{serial}.warc.gz"
        path = folder / (name + OPEN)
        if (folder / name).exists():
            continue
        try:
            file = path.open("xb", buffering=0)
        except FileExistsError:
            continue
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_at(file, path):
            return Segment(name=name, path=path, file=file)
        # Another process took the new file for one that a dead writer had left, and put it away.
        file.close()


def append(segment: Segment, data: bytes) -> int:
    """Write the data at the end of the segment and return the offset where it begins.

    On an error the segment is as long as before, so that a full disk leaves no torn record behind.
    """
    offset = segment.size_bytes
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[segment.file.write(rest) :]
    except OSError:
        segment.file.truncate(offset)
        segment.file.seek(offset)
        raise
    segment.size_bytes = offset + len(data)
    return offset


def finish(segment: Segment) -> None:
    """Bring the segment to the disk, give it its final name and unlock it."""
    os.fsync(segment.file.fileno())
    segment.path.rename(segment.path.with_name(segment.name))
    segment.file.close()


def locate(folder: Path, name: str) -> Path | None:
    """Return where a segment is now, finished or still being written; None when it is not there."""
    final, being_written = folder / name, folder / (name + OPEN)
    # Looked for twice, because it may be finished between the first look and the second.
    return next((path for path in (final, being_written, final) if path.exists()), None)


def members(file: BinaryIO, offset: int) -> Iterator[tuple[int, int, bytes]]:
    """Give offset, length and decompressed bytes of each whole gzip member from `offset` on.

    Ends where the file ends or is torn. Raises zlib.error where bytes are not gzip.
    """
    file.seek(offset)
    waiting, start = b"", offset
    while True:
        engine, parts, taken = zlib.decompressobj(GZIP), [], 0
        while not engine.eof:
            waiting = waiting or file.read(CHUNK_BYTES)
            if not waiting:
                return
            taken += len(waiting)
            parts.append(engine.decompress(waiting))
            waiting = engine.unused_data
        taken -= len(waiting)
        yield start, taken, b"".join(parts)
        start += taken


def put_away_abandoned(folder: Path, known_ends: dict[str, int]) -> list[str]:
    """Finish the segments whose writers died, cutting off a torn last record; return their names.

    `known_ends` says up to which byte rows point into a segment: nothing before it is touched.
    """
    return [path.name.removesuffix(OPEN) for path in sorted(folder.glob("*" + OPEN)) if _put_away(path, known_ends)]


def _put_away(path: Path, known_ends: dict[str, int]) -> bool:
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if not _is_at(file, path):
            return False
        name = path.name.removesuffix(OPEN)
        end, size = _whole_end(file, known_ends.get(name, 0)), path.stat().st_size
        if end < size:
            log.warning("torn record cut off", extra={"file": name, "size_bytes": size, "kept_bytes": end})
            file.truncate(end)
        os.fsync(file.fileno())
        path.rename(path.with_name(name))
    return True


def _whole_end(file: BinaryIO, known_end: int) -> int:
    end = known_end
    try:
        for start, length, _ in members(file, known_end):
            end = start + length
    except zlib.error:
        pass
    return end


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
