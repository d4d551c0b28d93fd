from pathlib import Path

import pytest

from archive.config import Config
from tests.faults.two_writers import End, torment

KILLS, STORIES = 20, 24


@pytest.mark.both_databases
def test_two_killed_writers_end_with_the_same_clusters(config: Config) -> None:
    """After 20 kills of two writers every copy is stored once, in its story's cluster and no other, and found."""
    end = torment(Path(config.home), stories=STORIES, kills=KILLS, seed=7)

    assert end == End(kills=KILLS, lost=0, doubled=0, apart=0, merged=0, half=0, unfound=0)
