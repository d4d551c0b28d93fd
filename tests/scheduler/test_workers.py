"""Workers on PostgreSQL: what a clock hands out is done once, whoever of them is killed."""

from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from archive import runs
from archive.config import load_config
from archive.db import reading
from archive.errors import ConfigError
from archive.models import Article
from scheduler import workers
from scheduler.pausing import go_on, hold
from scheduler.working import drop_stalled
from tests.loops import run_apart
from tests.scheduler.conftest import Newsroom
from tests.scheduler.test_service import LONGEST_S, ask_to_end, wait_until

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
]
NAMES = [f"yunjiang-{number}" for number in range(4)]


def use_workers(newsroom: Newsroom) -> None:
    """Let the clock hand out one source at a time; no lease ends by itself while a busy machine holds its holder up."""
    newsroom.configure(batch=1, lease_s=3600, tick_s=0.5, drain_s=2.0)
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
    # The killed worker's run is ended too, as failed: its source is crawled again.
    wait_until(clock, engine_of, len(NAMES), done=True)
    for process in [clock, *crew[1:]]:
        ask_to_end(process)

    done = [run.source for run in runs.history(engine_of) if run.outcome == "done"]
    with reading(engine_of) as session:
        articles = session.scalar(select(func.count(Article.id)))
        addresses = session.scalar(select(func.count(Article.url.distinct())))
    assert sorted(done) == NAMES
    assert articles == addresses


def test_what_a_killed_worker_held_is_taken_off_the_list(newsroom: Newsroom, engine_of: Engine) -> None:
    """The entry of an order that a killed worker was doing does not stay on the list as if somebody did it."""
    newsroom.add_feed(NAMES[0], 0)
    use_workers(newsroom)
    let_go = newsroom.site.answers[f"/{NAMES[0]}.xml"].held_until = Event()
    worker, clock = newsroom.start("worker"), newsroom.start("run")
    newsroom.site.wait_for(f"/{NAMES[0]}.xml")
    ask_to_end(clock)
    worker.kill()
    worker.communicate()
    let_go.set()

    assert run_apart(_drop(engine_of)) == 1
    assert run_apart(_drop(engine_of)) == 0


async def _drop(engine: Engine) -> int:
    app = workers.queue_of(engine)
    async with app.open_async():
        return await drop_stalled(app, silent_s=0)


def test_a_worker_takes_changed_source_files(newsroom: Newsroom, engine_of: Engine) -> None:
    """A source file that is added or changed while a worker runs counts for its next order."""
    newsroom.add_feed(NAMES[0], 0)
    use_workers(newsroom)
    worker, clock = newsroom.start("worker"), newsroom.start("run")
    wait_until(clock, engine_of, 1)

    newsroom.add_feed(NAMES[1], 1)
    wait_until(clock, engine_of, 2)
    for process in (clock, worker):
        ask_to_end(process)

    assert [(run.source, run.outcome) for run in runs.history(engine_of)] == [(NAMES[1], "done"), (NAMES[0], "done")]


def test_a_worker_refuses_bad_settings(newsroom: Newsroom, engine_of: Engine) -> None:
    """A worker goes on with its settings when the file is broken, and says what is wrong with it."""
    newsroom.add_feed(NAMES[0], 0)
    use_workers(newsroom)
    worker, clock = newsroom.start("worker"), newsroom.start("run")
    wait_until(clock, engine_of, 1)
    path = newsroom.home / "jianbao.toml"
    path.write_text(path.read_text(encoding="utf-8") + "[clock\n", encoding="utf-8")

    # Again and again: the books of the first crawl may still be about to set its next time.
    while len(runs.history(engine_of)) < 2:
        runs.schedule(engine_of, NAMES[0], None)
        Event().wait(0.1)
    wait_until(clock, engine_of, 2)
    ask_to_end(clock)

    assert "the settings were changed badly" in ask_to_end(worker)
    assert [run.outcome for run in runs.history(engine_of)] == ["done", "done"]


