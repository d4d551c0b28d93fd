"""Workers on PostgreSQL: what a clock hands out is done once, whoever of them is killed."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select

from archive import runs
from archive.config import load_config
from archive.db import reading
from archive.errors import ConfigError
from archive.models import Article
from scheduler import workers
from tests.scheduler.conftest import Newsroom
from tests.scheduler.test_service import ask_to_end, wait_until

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
NAMES = [f"yunjiang-{number}" for number in range(4)]


def use_workers(newsroom: Newsroom) -> None:
    """Let the clock hand out one source at a time, with leases that end soon."""
    newsroom.configure(batch=1, lease_s=4, tick_s=0.5)
    settings = newsroom.home / "jianbao.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}[workers]\nengine = "procrastinate"\n', encoding="utf-8")


def test_three_workers_one_killed(newsroom: Newsroom, engine_of: Engine) -> None:
    """Of four sources each is crawled well once and each article stored once, though a worker is killed at work."""
    for number, name in enumerate(NAMES):
        newsroom.add_feed(name, number)
    use_workers(newsroom)

    crew = [newsroom.start("worker") for _ in range(3)]
    clock = newsroom.start("run")
    wait_until(clock, engine_of, 1)
    crew[0].kill()
    crew[0].communicate()
    wait_until(clock, engine_of, len(NAMES))
    for process in [clock, *crew[1:]]:
        ask_to_end(process)

    done = [run.source for run in runs.history(engine_of) if run.outcome == "done"]
    with reading(engine_of) as session:
        articles = session.scalar(select(func.count(Article.id)))
        addresses = session.scalar(select(func.count(Article.url.distinct())))
    assert sorted(done) == NAMES
    assert articles == addresses


def test_an_unknown_engine_is_refused(newsroom: Newsroom, now: datetime) -> None:
    """Only engines that exist can be named."""
    config = load_config(newsroom.home, environment={"JIANBAO_WORKERS_ENGINE": "celery"})
    with pytest.raises(ConfigError, match="celery"):
        workers.are_used(config)
