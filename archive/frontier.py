"""The frontier: what a crawl has found and not yet settled, as rows, and the account of its run beside them.

Each step is one transaction: what a page led to with the done-mark of that page, an article with its own. So at any
moment, whoever is killed, `discovered` of a run is what is accounted for plus the rows still open. What a run leaves
open the next run of the source takes up. Says nothing of how anything is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Table, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Frontier as Row
from archive.models import Run
from archive.prepared import Prepared
from archive.storable import storable

ARTICLE = "article"
ENTRY = "entry"
NOT_REACHED = "not-reached"
"""Cause of addresses still open when a run ends, such as after SIGTERM."""
MOST_TRIES = 5
"""An address that failed for a passing reason in so many runs is given up."""
MOST_LEFT = 5000
"""Addresses that a run takes up from the runs before it at most; the rest waits for the next."""
# SQLite takes 32,766 values in a statement; short statements are planned faster.
CHUNK = 500
BLIND: dict[str, Any] = {"synchronize_session": False}
"""No row of the statement is in the session, so nothing there has to learn of it."""

ROWS, RUNS = Row.__table__, Run.__table__
assert isinstance(ROWS, Table)
assert isinstance(RUNS, Table)
TAKE_OFF = Prepared(
    delete(ROWS)
    .where(ROWS.c.run_id == bindparam("the_run"), ROWS.c.url == bindparam("address"))
    .returning(ROWS.c.tries)
)
COUNT = {
    fate: Prepared(
        update(RUNS)
        .where(RUNS.c.id == bindparam("the_run"))
        .values(
            {
                fate: RUNS.c[fate] + literal_column("1"),
                "revised": RUNS.c.revised + bindparam("revisions"),
                "folded": RUNS.c.folded + bindparam("folds"),
            }
        )
    )
    for fate in ("stored", "unchanged", "duplicate")
}
"""Fate that needs no cause → the statement that counts it in a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One article address, and what the page that linked to it said."""

    url: str
    hints: Mapping[str, str] = field(default_factory=dict)
    alertable: bool = False
    """Whether its article may be mailed: what a first crawl or a backfill found never is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fated:
    """What became of one address, as the ledger counts it."""

    url: str
    fate: str
    """stored, unchanged, duplicate, rejected or failed."""
    why: str = ""
    """Reason of `rejected`, cause of `failed`."""
    revised: bool = False
    folded: bool = False
    again: bool = False
    """True when it failed for a passing reason: the next run tries once more."""


@dataclass(slots=True, kw_only=True)
class Step:
    """What reading one page brought: all of it is written, or nothing."""

    found: dict[str, Found] = field(default_factory=dict)
    """By address; those in `fated` are settled at once and never become rows."""
    fated: list[Fated] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    """Further pages that lead to articles, which are to be read now."""
    read: list[str] = field(default_factory=list)
    """Pages of that kind that were read."""

    def __bool__(self) -> bool:
        return bool(self.found or self.fated or self.entries or self.read)


@dataclass(slots=True, kw_only=True)
class Left:
    """What earlier runs of a source left open."""

    articles: dict[str, Found] = field(default_factory=dict)
    has_entries: bool = False
    """True when a page that leads to articles was not read: whatever it lists may still be unknown."""


