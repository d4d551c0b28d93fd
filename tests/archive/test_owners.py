"""Holders of leases are taken for dead only when that is certain."""

import os
import signal
import subprocess
import sys

import pytest

from archive import owners
from archive.owners import is_gone, new_owner

ROOM = owners._room()
pytestmark = pytest.mark.skipif(not ROOM, reason="this kernel does not tell boots and process namespaces apart")
WAITS = "import sys; print(flush=True); sys.stdin.read()"


def holder_in(process: int) -> str:
    """The name of a holder on this machine in another process."""
    host, _, mark = new_owner().split(":")
    return f"{host}:{process}:{mark}"


def started(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start a process that does nothing until its stdin closes."""
    process = subprocess.Popen([sys.executable, "-c", WAITS, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # now the kernel knows its arguments
    return process


def test_holders_have_names_of_their_own() -> None:
    """Two holders in one process differ."""
    assert new_owner() != new_owner()


def test_a_living_process_is_not_gone() -> None:
    """This process and another living one hold what they hold."""
    with started() as other:
        assert not is_gone(new_owner())
        assert not is_gone(holder_in(other.pid))


def test_a_killed_process_is_gone_even_before_it_is_buried() -> None:
    """A killed process is gone while its number is still taken, and afterwards."""
    with started() as other:
        other.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
        assert is_gone(holder_in(other.pid))
        other.wait()
        assert is_gone(holder_in(other.pid))


def test_a_crawler_that_still_closes_its_books_keeps_its_dead_clock_in_place() -> None:
    """A clock is gone only when the crawler process that works in its name is too."""
    with started() as clock:
        pass
    name = holder_in(clock.pid)
    with started("--owner", name, "--log-level", "info"):
        assert not is_gone(name)
    assert is_gone(name)


@pytest.mark.parametrize(
    "name", ["", "paper", "elsewhere:1:{mark}", "{host}:1", "{host}:x:{mark}", "{host}:{dead}:0-0"]
)
def test_nobody_else_is_provably_dead(name: str) -> None:
    """Of other machines, other boots, other containers and names of another form nothing is known."""
    with started() as ended:
        pass
    host, _, mark = new_owner().split(":")
    assert not is_gone(name.format(host=host, mark=mark, dead=ended.pid))
