"""The accelerator's folder: one generation in use, perhaps one that is being made, and how far each is.

    accelerator/current        name of the generation that is asked
    accelerator/next           name of one that is being made; it takes the place of the first at once, when it is whole
    accelerator/lock           held by whoever feeds, let go by the system when that dies
    accelerator/3f9c21aa/      a generation: an index of tantivy

Each commit of a generation carries its `Mark`. The archive keeps the links of the last two commits under the
generation's name, so that an archive put back from a backup is known not to be the one that was fed.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.errors import JianbaoError
from archive.search.accelerator.postings import Reader, create, on_disk
from archive.search.tokens import TOKENS_VERSION

FORMAT = "1"
"""Raised when the fields of the index, or what stands in them, change."""
VERSION = f"{FORMAT}.{TOKENS_VERSION}"
CURRENT, NEXT, LOCK = "current", "next", "lock"
LINKS = "accelerator."
"""First part of the key, in `setting`, of a generation's links; its name is the second."""


class Busy(JianbaoError):
    """Another process feeds the accelerator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a commit is: all changes up to (change, article) are in it."""

    version: str = VERSION
    link: str
    """A name that no other commit has; the archive knows it."""
    change: int = 0
    """Number of the indexing (`facet.change`) ..."""
    article: int = 0
    """... and the last article of it that was taken in."""
    seen: int = 0
    """Newest change of the archive that whatever was taken in may show."""

    def written(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))


def read_mark(reader: Reader) -> Mark | None:
    """Return how far a state of an index is; None when it does not say, or another version of the program made it."""
    try:
        mark = Mark(**json.loads(reader.mark() or "{}"))
    except (TypeError, ValueError):
        return None
    return mark if mark.version == VERSION else None


def new_name() -> str:
    """Return a name that nothing else has."""
    return secrets.token_hex(4)


def current(folder: Path) -> Path | None:
    """Return the generation that is asked; None when there is none."""
    return _named(folder, CURRENT)


def growing(folder: Path) -> Path | None:
    """Return the generation that is being made; None when there is none."""
    return _named(folder, NEXT)


def begin(folder: Path) -> Path:
    """Make a new generation, empty, to be fed."""
    path = folder / new_name()
    create(path)
    _write(folder / NEXT, path.name)
    return path


def switch(folder: Path, generation: Path) -> None:
    """Put a generation in the place of the one that is asked, and clear away all others."""
    _write(folder / CURRENT, generation.name)
    (folder / NEXT).unlink(missing_ok=True)
    clear(folder)


def clear(folder: Path) -> None:
    """Remove generations that neither are asked nor being made."""
    kept = {path for path in (current(folder), growing(folder)) if path is not None}
    for path in folder.iterdir():
        if path.is_dir() and path not in kept:
            shutil.rmtree(path, ignore_errors=True)


def drop(folder: Path) -> bool:
    """Remove the accelerator from the disk; False when there was none. Raises Busy while it is fed."""
    if not folder.is_dir():
        return False
    with feeding(folder):
        for name in (CURRENT, NEXT):
            (folder / name).unlink(missing_ok=True)
        clear(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return True


@contextmanager
def feeding(folder: Path) -> Iterator[None]:
    """Be the only one who feeds. Raises Busy when another process is at it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            mend = "wait until it has ended; the clock does it by itself"
            raise Busy("another process feeds the accelerator", mend=mend) from error
        yield


def opened(generation: Path, hidden: tuple[int, ...] = ()) -> Reader:
    """Return the present state of a generation. Raises BrokenPostings."""
    return Reader(on_disk(generation), hidden)


def size_bytes(generation: Path) -> int:
    """Return what a generation takes on the disk."""
    return sum(path.stat().st_size for path in generation.iterdir() if path.is_file())


def _named(folder: Path, which: str) -> Path | None:
    try:
        name = (folder / which).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    # Only names that were made here: the file may hold anything.
    return folder / name if name.isalnum() and (folder / name).is_dir() else None


def _write(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
