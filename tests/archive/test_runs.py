"""Sources as rows with leases, and runs whose ledgers add up."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine

from archive import runs
from archive.errors import AskedWrongly, NotFound
from archive.records import Ledger, RunRecord, SourceRow, SourceState

DAILY = SourceRow(id="yunjiang-daily", name="云江日报", family="edition", place="cn-jiangsu-zhenjiang", every="1h")
EVENING = SourceRow(id="yunjiang-evening", name="云江晚报", family="edition", rank=200)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.both_databases


def _state(engine: Engine, source: str = DAILY.id) -> SourceState:
    return next(state for state in runs.states(engine) if state.id == source)


def _crawl(engine: Engine, now: datetime, *, outcome: str = "done", kind: str = "crawl") -> RunRecord:
    number = runs.begin(engine, DAILY.id, kind=kind, now=now, owner="crawler-1")
    return runs.finish(engine, number, now=now + MINUTE, ledger=Ledger(), outcome=outcome)


@pytest.fixture
def listed(engine: Engine) -> Engine:
    """An archive with two sources."""
    runs.enlist(engine, [DAILY, EVENING])
    return engine


def test_enlisted_sources_are_due_at_once(listed: Engine, now: datetime) -> None:
    """A source that was never crawled is due now."""
    assert runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=9) == [DAILY.id, EVENING.id]


def test_enlisting_again_keeps_due_time_and_state(listed: Engine, now: datetime) -> None:
    """What a source file says may change; when the source is due and how it is stay as they were."""
    runs.schedule(listed, DAILY.id, now + MINUTE)
    _crawl(listed, now)

    runs.enlist(listed, [replace(DAILY, name="云江日报（新）"), EVENING])

    after = _state(listed)
    assert (after.name, after.state, after.next_due_at) == ("云江日报（新）", "ok", now + MINUTE)


def test_source_no_longer_given_is_disabled(listed: Engine, now: datetime) -> None:
    """A source whose file is gone is not crawled any more, but keeps its row."""
    runs.enlist(listed, [EVENING])

    assert not _state(listed).enabled
    assert runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=9) == [EVENING.id]


def test_source_given_again_is_enabled_again(listed: Engine) -> None:
    """A source file that comes back brings its source back."""
    runs.enlist(listed, [EVENING])
    runs.enlist(listed, [DAILY, EVENING])

    assert _state(listed).enabled


def test_claimed_source_is_not_claimed_twice(listed: Engine, now: datetime) -> None:
    """While a lease lasts nobody else gets the source."""
    runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=9)

    assert runs.claim_due(listed, now=now + timedelta(seconds=59), owner="b", lease_s=60, limit=9) == []


def test_ended_lease_frees_the_source(listed: Engine, now: datetime) -> None:
    """A lease that nobody renewed ends by itself."""
    runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=9)

    assert len(runs.claim_due(listed, now=now + MINUTE, owner="b", lease_s=60, limit=9)) == 2


def test_longest_due_source_comes_first(listed: Engine, now: datetime) -> None:
    """With room for one, the source that has waited longest is taken."""
    runs.schedule(listed, DAILY.id, now - MINUTE)
    runs.schedule(listed, EVENING.id, now - 2 * MINUTE)

    assert runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=1) == [EVENING.id]


def test_source_is_not_claimed_before_it_is_due(listed: Engine, now: datetime) -> None:
    """A source due later stays alone until then."""
    runs.schedule(listed, DAILY.id, now + MINUTE)

    assert runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=9) == [EVENING.id]


def test_four_claimers_never_share_a_source(engine: Engine, now: datetime) -> None:
    """Claims made at the same time by several threads give each source to one of them."""
    runs.enlist(engine, [replace(DAILY, id=f"paper-{n}") for n in range(40)])
    claimed: list[str] = []

    def claim(owner: str) -> None:
        while got := runs.claim_due(engine, now=now, owner=owner, lease_s=60, limit=3):
            claimed.extend(got)

    threads = [Thread(target=claim, args=(f"owner-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == sorted(f"paper-{n}" for n in range(40))


def test_renewed_lease_lasts_longer(listed: Engine, now: datetime) -> None:
    """Its owner can prolong a lease; it says which ones are still held."""
    runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=1)

    held = runs.renew(listed, [DAILY.id, EVENING.id], now=now + MINUTE, owner="a", lease_s=60)

    assert held == [DAILY.id]
    assert _state(listed).lease_until == now + 2 * MINUTE


def test_released_source_can_be_claimed_at_once(listed: Engine, now: datetime) -> None:
    """A lease given back is free, and only its owner can give it back."""
    runs.claim_due(listed, now=now, owner="a", lease_s=60, limit=9)

    runs.release(listed, [DAILY.id], owner="a")
    runs.release(listed, [EVENING.id], owner="stranger")

    assert runs.claim_due(listed, now=now, owner="b", lease_s=60, limit=9) == [DAILY.id]


def test_second_run_of_a_source_is_refused(listed: Engine, now: datetime) -> None:
    """A source is never crawled twice at once, and the error says where to look."""
    runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a")

    with pytest.raises(AskedWrongly) as refused:
        runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="b")

    assert "jianbao status" in refused.value.mend


def test_begin_takes_the_lease(listed: Engine, now: datetime) -> None:
    """A run begun by hand keeps the clock away from its source."""
    runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="hand")

    assert runs.claim_due(listed, now=now, owner="clock", lease_s=60, limit=9) == [EVENING.id]


def test_a_run_that_begins_late_has_a_whole_lease(listed: Engine, now: datetime) -> None:
    """A run that begins when its claim is nearly over does not end as lost before it renews for the first time."""
    claimed = runs.claim_due(listed, now=now, owner="node-1", lease_s=60, limit=1)[0]
    late = now + timedelta(seconds=50)

    run_id = runs.begin(listed, claimed, kind="crawl", now=late, owner="node-1")

    assert runs.sweep(listed, now=late + timedelta(seconds=15)) == []
    assert runs.show(listed, run_id).outcome == "running"


def test_who_lost_the_lease_opens_no_run(listed: Engine, now: datetime) -> None:
    """Who claimed a source, slept, and lost it to another that has crawled it meanwhile, does not crawl it again."""
    claimed = runs.claim_due(listed, now=now, owner="sleeper", lease_s=60, limit=1)[0]
    later = now + timedelta(seconds=61)
    assert claimed in runs.claim_due(listed, now=later, owner="other", lease_s=60, limit=10)
    done = runs.begin(listed, claimed, kind="crawl", now=later, owner="other", must_hold=True)
    runs.finish(listed, done, now=later, outcome="done")

    with pytest.raises(AskedWrongly, match="went to another"):
        runs.begin(listed, claimed, kind="crawl", now=later, owner="sleeper", must_hold=True)


def test_begin_closes_a_lost_run_first(listed: Engine, now: datetime) -> None:
    """A run whose process died does not block the next one for longer than its lease."""
    dead = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a", lease_s=60)

    runs.begin(listed, DAILY.id, kind="crawl", now=now + MINUTE, owner="b")

    assert runs.show(listed, dead).outcome == "lost"


def test_begin_after_a_claim_closes_the_run_that_lost_its_lease(listed: Engine, now: datetime) -> None:
    """A dead run is closed although its source was claimed by another process before anyone swept."""
    dead = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a", lease_s=60)
    runs.claim_due(listed, now=now + MINUTE, owner="b", lease_s=60, limit=9)

    alive = runs.begin(listed, DAILY.id, kind="crawl", now=now + MINUTE, owner="b")

    assert [runs.show(listed, number).outcome for number in (dead, alive)] == ["lost", "running"]
    assert _state(listed).lease_owner == "b"


def test_run_of_an_unknown_source_enlists_it_plainly(engine: Engine, now: datetime) -> None:
    """An import needs no source file; its source is never crawled by the clock and has no state."""
    runs.begin(engine, "import", kind="import", now=now, owner="hand")

    assert runs.states(engine) == []
    assert runs.claim_due(engine, now=now + timedelta(days=1), owner="clock", lease_s=60, limit=9) == []


def test_sweep_closes_lost_runs_and_makes_them_due(listed: Engine, now: datetime) -> None:
    """A run that was killed is told as lost, and its source is crawled again at once."""
    runs.schedule(listed, DAILY.id, now + timedelta(days=1))
    dead = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a", lease_s=60)
    alive = runs.begin(listed, EVENING.id, kind="crawl", now=now, owner="a", lease_s=600)

    swept = runs.sweep(listed, now=now + 2 * MINUTE)

    assert swept == [dead]
    assert runs.show(listed, alive).outcome == "running"
    assert _state(listed).next_due_at == now + 2 * MINUTE


def test_finished_run_keeps_its_ledger(listed: Engine, now: datetime) -> None:
    """The account of a run is stored as it was closed."""
    number = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a", day=now.date())
    ledger = Ledger(
        discovered=9, stored=3, unchanged=2, duplicate=1, rejected={"too-short": 2}, failed={"timeout": 1}, revised=1
    )

    runs.finish(listed, number, now=now + MINUTE, ledger=ledger, outcome="done")

    shown = runs.show(listed, number)
    assert shown.ledger == ledger
    assert (shown.outcome, shown.day, shown.ended_at) == ("done", now.date(), now + MINUTE)


def test_ledger_that_does_not_add_up_is_a_failure(listed: Engine, now: datetime) -> None:
    """An account with a gap is stored as failed, with the numbers."""
    number = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a")

    runs.finish(listed, number, now=now, ledger=Ledger(discovered=5, stored=4), outcome="done")

    shown = runs.show(listed, number)
    assert shown.outcome == "failed"
    assert "5 discovered, 4 accounted" in shown.detail


def test_finish_gives_the_lease_back(listed: Engine, now: datetime) -> None:
    """After a run its source is free again."""
    _crawl(listed, now)

    assert _state(listed).lease_owner is None


def test_done_run_makes_the_source_ok(listed: Engine, now: datetime) -> None:
    """A good run ends a row of failures and is remembered as the last success."""
    _crawl(listed, now, outcome="failed")
    _crawl(listed, now + MINUTE)

    after = _state(listed)
    assert (after.state, after.fails, after.last_success_at) == ("ok", 0, now + 2 * MINUTE)


def test_failures_are_counted_and_keep_their_beginning(listed: Engine, now: datetime) -> None:
    """A source that fails twice has been failing since the first time."""
    _crawl(listed, now, outcome="failed")
    _crawl(listed, now + 5 * MINUTE, outcome="failed")

    after = _state(listed)
    assert (after.state, after.fails, after.state_since_at) == ("failing", 2, now + MINUTE)


def test_blocked_run_is_told_as_blocked(listed: Engine, now: datetime) -> None:
    """A wall or robots rule shows as such, not as a failure of ours."""
    _crawl(listed, now, outcome="blocked")

    assert _state(listed).state == "blocked"


def test_reread_says_nothing_of_the_source(listed: Engine, now: datetime) -> None:
    """A failed re-read does not make its source look broken."""
    _crawl(listed, now, outcome="failed", kind="reread")

    assert _state(listed).state == "new"


def test_run_ends_once(listed: Engine, now: datetime) -> None:
    """A closed run cannot be closed again."""
    run = _crawl(listed, now)

    with pytest.raises(AskedWrongly):
        runs.finish(listed, run.id, now=now, ledger=Ledger(), outcome="done")


def test_lost_run_may_still_be_closed_truly(listed: Engine, now: datetime) -> None:
    """A run given up as lost that was only slow keeps its real account, and leaves the next run's lease alone."""
    slow = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a", lease_s=60)
    runs.begin(listed, DAILY.id, kind="crawl", now=now + MINUTE, owner="b")

    runs.finish(listed, slow, now=now + MINUTE, ledger=Ledger(discovered=1, stored=1), outcome="done")

    assert runs.show(listed, slow).outcome == "done"
    assert _state(listed).lease_owner == "b"


