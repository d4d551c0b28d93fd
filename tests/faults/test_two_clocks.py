"""Two clocks on one archive that sleep and are killed: no source is crawled twice for one time."""

from pathlib import Path

import pytest

from tests.crawler.site import opened_site
from tests.faults.two_clocks import watch
from tests.scheduler.conftest import Newsroom


@pytest.mark.both_databases
def test_sleeping_and_dying_clocks_run_nothing_twice(tmp_path: Path, database: str) -> None:
    """Every source is crawled again and again and never twice for one time, though clocks sleep and die at chance."""
    with opened_site() as site:
        seen = watch(Newsroom(tmp_path / "home", site, database), minutes=12, seed=5)

    assert (seen.doubled, seen.overlapping, seen.unbalanced, seen.faults) == (0, 0, 0, [])
    assert seen.good >= 9
    assert seen.killed >= 1
    assert seen.slept + seen.slept_on_claims >= 5