def test_a_worker_takes_changed_settings(newsroom: Newsroom, engine_of: Engine) -> None:
    """Settings that are changed well while a worker runs hold for its next order: sites hear the new contact."""
    newsroom.add_feed(NAMES[0], 0)
    use_workers(newsroom)
    worker, clock = newsroom.start("worker"), newsroom.start("run")
    wait_until(clock, engine_of, 1)
    ask_to_end(clock)
    # No order is under way any more that may go on with the settings it began with.
    _wait_for(engine_of, "count(*) = 0")
    path = newsroom.home / "jianbao.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("desk@paper.test", "night@paper.test"), encoding="utf-8")

    newsroom.site.forget()
    newsroom.add_feed(NAMES[1], 1)
    clock = newsroom.start("run")
    wait_until(clock, engine_of, 2)
    for process in (clock, worker):
        ask_to_end(process)

    (asked,) = [one for one in newsroom.site.asked if one.path == f"/{NAMES[1]}.xml"]
    assert "night@paper.test" in asked.user_agent


def test_a_paused_worker_crawls_nothing_until_resumed(newsroom: Newsroom, engine_of: Engine) -> None:
    """An order that a worker takes while the clocks are paused crawls nothing; resumed, it crawls what is due."""
    newsroom.add_feed(NAMES[0], 0)
    use_workers(newsroom)
    _make_queue(engine_of)
    hold(engine_of, why="the press is cleaned", now=datetime.now(UTC))
    clock = newsroom.start("run")
    # Nobody takes it yet, so it is there to be seen.
    _wait_for(engine_of, "count(*) = 1")
    (nudge,) = _nudges(engine_of, "min(id)")

    worker = newsroom.start("worker")
    _wait_for(engine_of, f"coalesce(min(id), {nudge + 1}) > {nudge}")

    assert not runs.history(engine_of)
    assert f"/{NAMES[0]}.xml" not in newsroom.site.paths()
    assert go_on(engine_of)
    wait_until(clock, engine_of, 1)
    for process in (clock, worker):
        ask_to_end(process)


def _make_queue(engine: Engine) -> None:
    app = workers.queue_of(engine)
    with app.open():
        workers.make_tables(app, engine)


def _nudges(engine: Engine, wanted: str) -> tuple[Any, ...]:
    """Return what is asked of the crawls that wait on the list, or are being done."""
    with reading(engine) as session:
        asked = f"SELECT {wanted} FROM {workers.SCHEMA}.procrastinate_jobs WHERE task_name = 'crawl'"
        return tuple(session.execute(text(asked)).one())


def _wait_for(engine: Engine, wanted: str) -> None:
    """Return once what is asked of the list is so."""
    tick = Event()
    for _ in range(LONGEST_S * 20):
        if _nudges(engine, wanted)[0]:
            return
        tick.wait(0.05)
    raise AssertionError(f"never so on the list: {wanted}")


def test_sigterm_lets_a_worker_go_well(newsroom: Newsroom, engine_of: Engine) -> None:
    """Asked to stop within a crawl, a worker ends it, closes its run and gives the lease back; nothing is lost."""
    newsroom.add_feed(NAMES[0], 0)
    use_workers(newsroom)
    held = Event()
    newsroom.site.answers[f"/{NAMES[0]}.xml"].held_until = held
    worker, clock = newsroom.start("worker"), newsroom.start("run")
    newsroom.site.wait_for(f"/{NAMES[0]}.xml")

    ask_to_end(clock)
    ask_to_end(worker)
    held.set()

    (run,), (state,) = runs.history(engine_of), runs.states(engine_of)
    assert (run.outcome, run.ledger.adds_up) == ("failed", True)
    assert state.lease_until is None


def test_an_unknown_engine_is_refused(newsroom: Newsroom, now: datetime) -> None:
    """Only engines that exist can be named."""
    config = load_config(newsroom.home, environment={"JIANBAO_WORKERS_ENGINE": "celery"})
    with pytest.raises(ConfigError, match="celery"):
        workers.are_used(config)
