"""Names of those who hold leases, and whether a holder is provably dead: then nobody waits for its lease to end.

A name is `host:process:room-chance`. The room is a mark of this boot and process namespace: the same process number on
another machine, in another container or before a restart is somebody else. Where the kernel tells nothing (no /proc)
nobody is provably dead, and leases end by themselves.
"""

import os
import secrets
import socket
from functools import cache
from hashlib import sha256
from pathlib import Path

PROC = Path("/proc")
BURIED = "ZX"
"""States of a process that has ended and only waits to be asked for (proc(5))."""


def new_owner() -> str:
    """Return a name for the holder of leases: chance is part of it, as processes take turns at numbers."""
    return f"{socket.gethostname()}:{os.getpid()}:{_room()}-{secrets.token_hex(3)}"


def is_gone(owner: str) -> bool:
    """True when the process that holds leases by this name has ended, and so has every crawl it began."""
    host, _, rest = owner.partition(":")
    number, _, mark = rest.partition(":")
    room = mark.partition("-")[0]
    if not room or room != _room() or host != socket.gethostname() or not number.isdecimal():
        return False
    return not _lives(number) and not _has_crawler(owner)


@cache
def _room() -> str:
    """Return six letters for this boot and process namespace; none where they cannot be known."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii")
        return sha256(f"{boot} {(PROC / 'self/ns/pid').readlink()}".encode()).hexdigest()[:6]
    except OSError:
        return ""


def _lives(number: str) -> bool:
    try:
        said = (PROC / number / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    except OSError:
        return True
    # The name of the program, in brackets, may hold anything.
    return said.rpartition(")")[2].split()[0] not in BURIED


def _has_crawler(owner: str) -> bool:
    """True while a crawler process works for the owner: one whose clock was killed still closes its books."""
    wanted = b"\0--owner\0" + owner.encode() + b"\0"
    for process in PROC.glob("[0-9]*/cmdline"):
        try:
            if wanted in process.read_bytes():
                return True
        except OSError:
            continue
    return False
