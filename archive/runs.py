"""Sources as rows with a due time and a lease, and runs with a ledger that adds up. Knows no clock: `now` is handed in.

A lease says which process crawls a source now. It ends by itself, so a killed process blocks nothing; whoever works
longer renews it. Two runs of a source at once are impossible: the database refuses the second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from archive import frontier, leases
from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.models import Run, Source
from archive.prepared import Prepared
from archive.records import Ledger, RunRecord, SourceRow, SourceState
from archive.store.sources import IMPORT, ensure_source

# Four times the beat of a crawl that renews; another node takes the sources of a dead one over within 90 seconds.
LEASE_S = 60.0
STATES = {"done": "ok", "failed": "failing", "blocked": "blocked"}
# Only runs that asked the source itself say anything about its state; a re-read or a replay does not.
ASKING_THE_SOURCE = ("crawl", "backfill")
_TABLE = Source.__table__
# Every crawl ends with this one, in a transaction of its own.
SCHEDULE = Prepared(
    update(_TABLE)  # type: ignore[arg-type] # a mapped class has a Table
    .where(_TABLE.c.id == bindparam("source"))
    .values(next_due_at=bindparam("due", type_=_TABLE.c.next_due_at.type))
    .returning(_TABLE.c.id)
)


def enlist(engine: Engine, sources: Iterable[SourceRow], *, complete: bool = True) -> None:
    """Enter the sources of the source files; due times and states stay.

    A source that is no longer given keeps its row and its articles, and is not crawled any more; unless the sources
    given are not `complete`.
    """
    given = {source.id: source for source in sources}
    with writing(engine) as session:
        rows = {row.id: row for row in session.scalars(select(Source))}
        for source in given.values():
            row = rows.get(source.id) or Source(id=source.id)
            for name, value in asdict(source).items():
                setattr(row, name, value)
            session.add(row)
        for gone in rows.keys() - given.keys() if complete else ():
            rows[gone].enabled = False


def claim_due(
    engine: Engine, *, now: datetime, owner: str, lease_s: float, limit: int, office: leases.Lease | None = None
) -> list[str]:
    """Take the lease of up to `limit` sources that are due and that nobody has; return their ids, longest due first.

    One statement, so two processes never claim the same source. With an `office`, only while that lease stands.
    """
    due = (
        select(Source.id)
        .where(_is_due(now))
        .order_by(Source.next_due_at.asc().nulls_first(), Source.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        # A table expression is worked out once; as a plain subquery it may be run again and lock more than the limit.
        .cte("due")
    )
    claim = (
        update(Source)
        .where(Source.id.in_(select(due.c.id)))
        .values(lease_owner=owner, lease_until=now + timedelta(seconds=lease_s))
        .returning(Source.id, Source.next_due_at)
        .execution_options(synchronize_session=False)
    )
    with writing(engine, beside_others=True) as session:
        if office is not None and not leases.stands(session, office, now=now):
            return []
        claimed = session.execute(claim).all()
    return [row[0] for row in sorted(claimed, key=lambda row: (row[1] is not None, row[1] or now, row[0]))]


def count_due(engine: Engine, *, now: datetime) -> int:
    """Return how many sources are due and crawled by nobody."""
    with reading(engine) as session:
        return session.scalar(select(func.count(Source.id)).where(_is_due(now))) or 0


def renew(engine: Engine, sources: Sequence[str], *, now: datetime, owner: str, lease_s: float) -> list[str]:
    """Prolong the leases that `owner` still holds; return the ids of these. Whoever lost one should stop."""
    prolong = (
        update(Source)
        .where(Source.id.in_(_locked(sources, owner)))
        .values(lease_until=now + timedelta(seconds=lease_s))
        .returning(Source.id)
        .execution_options(synchronize_session=False)
    )
    with writing(engine, beside_others=True) as session:
        return sorted(session.scalars(prolong))


def release(engine: Engine, sources: Sequence[str], *, owner: str) -> None:
    """Give back the leases that `owner` holds, such as those of sources claimed but not begun."""
    with writing(engine, beside_others=True) as session:
        session.execute(
            update(Source)
            .where(Source.id.in_(_locked(sources, owner)))
            .values(lease_owner=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )


def sweep(engine: Engine, *, now: datetime) -> list[int]:
    """Close the runs whose lease has ended as lost and make their sources due; return the numbers of those runs."""
    with writing(engine) as session:
        return _sweep(session, now)


def begin(
    engine: Engine,
    source: str,
    *,
    kind: str,
    now: datetime,
    owner: str,
    day: date | None = None,
    until: date | None = None,
    lease_s: float = LEASE_S,
    must_hold: bool = False,
) -> int:
    """Open a run of a source, take its lease, and return the number of the run.

    Raises AskedWrongly when one is running, and when the owner `must_hold` the lease and does not: whoever claimed a
    source and then slept has lost it to another. A run whose lease has ended is closed as lost first.
    """
    try:
        with writing(engine) as session:
            _sweep(session, now, source)
            row = ensure_source(session, source)
            session.refresh(row, with_for_update=True)
            if must_hold and row.lease_owner != owner:
                raise AskedWrongly(f"the lease of {source} went to another", mend="none is needed; it is crawled there")
            holds_until = now + timedelta(seconds=lease_s)
            # The claim may be old: a run that begins late would end as lost before it renews for the first time.
            if row.lease_owner != owner or row.lease_until is None or row.lease_until < holds_until:
                row.lease_until = holds_until
            row.lease_owner = owner
            run = Run(source=source, kind=kind, day=day, until=until, owner=owner, started_at=now)
            session.add(run)
            session.flush()
            return run.id
    except IntegrityError as error:
        raise AskedWrongly(
            f"{source} is being crawled by another run", mend="wait until it ends; `jianbao status` shows it"
        ) from error


def finish(
    engine: Engine,
    run_id: int,
    *,
    now: datetime,
    ledger: Ledger | None = None,
    outcome: str,
    detail: str = "",
    pages: int = 0,
    size_bytes: int = 0,
) -> RunRecord:
    """Close a run with its account, note the state of its source, give the lease back; return the run as stored.

    `outcome` is done, failed or blocked. Without a `ledger` the account is what the frontier counted, what is open
    counts as not reached, and `pages` and `size_bytes` say what the run received. An account that does not add up makes
    the run fail. Raises NotFound, and AskedWrongly when the run was closed before; one given up as lost may still be.
    """
    if outcome not in STATES:
        raise AskedWrongly(f"'{outcome}' is no outcome of a run", mend=f"use one of: {', '.join(STATES)}")
    with writing(engine) as session:
        run = _run(session, run_id)
        if run.outcome not in ("running", "lost"):
            raise AskedWrongly(f"run {run_id} ended before as {run.outcome}", mend="begin another run")
        source = session.get_one(Source, run.source, with_for_update=True)
        # A run that came to its end after its lease may find another's there.
        if run.ended_at is None and source.lease_owner == run.owner:
            source.lease_owner = source.lease_until = None
        if ledger is None:
            frontier.close(session, run)
            run.pages, run.bytes = max(run.pages, pages), max(run.bytes, size_bytes)
        else:
            for name, value in asdict(ledger).items():
                setattr(run, name, value)
        account = record_of(run).ledger
        if not account.adds_up:
            said = f"the account does not add up: {account.discovered} discovered, {account.accounted} accounted for"
            outcome, detail = "failed", f"{said}; {detail}" if detail else said
        run.ended_at, run.outcome, run.detail = now, outcome, detail
        if run.kind in ASKING_THE_SOURCE:
            _note_state(source, outcome, detail, now)
        return record_of(run)


def schedule(engine: Engine, source: str, next_due_at: datetime | None) -> None:
    """Set when the clock may crawl a source next; None means now. Raises NotFound."""
    with writing(engine, beside_others=True) as session:
        if not SCHEDULE.run(session.connection(), {"source": source, "due": next_due_at}):
            raise _no_source(source)


def pause(engine: Engine, source: str, *, paused: bool) -> None:
    """Switch a source off for the clock, or on again; its file stays as it is. Raises NotFound."""
    with writing(engine) as session:
        row = session.get(Source, source)
        if row is None:
            raise _no_source(source)
        row.paused = paused


def history(engine: Engine, *, source: str | None = None, limit: int = 50) -> list[RunRecord]:
    """Return the latest runs, of all sources or of one, newest first."""
    wanted = select(Run).order_by(Run.started_at.desc(), Run.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(Run.source == source)
    with reading(engine) as session:
        return [record_of(run) for run in session.scalars(wanted)]


def count(engine: Engine, source: str) -> int:
    """Return how many runs of a source there are, the one that goes on now included."""
    with reading(engine) as session:
        return session.scalar(select(func.count(Run.id)).where(Run.source == source)) or 0


def walked(engine: Engine, source: str) -> list[tuple[date, date]]:
    """Return the stretches of days that finished backfills of a source have covered, first and last day each."""
    wanted = select(Run.day, Run.until).where(
        Run.source == source, Run.kind == "backfill", Run.outcome == "done", Run.day.is_not(None)
    )
    with reading(engine) as session:
        return [(day, until or day) for day, until in session.execute(wanted) if day is not None]


def show(engine: Engine, run_id: int) -> RunRecord:
    """Return one run. Raises NotFound."""
    with reading(engine) as session:
        return record_of(_run(session, run_id))


def states(engine: Engine) -> list[SourceState]:
    """Return how all enlisted sources are, by id. Sources of articles given by hand have no state."""
    names = SourceState.__slots__
    with reading(engine) as session:
        rows = session.scalars(select(Source).where(Source.family != IMPORT).order_by(Source.id))
        return [SourceState(**{name: getattr(row, name) for name in names}) for row in rows]


def is_first(engine: Engine, source: str) -> bool:
    """True while no crawl of the source has finished well: what it lists then is old news and mails nobody."""
    wanted = select(Run.id).where(Run.source == source, Run.outcome == "done", Run.kind == "crawl").limit(1)
    with reading(engine) as session:
        return session.scalar(wanted) is None


def _is_due(now: datetime) -> ColumnElement[bool]:
    # A lease that was not given back is a dead holder's: its source waits for no regular time.
    in_time = or_(Source.next_due_at.is_(None), Source.next_due_at <= now, Source.lease_until.is_not(None))
    return and_(Source.enabled, Source.paused.is_(False), in_time, _is_free(now))


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Source.lease_until.is_(None), Source.lease_until <= now)


def _locked(sources: Sequence[str], owner: str) -> Select[tuple[str]]:
    """The ids of those that `owner` holds, their rows locked one by one: no two processes wait in a circle."""
    held = select(Source.id).where(Source.id.in_(sources), Source.lease_owner == owner)
    return select(held.order_by(Source.id).with_for_update().cte("held").c.id)


def _sweep(session: Session, now: datetime, source: str | None = None) -> list[int]:
    """Close lost runs, of all sources or of one: their lease has ended, or is another's by now."""
    wanted = (
        select(Run, Source)
        .join(Source, Source.id == Run.source)
        .where(Run.ended_at.is_(None), or_(_is_free(now), Source.lease_owner != Run.owner))
        # A row that is being renewed at this moment is not lost.
        .with_for_update(of=Source, skip_locked=True)
    )
    if source is not None:
        wanted = wanted.where(Run.source == source)
    lost = session.execute(wanted).all()
    for run, row in lost:
        frontier.close(session, run)
        run.ended_at, run.outcome = now, "lost"
        run.detail = f"{run.owner or 'its process'} stopped without closing it"
        if row.lease_owner in (None, run.owner):
            row.lease_owner = row.lease_until = None
            row.next_due_at = now
    session.flush()
    return [run.id for run, _ in lost]


