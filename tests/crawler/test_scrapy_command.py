"""The `scrapy` command finds and crawls our sources, as its own users expect."""

import os
import subprocess
import sys

from archive import runs
from tests.conftest import REPO
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, publish_feed
from tests.crawler.test_other_crawls import DAY


def scrapy(home: Home, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the `scrapy` command on a home folder."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=REPO,
        env={**os.environ, "JIANBAO_HOME": str(home.folder)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_list_names_the_sources(home: Home) -> None:
    """`scrapy list` prints the ids of the packaged sources and of those in the home folder."""
    home.configure(packaged_sources="true")
    home.source("yunjiang-radio", "name: 云江之声\nfamily: feed\nstart: http://radio.test/feed.xml\n")

    listed = scrapy(home, "list").stdout.split()

    assert {"zhenjiang-daily", "jingjiang-evening", "yunjiang-radio"} <= set(listed)


def test_crawl_is_the_same_crawl(site: Site, home: Home) -> None:
    """`scrapy crawl` stores the articles and leaves a run with its account, as our own command does."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")

    ended = scrapy(home, "crawl", "yunjiang-radio", "-a", "now=2024-02-20T09:00:00+08:00")

    engine = home.open()
    kept = runs.history(engine)
    engine.dispose()
    assert [(run.source, run.outcome, run.ledger.stored) for run in kept] == [("yunjiang-radio", "done", 1)], (
        ended.stderr
    )
