"""Kill -9 of a backfill at chance moments: it goes on where it was, every article is stored once, accounts add up."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from archive import runs
from archive.config import load_config
from archive.db import connect
from tests.conftest import REPO
from tests.crawler.site import opened_site
from tests.faults.torments import (
    FIRST,
    LONGEST_S,
    SOURCE,
    STORIES_A_DAY,
    make_home,
    publish_days,
    torment_backfill,
    wait_for_requests,
)

KILLS = 12
DAYS = 8


def test_backfill_killed_at_chance_moments_stores_every_article_once(tmp_path: Path) -> None:
    """After twelve kills and one whole run all articles are there once, and no finished day was walked twice."""
    end = torment_backfill(tmp_path, kills=KILLS, days=DAYS, seed=3)

    assert end.lost_runs > 0
    assert (end.lost, end.doubled, end.unbalanced, end.left) == (0, 0, 0, 0)
    assert end.counted == end.published == DAYS * STORIES_A_DAY
    # An article whose bytes came but were not kept when the kill fell is all that is asked for again.
    assert end.asked <= end.published + 2 * KILLS
    engine = connect(load_config(tmp_path / "home", environment={}).database)
    done = [run.day for run in runs.history(engine, limit=1000) if run.outcome == "done"]
    engine.dispose()
    assert sorted(done) == [FIRST + timedelta(days=n) for n in range(DAYS)]


def test_killed_command_goes_on_when_given_again(tmp_path: Path) -> None:
    """When `jianbao backfill` itself is killed its crawler ends too, and the same command finishes the rest."""
    with opened_site() as site:
        home = make_home(tmp_path, publish_days(site, DAYS))
        last = FIRST + timedelta(days=DAYS - 1)
        given = ["backfill", SOURCE, "--since", str(FIRST), "--until", str(last), "--json"]
        command = [sys.executable, "-m", "scheduler.cli.main", "--home", str(home), *given]
        first = subprocess.Popen(command, cwd=REPO, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_requests(site, 20)
        first.kill()
        first.wait()

        again = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=LONGEST_S, check=False)

    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert told["left"] == 0
    assert told["plan"]["done_days"] > 0
    engine = connect(load_config(home, environment={}).database)
    history = runs.history(engine, source=SOURCE, limit=1000)
    engine.dispose()
    assert all(run.ledger.adds_up for run in history)
    assert sum(run.ledger.stored for run in history) == DAYS * STORIES_A_DAY