class Frontier:
    """The frontier of one run."""

    def __init__(self, engine: Engine, *, source: str, run_id: int) -> None:
        self.engine = engine
        self.source = source
        self.run_id = run_id

    def take_up(self) -> Left:
        """Return what earlier runs left open; an article becomes this run's by the step that finds it again.

        Entry pages are forgotten: the run finds them again by itself, when it is told to look behind what is known.
        """
        mine = (Row.source == self.source, Row.run_id.is_(None))
        left = Left()
        with writing(self.engine) as session:
            gone = session.execute(delete(Row).where(*mine, Row.kind == ENTRY).returning(Row.id)).all()
            left.has_entries = bool(gone)
            for row in session.scalars(select(Row).where(*mine).order_by(Row.id).limit(MOST_LEFT)):
                left.articles[row.url] = Found(url=row.url, hints=dict(row.hints), alertable=row.alertable)
        return left

    def write(self, step: Step, *, now: datetime, pages: int = 0, size_bytes: int = 0) -> None:
        """Write what reading a page brought; `pages` and `size_bytes` are what the run has received so far."""
        settled = {one.url for one in step.fated}
        open_now = [found for url, found in step.found.items() if url not in settled]
        with writing(self.engine) as session:
            run = session.get_one(Run, self.run_id, with_for_update=True)
            # A run that was given up as lost meanwhile leaves what it finds to the next one, which counts it.
            owner = self.run_id if run.ended_at is None else None
            run.discovered += len(step.found) - (0 if owner else len(open_now))
            run.pages, run.bytes = max(run.pages, pages), max(run.bytes, size_bytes)
            self._forget(session, [*step.read, *(settled & step.found.keys())])
            self._enter(session, open_now, ARTICLE, owner, now)
            self._enter(session, [Found(url=url) for url in step.entries], ENTRY, owner, now)
            for one in step.fated:
                if one.url in step.found:
                    _count(run, one)
                else:
                    _settle(session, self.run_id, one)

    def settle(self, fated: Fated) -> None:
        """Write down what became of one address."""
        with writing(self.engine) as session:
            settle(session, self.run_id, fated)

    def _forget(self, session: Session, urls: Sequence[str]) -> None:
        for chunk in _chunks(urls):
            session.execute(delete(Row).where(Row.source == self.source, Row.url.in_(chunk)).execution_options(**BLIND))

    def _enter(self, session: Session, found: Sequence[Found], kind: str, owner: int | None, now: datetime) -> None:
        """Make the addresses rows of this run; what an earlier run left keeps its tries."""
        for chunk in _chunks([storable(one.url) for one in found]):
            mine = update(Row).where(Row.source == self.source, Row.url.in_(chunk)).values(run_id=owner)
            session.execute(mine.execution_options(**BLIND))
        known = self._known(session, [storable(one.url) for one in found])
        rows = [
            {
                "source": self.source,
                "url": storable(one.url),
                "kind": kind,
                "run_id": owner,
                "hints": dict(storable(dict(one.hints))),
                "alertable": one.alertable,
                "tries": 0,
                "found_at": now,
            }
            for one in found
            if storable(one.url) not in known
        ]
        if rows:
            session.execute(insert(Row), rows)

    def _known(self, session: Session, urls: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for chunk in _chunks(urls):
            known.update(session.scalars(select(Row.url).where(Row.source == self.source, Row.url.in_(chunk))))
        return known


def settle(session: Session, run_id: int, fated: Fated) -> bool:
    """Take an address off the frontier and count what became of it, within the caller's transaction.

    False when the address is not open in this run: then it was counted before, and is not counted again. The caller's
    session must not hold the run's row changed: what every article needs is done beside it, in two small statements.
    """
    count_one = COUNT.get(fated.fate)
    if count_one is None:
        return _settle(session, run_id, fated)
    connection = session.connection()
    if not TAKE_OFF.run(connection, {"the_run": run_id, "address": storable(fated.url)}):
        return False
    count_one.run(connection, {"the_run": run_id, "revisions": int(fated.revised), "folds": int(fated.folded)})
    return True


def _settle(session: Session, run_id: int, fated: Fated) -> bool:
    """Do what `settle` does with rows that the session knows."""
    row = session.scalar(select(Row).where(Row.run_id == run_id, Row.url == storable(fated.url)))
    if row is None:
        return False
    if fated.again and row.tries + 1 < MOST_TRIES:
        row.run_id, row.tries = None, row.tries + 1
    else:
        session.delete(row)
    _count(session.get_one(Run, run_id, with_for_update=True), fated)
    # The caller's later statements must see it gone: sessions here flush by hand.
    session.flush()
    return True


def close(session: Session, run: Run) -> None:
    """Leave what is open in a run that ends to the next run of its source; counted here as not reached."""
    mine = Row.run_id == run.id
    count = session.scalar(select(func.count(Row.id)).where(mine, Row.kind == ARTICLE)) or 0
    session.execute(update(Row).where(mine).values(run_id=None).execution_options(**BLIND))
    if count:
        run.failed = {**run.failed, NOT_REACHED: run.failed.get(NOT_REACHED, 0) + count}


def count_open(engine: Engine, source: str) -> int:
    """Return how many article addresses of a source wait to be asked for, by a run or for the next one."""
    with reading(engine) as session:
        wanted = select(func.count(Row.id)).where(Row.source == source, Row.kind == ARTICLE)
        return session.scalar(wanted) or 0


def _count(run: Run, fated: Fated) -> None:
    if fated.fate == "rejected":
        run.rejected = {**run.rejected, fated.why: run.rejected.get(fated.why, 0) + 1}
    elif fated.fate == "failed":
        run.failed = {**run.failed, fated.why: run.failed.get(fated.why, 0) + 1}
    else:
        setattr(run, fated.fate, getattr(run, fated.fate) + 1)
    run.revised += fated.revised
    run.folded += fated.folded


def _chunks(urls: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(urls)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
