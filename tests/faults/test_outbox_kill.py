"""Senders are killed at chance moments, and every reader gets every story: none lost, none unmarked twice."""

from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive.config import Config
from tests.faults.outbox import torment

KILLS = 50


@pytest.mark.slow
def test_killed_senders_lose_nothing_and_repeat_nothing(engine: Engine, config: Config, now: datetime) -> None:
    """After 50 kills, with outages, a full disk, wrong clocks and twins, each story came, unmarked at most once."""
    end = torment(engine, config, now, kills=KILLS)
    print(end)
    assert (end.lost, end.repeated, end.same_ids, end.left) == (0, 0, 0, 0)
    assert 0 < end.doubts <= end.kills