def test_unknown_outcome_is_refused(listed: Engine, now: datetime) -> None:
    """Only the outcomes of the house can be given."""
    number = runs.begin(listed, DAILY.id, kind="crawl", now=now, owner="a")

    with pytest.raises(AskedWrongly, match="fine"):
        runs.finish(listed, number, now=now, ledger=Ledger(), outcome="fine")


def test_unknown_run_is_not_found(engine: Engine) -> None:
    """Asking for a run that never was is told as such."""
    with pytest.raises(NotFound):
        runs.show(engine, 7)


def test_unknown_source_cannot_be_scheduled(engine: Engine, now: datetime) -> None:
    """A due time needs a source."""
    with pytest.raises(NotFound):
        runs.schedule(engine, "nowhere", now)


def test_history_is_newest_first(listed: Engine, now: datetime) -> None:
    """The latest run of a source stands first."""
    numbers = [_crawl(listed, now + n * 5 * MINUTE).id for n in range(3)]

    assert [run.id for run in runs.history(listed, source=DAILY.id, limit=2)] == numbers[:0:-1]


def test_first_crawl_lasts_until_one_finished_well(listed: Engine, now: datetime) -> None:
    """A failed first crawl leaves the next one a first crawl."""
    _crawl(listed, now, outcome="failed")
    assert runs.is_first(listed, DAILY.id)

    _crawl(listed, now + 5 * MINUTE)
    assert not runs.is_first(listed, DAILY.id)
