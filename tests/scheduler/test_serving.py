"""The search page as a server."""

import signal
import socket
import urllib.request

import pytest

from archive.errors import JianbaoError
from scheduler.serving import serving
from tests.scheduler.conftest import Newsroom

LONGEST_S = 600


def fetch(address: str) -> str:
    """Get a page of our own server on loopback."""
    with urllib.request.urlopen(address, timeout=LONGEST_S) as answer:
        return str(answer.read().decode())


def test_the_search_page_is_served_and_stops(newsroom: Newsroom) -> None:
    """Within the block the page answers at the address given; after it nothing listens there."""
    with serving(newsroom.config, port=0) as address:
        assert "简报" in fetch(address)

    with pytest.raises(OSError, match="refused"):
        fetch(address)


def test_a_taken_port_is_told_with_the_mend(newsroom: Newsroom) -> None:
    """A port that another program uses is an error with the key to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(JianbaoError) as caught, serving(newsroom.config, port=port):
            pass

    assert str(port) in caught.value.wrong
    assert "[web] port" in caught.value.mend


def test_serve_prints_its_address_and_ends_on_sigterm(newsroom: Newsroom) -> None:
    """`jianbao serve` prints its address, answers there, and ends well on SIGTERM."""
    process = newsroom.start("serve", "--port", "0")
    assert process.stdout is not None
    address = process.stdout.readline().strip()

    page = fetch(address)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=LONGEST_S)

    assert "简报" in page
    assert process.returncode == 0, err
