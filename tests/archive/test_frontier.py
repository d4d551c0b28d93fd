"""The frontier: at any moment what a run discovered is what it settled plus what is still open."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import frontier, runs
from archive.db import writing
from archive.frontier import MOST_TRIES, NOT_REACHED, Fated, Found, Frontier, Step
from archive.records import RunRecord

SOURCE = "yunjiang-daily"
URLS = tuple(f"http://paper.test/content_{number}.html" for number in range(3))

pytestmark = pytest.mark.both_databases


def begin(engine: Engine, now: datetime, owner: str = "one") -> Frontier:
    """Open a run and its frontier."""
    return Frontier(engine, source=SOURCE, run_id=runs.begin(engine, SOURCE, kind="crawl", now=now, owner=owner))


def found(*urls: str) -> Step:
    """A page that led to these articles."""
    return Step(found={url: Found(url=url, hints={"title": url[-6:]}, alertable=True) for url in urls})


def _settle_and_fail(engine: Engine, rows: Frontier) -> None:
    with writing(engine) as session:
        frontier.settle(session, rows.run_id, Fated(url=URLS[0], fate="stored"))
        raise ZeroDivisionError


def end(engine: Engine, rows: Frontier, now: datetime) -> RunRecord:
    """Close the run."""
    return runs.finish(engine, rows.run_id, now=now, outcome="done")


def test_account_is_what_the_steps_counted(engine: Engine, now: datetime) -> None:
    """A run that ends without a ledger of its own has the one that its steps added up to."""
    rows = begin(engine, now)
    rows.write(found(*URLS), now=now)
    rows.settle(Fated(url=URLS[0], fate="stored", folded=True))
    rows.settle(Fated(url=URLS[1], fate="rejected", why="too-short"))
    rows.settle(Fated(url=URLS[2], fate="failed", why="http-404"))

    ledger = end(engine, rows, now).ledger

    assert (ledger.discovered, ledger.stored, ledger.folded) == (3, 1, 1)
    assert (ledger.rejected, ledger.failed) == ({"too-short": 1}, {"http-404": 1})
    assert frontier.count_open(engine, SOURCE) == 0


def test_address_is_counted_once(engine: Engine, now: datetime) -> None:
    """An address that is settled twice counts once."""
    rows = begin(engine, now)
    rows.write(found(URLS[0]), now=now)

    rows.settle(Fated(url=URLS[0], fate="stored"))
    rows.settle(Fated(url=URLS[0], fate="unchanged"))

    ledger = end(engine, rows, now).ledger
    assert (ledger.stored, ledger.unchanged, ledger.discovered) == (1, 0, 1)


def test_what_is_settled_with_its_page_needs_no_row(engine: Engine, now: datetime) -> None:
    """Known articles of a list are counted in the step that found them."""
    rows = begin(engine, now)
    step = found(*URLS)
    step.fated = [Fated(url=URLS[0], fate="unchanged"), Fated(url=URLS[1], fate="unchanged")]

    rows.write(step, now=now)

    assert frontier.count_open(engine, SOURCE) == 1
    ledger = end(engine, rows, now).ledger
    assert (ledger.discovered, ledger.unchanged, ledger.failed) == (3, 2, {NOT_REACHED: 1})


def test_lost_run_adds_up_and_leaves_its_addresses(engine: Engine, now: datetime) -> None:
    """A run whose process died counts what it did, and the next run is told what it left open."""
    dead = begin(engine, now)
    dead.write(found(*URLS), now=now)
    dead.settle(Fated(url=URLS[0], fate="stored"))
    later = now + timedelta(hours=1)

    (lost,) = runs.sweep(engine, now=later)
    rows = begin(engine, later, owner="two")
    left = rows.take_up()

    ledger = runs.show(engine, lost).ledger
    assert ledger.adds_up
    assert (ledger.discovered, ledger.stored, ledger.failed) == (3, 1, {NOT_REACHED: 2})
    assert list(left.articles) == list(URLS[1:])
    assert left.articles[URLS[1]].hints == {"title": URLS[1][-6:]}
    assert left.articles[URLS[1]].alertable


def test_left_address_is_this_runs_when_it_finds_it_again(engine: Engine, now: datetime) -> None:
    """What an earlier run left open is counted by the run that finds it again, and only there from then on."""
    first = begin(engine, now)
    first.write(found(*URLS), now=now)
    end(engine, first, now)
    second = begin(engine, now, owner="two")

    second.write(found(URLS[0]), now=now)
    second.settle(Fated(url=URLS[0], fate="stored"))

    assert end(engine, second, now).ledger.stored == 1
    assert frontier.count_open(engine, SOURCE) == 2


def test_passing_failure_is_tried_by_later_runs_up_to_a_bound(engine: Engine, now: datetime) -> None:
    """An address that failed for a passing reason is left to the next run, five runs long."""
    for number in range(MOST_TRIES):
        rows = begin(engine, now, owner=str(number))
        rows.write(found(URLS[0]), now=now)
        rows.settle(Fated(url=URLS[0], fate="failed", why="http-503", again=True))
        assert end(engine, rows, now).ledger.failed == {"http-503": 1}
        assert frontier.count_open(engine, SOURCE) == (number < MOST_TRIES - 1)


def test_unread_list_is_told_once(engine: Engine, now: datetime) -> None:
    """A page of links that was not read makes the next run thorough, the one after that no more."""
    first = begin(engine, now)
    first.write(Step(entries=["http://paper.test/list_2.html", "http://paper.test/list_3.html"]), now=now)
    first.write(Step(read=["http://paper.test/list_2.html"]), now=now)
    end(engine, first, now)

    told = []
    for owner in ("two", "three"):
        rows = begin(engine, now, owner=owner)
        told.append(rows.take_up().has_entries)
        end(engine, rows, now)

    assert told == [True, False]


def test_read_list_is_forgotten(engine: Engine, now: datetime) -> None:
    """When all lists were read the next run trusts that what follows known articles is known."""
    rows = begin(engine, now)
    rows.write(Step(entries=["http://paper.test/list_2.html"]), now=now)
    rows.write(Step(read=["http://paper.test/list_2.html"]), now=now)
    end(engine, rows, now)

    assert not begin(engine, now, owner="two").take_up().has_entries


def test_run_given_up_as_lost_leaves_what_it_still_finds(engine: Engine, now: datetime) -> None:
    """A process that works on after its run was swept hands what it finds to the next run; its account stays whole."""
    slow = begin(engine, now)
    later = now + timedelta(hours=1)
    runs.sweep(engine, now=later)

    slow.write(found(URLS[0]), now=later)
    slow.settle(Fated(url=URLS[0], fate="stored"))

    closed = runs.finish(engine, slow.run_id, now=later, outcome="done")
    assert closed.ledger.adds_up
    assert list(begin(engine, later, owner="two").take_up().articles) == [URLS[0]]


def test_done_mark_stands_or_falls_with_its_transaction(engine: Engine, now: datetime) -> None:
    """A settled address is open again when the transaction it was settled in is rolled back."""
    rows = begin(engine, now)
    rows.write(found(URLS[0]), now=now)

    with pytest.raises(ZeroDivisionError):
        _settle_and_fail(engine, rows)

    assert frontier.count_open(engine, SOURCE) == 1
    assert end(engine, rows, now).ledger.stored == 0


def test_hostile_address_and_hints_are_kept(engine: Engine, now: datetime) -> None:
    """Addresses and titles with characters that no database takes are stored and settled all the same."""
    rows = begin(engine, now)
    url = "http://paper.test/\ud800\x00.html"
    rows.write(Step(found={url: Found(url=url, hints={"title": "\x00云\udfff江"})}), now=now)

    rows.settle(Fated(url=url, fate="stored"))

    assert end(engine, rows, now).ledger.stored == 1
