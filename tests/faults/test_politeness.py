"""One rule of conduct for a host, whoever crawls it: two processes at once, one of them killed and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, opened_site, publish_feed
from tests.faults.torments import wait_for_requests

DAY = date(2024, 2, 20)
NOW = "2024-02-20T09:00:00+08:00"
RULE_S = 1.0
LONGEST_S = 600.0


@pytest.fixture
def site() -> Iterator[Site]:
    """One host with two papers' feeds, and a robots.txt that forbids an article of each."""
    with opened_site() as opened:
        publish_feed(opened, "/one.xml", tuple((story, DAY) for story in STORIES[:4]))
        publish_feed(opened, "/two.xml", tuple((story, DAY) for story in STORIES[4:8]))
        forbidden = "".join(f"Disallow: /radio/{story.number}.html\n" for story in (STORIES[0], STORIES[4]))
        opened.say("/robots.txt", f"User-agent: *\n{forbidden}", content_type="text/plain")
        yield opened


def start(home: Home, source: str) -> "subprocess.Popen[bytes]":
    """Begin to crawl a source in a process of its own."""
    command = [sys.executable, "-m", "crawler", "--home", str(home.folder), "--now", NOW, source]
    return subprocess.Popen(
        command,
        cwd=REPO,
        env={**os.environ, "PYTHONPATH": str(REPO)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_two_processes_and_a_restart_keep_one_rule(site: Site, tmp_path: Path) -> None:
    """The pause between two requests holds across processes and a kill, and robots.txt is asked once and obeyed."""
    home = Home(tmp_path / "home")
    home.configure(delay_s=str(RULE_S))
    home.source("one", f"name: 一\nfamily: feed\nstart: {site.address}/one.xml\n")
    home.source("two", f"name: 二\nfamily: feed\nstart: {site.address}/two.xml\n")
    home.open().dispose()
    killed, other = start(home, "one"), start(home, "two")
    wait_for_requests(site, 2)
    killed.kill()
    killed.wait()
    # The lease of the killed run is still held, so the second start is another source of the same host.
    home.source("three", f"name: 三\nfamily: feed\nstart: {site.address}/one.xml\n")
    again = start(home, "three")

    assert (other.wait(LONGEST_S), again.wait(LONGEST_S)) == (0, 0)

    asked = [one.path for one in site.asked]
    gaps = [second.at_s - first.at_s for first, second in pairwise(site.asked)]
    assert min(gaps) >= 0.95 * RULE_S
    assert 1 <= asked.count("/robots.txt") <= 2  # twice when both processes looked before either had it
    assert not {f"/radio/{story.number}.html" for story in (STORIES[0], STORIES[4])} & set(asked)
    assert len(asked) >= 9
