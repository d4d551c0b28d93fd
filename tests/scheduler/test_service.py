"""The clock: rounds, ticks, signals, and two clocks on one archive. Real processes, a site on loopback."""

import json
import signal
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Engine, func, select

from archive import runs
from archive.clusters.stories import READER
from archive.db import reading
from archive.errors import SourceError
from archive.models import Cursor
from archive.models import Event as Change
from archive.store import Store
from pipelines.dedup import same
from scheduler import orders, service
from scheduler.rounds import Round, run_order
from scheduler.service import run_due
from tests.archive.news import news
from tests.scheduler.conftest import Newsroom, Ran

LONGEST_S = 600
"""Far more than anything here takes, for machines that are busy otherwise."""


def wait_until(told: "subprocess.Popen[str]", engine: Engine, count: int, *, done: bool = False) -> None:
    """Return once so many runs have ended, or ended well; fail when the process leaves before."""
    tick = Event()
    for _ in range(LONGEST_S * 20):
        if sum(run.outcome == "done" if done else run.ended_at is not None for run in runs.history(engine)) >= count:
            return
        assert told.poll() is None, told.communicate()
        tick.wait(0.05)
    raise AssertionError(f"{count} runs were expected: {runs.history(engine)}")


def ask_to_end(process: "subprocess.Popen[str]") -> str:
    """Send SIGTERM, check that the process ends well, return its stderr."""
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, err
    return err


def test_a_round_crawls_what_is_due_and_then_nothing_is(
    newsroom: Newsroom, engine_of: Engine, present: datetime
) -> None:
    """One round crawls every due source once; a failing one hinders no other; the next round finds nothing due."""
    newsroom.add_feed("yunjiang-radio", 0, 1)
    newsroom.add_source(
        "yunjiang-gone", f"name: 无\nfamily: feed\nstart: {newsroom.site.address}/gone.xml\nevery: 1 hour\n"
    )

    first = run_due(newsroom.config, now=present)
    second = run_due(newsroom.config, now=present + timedelta(minutes=1))

    assert {end.source: end.outcome for end in first.crawled} == {"yunjiang-radio": "done", "yunjiang-gone": "failed"}
    assert first.faults == []
    assert second.crawled == ()


def test_a_round_links_other_texts_on_one_event(newsroom: Newsroom, engine_of: Engine, present: datetime) -> None:
    """The clock reads the change log for stories of one event, as far as it goes."""
    store = Store(engine_of, same=same)
    for seed in range(3):
        store.save(news(seed), now=present)

    run_due(newsroom.config, now=present)

    with reading(engine_of) as session:
        cursor = session.get(Cursor, READER)
        assert cursor is not None
        assert cursor.seq == session.scalar(select(func.max(Change.seq)))


@pytest.mark.both_databases
def test_a_lost_run_is_closed_and_its_source_crawled(newsroom: Newsroom, engine_of: Engine, present: datetime) -> None:
    """A run whose process is gone is closed as lost by the next round, which crawls its source again."""
    newsroom.add_feed("yunjiang-radio", 0)
    orders.enlist(newsroom.config)
    lost = runs.begin(engine_of, "yunjiang-radio", kind="crawl", now=present, owner="gone", lease_s=60)

    done = run_due(newsroom.config, now=present + timedelta(seconds=61))

    assert done.lost == (lost,)
    assert [end.outcome for end in done.crawled] == ["done"]
    assert runs.show(engine_of, lost).outcome == "lost"


def test_a_file_with_a_mistake_stops_only_its_own_source(
    newsroom: Newsroom, engine_of: Engine, present: datetime
) -> None:
    """A source file that breaks while the clock runs hinders no other source, and its source waits for the mend."""
    newsroom.add_feed("yunjiang-radio", 0)
    newsroom.add_feed("yunjiang-news", 1)
    orders.enlist(newsroom.config)
    newsroom.add_source("yunjiang-news", "name: 坏\nfamliy: feed\nstart: http://x.test/\nevery: 1 hour\n")

    done = run_due(newsroom.config, now=present)

    assert [(end.source, end.outcome) for end in done.crawled] == [("yunjiang-radio", "done")]
    assert done.faults == []
    states = {one.id: one for one in runs.states(engine_of)}
    assert states["yunjiang-news"].enabled
    assert states["yunjiang-news"].next_due_at == present + service.FAULTY_AGAIN


def test_a_paused_source_is_left_alone(newsroom: Newsroom, engine_of: Engine, present: datetime) -> None:
    """The clock does not crawl a source that was switched off by hand."""
    newsroom.add_feed("yunjiang-radio", 0)
    orders.enlist(newsroom.config)
    runs.pause(engine_of, "yunjiang-radio", paused=True)

    assert run_due(newsroom.config, now=present).crawled == ()


