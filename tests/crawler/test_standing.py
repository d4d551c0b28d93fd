"""The crawler that stays, as a process: orders in, lines out, and how it leaves."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import REPO
from tests.crawler.conftest import Home

LONGEST_S = 240.0


@pytest.fixture
def process(home: Home) -> Iterator["subprocess.Popen[str]"]:
    """A crawler that waits for orders."""
    home.open().dispose()
    command = [sys.executable, "-m", "crawler", "--home", str(home.folder), "--owner", "desk", "--standing"]
    with subprocess.Popen(command, cwd=REPO, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        yield started
        started.kill()


def told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next line that is no sign of life."""
    assert process.stdout is not None
    while True:
        line: dict[str, Any] = json.loads(process.stdout.readline())
        if "beat" not in line:
            return line
        assert line["beat"]["mb"] > 1


def test_unreadable_and_unknown_orders_harm_no_other(process: "subprocess.Popen[str]") -> None:
    """An order that cannot be read is passed over, an unknown source is told as failed, then it leaves as asked."""
    assert process.stdin is not None
    process.stdin.write('no json\n{"orders": [{"order": 7, "source": "nowhere", "now": ""}]}\n{"leave": true}\n')
    process.stdin.flush()

    line = told(process)

    assert (line["order"], line["source"], line["outcome"]) == (7, "nowhere", "failed")
    assert process.wait(LONGEST_S) == 0


def test_it_leaves_when_nobody_gives_orders_any_more(process: "subprocess.Popen[str]") -> None:
    """A process whose stdin closes ends by itself."""
    assert process.stdin is not None
    process.stdin.write('{"orders": [{"order": 1, "source": "nowhere", "now": ""}]}\n')
    process.stdin.flush()
    told(process)

    process.stdin.close()

    assert process.wait(LONGEST_S) == 0