def _note_state(source: Source, outcome: str, detail: str, now: datetime) -> None:
    state = STATES[outcome]
    if source.state != state:
        source.state, source.state_since_at = state, now
    source.state_detail = detail
    if outcome == "done":
        source.fails, source.last_success_at = 0, now
    else:
        source.fails += 1


def _run(session: Session, run_id: int) -> Run:
    run = session.get(Run, run_id)
    if run is None:
        raise NotFound(f"no run has the number {run_id}", mend="`jianbao run list` lists them")
    return run


def _no_source(source: str) -> NotFound:
    return NotFound(f"the archive has no source '{source}'", mend="`jianbao source list` shows their ids")


def record_of(run: Run) -> RunRecord:
    """Return a row of the table as a record."""
    return RunRecord(
        id=run.id,
        source=run.source,
        kind=run.kind,
        day=run.day,
        until=run.until,
        owner=run.owner,
        started_at=run.started_at,
        ended_at=run.ended_at,
        outcome=run.outcome,
        detail=run.detail,
        ledger=Ledger(
            discovered=run.discovered,
            stored=run.stored,
            unchanged=run.unchanged,
            duplicate=run.duplicate,
            rejected=dict(run.rejected),
            failed=dict(run.failed),
            revised=run.revised,
            folded=run.folded,
            pages=run.pages,
            bytes=run.bytes,
        ),
    )