def test_a_held_clock_crawls_nothing_until_it_is_let_go(
    newsroom: Newsroom, engine_of: Engine, present: datetime, jianbao: Callable[..., Ran]
) -> None:
    """After `jianbao pause` no source is crawled, status says so; after `jianbao resume` what is due is crawled."""
    newsroom.add_feed("yunjiang-radio", 0)
    orders.enlist(newsroom.config)
    assert jianbao("pause", "--why", "the line is down").code == 0
    assert run_due(newsroom.config, now=present).crawled == ()
    assert "the line is down" in jianbao("status").out
    assert jianbao("resume").err == "the clocks crawl again\n"
    assert [end.source for end in run_due(newsroom.config, now=present).crawled] == ["yunjiang-radio"]


def test_an_order_that_fails_is_told_and_stops_nothing() -> None:
    """Whatever an order raises ends in the faults of the round."""
    done = Round()

    def fail() -> None:
        raise ZeroDivisionError("no clock")

    run_order("crawl", fail, done)

    assert done.faults == ["crawl: ZeroDivisionError: no clock"]


def test_a_source_file_with_a_mistake_keeps_the_clock_from_starting(newsroom: Newsroom) -> None:
    """Whoever starts the clock is told of a mistake in a source file, with file and line."""
    newsroom.add_source("yunjiang-radio", "name: 声\nfamliy: feed\n")

    with pytest.raises(SourceError) as caught:
        service.run(newsroom.config, once=True)

    assert "yunjiang-radio.yaml:3" in caught.value.wrong


@pytest.mark.both_databases
def test_two_clocks_on_one_archive_crawl_each_source_once(newsroom: Newsroom, engine_of: Engine) -> None:
    """Two processes of the clock claim different sources: every source is crawled once, by one of them."""
    names = [f"yunjiang-{number}" for number in range(4)]
    for number, name in enumerate(names):
        newsroom.add_feed(name, number)
    newsroom.configure(batch=2)

    clocks = [newsroom.start("run"), newsroom.start("run")]
    wait_until(clocks[0], engine_of, len(names))
    for clock in clocks:
        ask_to_end(clock)

    history = runs.history(engine_of)
    assert sorted(run.source for run in history) == names
    assert {run.outcome for run in history} == {"done"}
    assert all(run.ledger.adds_up and run.ledger.stored == 1 for run in history)


def test_sigterm_lets_go_of_a_crawl_in_progress(newsroom: Newsroom, engine_of: Engine) -> None:
    """Asked to stop, the clock ends the crawl, closes its run, gives the lease back; the source is due again."""
    newsroom.add_feed("yunjiang-radio", 0, 1)
    newsroom.configure(drain_s=1.0)
    held = Event()
    newsroom.site.answers["/yunjiang-radio.xml"].held_until = held
    clock = newsroom.start("run")
    newsroom.site.wait_for("/yunjiang-radio.xml")

    ask_to_end(clock)
    held.set()

    (run,) = runs.history(engine_of)
    state = runs.states(engine_of)[0]
    assert (run.outcome, run.ledger.adds_up) == ("failed", True)
    assert state.lease_until is None
    assert state.next_due_at is not None
    assert state.next_due_at - run.started_at < timedelta(hours=1)


def test_ctrl_c_ends_a_crawl_by_hand_well(newsroom: Newsroom, engine_of: Engine) -> None:
    """After Ctrl-C a crawl by hand closes its run with an account that adds up, and the source is due again."""
    newsroom.add_feed("yunjiang-radio", 0, 1)
    newsroom.configure(drain_s=1.0)
    path = sorted(path for path in newsroom.site.answers if path != "/yunjiang-radio.xml")[0]
    let_go = newsroom.site.answers[path].held_until = Event()
    process = newsroom.start("crawl", "yunjiang-radio", "--json")
    newsroom.site.wait_for(path)

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LONGEST_S)
    let_go.set()

    assert process.returncode == 1, err
    assert json.loads(out)[0]["outcome"] == "stopped"
    (run,) = runs.history(engine_of)
    assert run.ended_at is not None
    assert run.ledger.adds_up
    assert runs.states(engine_of)[0].lease_until is None


@pytest.mark.both_databases
def test_another_clock_takes_over_from_a_killed_one(newsroom: Newsroom, engine_of: Engine) -> None:
    """While two clocks run one of them leads; killed, it is followed long before its leases end; no crawl comes twice.

    The clock is killed in the moment when its crawler has closed a run and its due time is not yet set.
    """
    newsroom.configure(leader_lease_s=3600.0, lease_s=3600)
    newsroom.add_feed("yunjiang-radio", 0)
    first = newsroom.start("run")
    wait_until(first, engine_of, 1)
    second = newsroom.start("run")
    newsroom.add_feed("yunjiang-daily", 1)

    wait_until(second, engine_of, 2)
    first.kill()
    first.communicate()
    newsroom.add_feed("yunjiang-evening", 2)
    wait_until(second, engine_of, 3)
    ask_to_end(second)

    history = runs.history(engine_of)
    owners = {run.source: run.owner for run in history}
    assert [run.source for run in reversed(history)] == ["yunjiang-radio", "yunjiang-daily", "yunjiang-evening"]
    assert {run.outcome for run in history} == {"done"}
    assert owners["yunjiang-daily"] == owners["yunjiang-radio"] != owners["yunjiang-evening"]
