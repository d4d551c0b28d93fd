"""Kill -9 of a backfill at chance moments: it goes on where it was, every article is stored once, accounts add up."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, func, select

from archive import runs
from archive.config import load_config
from archive.db import connect, reading
from archive.models import Address, Article
from tests.archive.news import write_text
from tests.conftest import REPO
from tests.crawler.site import Site, Story, opened_site, publish_new_line

KILLS = 12
FIRST = date(2024, 2, 12)
DAYS = 8
STORIES_A_DAY = 5
LONGEST_S = 90.0


def story(number: int) -> Story:
    """An article like no other."""
    return Story(number=number, title=f"云江市第{number}号民生实事项目开工", text=tuple(write_text(number).split("\n")))


@pytest.fixture
def site() -> Iterator[Site]:
    """A paper of eight days with two layout pages and five articles a day."""
    with opened_site() as opened:
        for n in range(DAYS):
            stories = tuple(story(2000 + n * STORIES_A_DAY + k) for k in range(STORIES_A_DAY))
            pages = {"01": ("要闻", stories[:3]), "02": ("综合", stories[3:])}
            publish_new_line(opened, "/YJRB/PC", FIRST + timedelta(days=n), pages)
        yield opened


@pytest.fixture
def home(tmp_path: Path, site: Site) -> Path:
    """A home that may crawl it."""
    folder = tmp_path / "home"
    (folder / "sources").mkdir(parents=True)
    crawl = "[crawl]\nallow_private = true\ndelay_s = 0.0\npackaged_sources = false\n"
    (folder / "jianbao.toml").write_text(crawl, encoding="utf-8")
    front = f"{site.address}/YJRB/PC/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html"
    text = f'id: daily\nname: 云江日报\nfamily: edition\nstart: "{front}"\n'
    (folder / "sources" / "daily.yaml").write_text(text, encoding="utf-8")
    return folder


def command_of(home: Path) -> list[str]:
    """The command line of the whole backfill."""
    last = FIRST + timedelta(days=DAYS - 1)
    given = ["backfill", "daily", "--since", str(FIRST), "--until", str(last), "--json"]
    return [sys.executable, "-m", "scheduler.cli.main", "--home", str(home), *given]


def wait_for_requests(site: Site, count: int) -> None:
    """Return once the site has been asked so often."""
    tick = Event()
    for _ in range(int(LONGEST_S / 0.005)):
        if len(site.asked) >= count:
            return
        tick.wait(0.005)
    raise AssertionError("the backfill does not come forward")


def check_books(engine: Engine) -> set[str]:
    """Check that no article is stored twice and that every account adds up; return the addresses stored."""
    with reading(engine) as session:
        urls = list(session.scalars(select(Address.url)))
        assert session.scalar(select(func.count(Article.id))) == len(set(urls)) == len(urls)
    for run in runs.history(engine, source="daily", limit=1000):
        assert run.ledger.adds_up, run
    return set(urls)


def test_backfill_killed_at_chance_moments_stores_every_article_once(site: Site, home: Path) -> None:
    """After twelve kills and one whole run all articles are there once, and no finished day was walked twice."""
    chance = random.Random(3)
    last = FIRST + timedelta(days=DAYS - 1)
    command = [sys.executable, "-m", "tests.faults.walks", str(home), "daily", str(FIRST), str(last)]
    killed = 0
    with subprocess.Popen(command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for _ in range(KILLS):
            before = len(site.asked)
            server.stdin.write("walk\n")
            server.stdin.flush()
            worker = int(server.stdout.readline())
            wait_for_requests(site, before + chance.randrange(1, 12))
            Event().wait(chance.uniform(0, 0.03))
            os.kill(worker, signal.SIGKILL)
            killed += server.stdout.readline().strip() == "killed"
        server.stdin.close()

    whole = subprocess.run(command_of(home), cwd=REPO, capture_output=True, text=True, timeout=LONGEST_S, check=False)

    assert killed == KILLS
    assert whole.returncode == 0, whole.stderr
    assert json.loads(whole.stdout)["left"] == 0
    engine = connect(load_config(home, environment={}).database)
    try:
        stored = check_books(engine)
        done = [run.day for run in runs.history(engine, limit=1000) if run.outcome == "done"]
        lost = [run for run in runs.history(engine, limit=1000) if run.outcome == "lost"]
    finally:
        engine.dispose()
    published = {f"{site.address}{path}" for path in site.answers if "/content/" in path}
    assert stored == published
    assert sorted(done) == [FIRST + timedelta(days=n) for n in range(DAYS)]
    assert lost
    articles = [one.path for one in site.asked if "/content/" in one.path]
    # An article whose bytes came but were not kept when the kill fell is all that is asked for again.
    assert len(articles) <= len(published) + 2 * KILLS


def test_killed_command_goes_on_when_given_again(site: Site, home: Path) -> None:
    """When `jianbao backfill` itself is killed its crawler ends too, and the same command finishes the rest."""
    first = subprocess.Popen(command_of(home), cwd=REPO, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_requests(site, 20)
    first.kill()
    first.wait()

    again = subprocess.run(command_of(home), cwd=REPO, capture_output=True, text=True, timeout=LONGEST_S, check=False)

    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert told["left"] == 0
    assert told["plan"]["done_days"] > 0
    engine = connect(load_config(home, environment={}).database)
    try:
        stored = check_books(engine)
    finally:
        engine.dispose()
    assert len(stored) == DAYS * STORIES_A_DAY
