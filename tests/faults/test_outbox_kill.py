"""Crawls and letters are killed at chance moments; every reader gets every story: none lost, none unmarked twice."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.config import Config, load_config
from archive.db import connect
from tests.crawler.site import opened_site, publish_feed
from tests.faults.outbox import Paper, torment
from tests.faults.torments import make_home

KILLS = 50
WHOLE_KILLS = 5


@pytest.mark.slow
def test_killed_senders_lose_nothing_and_repeat_nothing(engine: Engine, config: Config, now: datetime) -> None:
    """After 50 kills, with outages, a full disk, wrong clocks and twins, each story came, unmarked at most once."""
    end = torment(engine, config, now, kills=KILLS)
    print(end)
    assert (end.lost, end.repeated, end.same_ids, end.left) == (0, 0, 0, 0)
    assert 0 < end.doubts <= end.kills


@pytest.mark.slow
def test_killed_crawls_and_senders_lose_nothing_and_repeat_nothing(tmp_path: Path, now: datetime) -> None:
    """After kills anywhere between the request for a page and the end of a letter, each story came, unmarked once."""
    with opened_site() as site:
        home = make_home(tmp_path, f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
        publish_feed(site, "/feed.xml", ())
        config = load_config(home, environment={})
        engine = connect(config.database)
        end = torment(engine, config, now, kills=WHOLE_KILLS, press=Paper(site, engine))
        engine.dispose()
    print(end)
    assert (end.lost, end.repeated, end.same_ids, end.left) == (0, 0, 0, 0)
