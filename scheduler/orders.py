"""What can be ordered: enlist, crawl, replay, import, reread, match, send, watch.

The clock and the hand give the same orders. Each opens what it needs, does one thing, closes it, and says what
happened. No order knows a screen.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from archive import read, runs
from archive.captures import Captures
from archive.config import Config
from archive.db import connect
from archive.errors import SourceError
from archive.health import board, learn_habits
from archive.notes import keep_note, note
from archive.owners import new_owner
from archive.records import Capture, Rejected, RunRecord, Saved
from archive.store import Store
from archive.subscriptions import alerts_config
from crawler.registry import Registry, SourceFile, load_registry, rows
from pipelines import reread as again
from pipelines.dedup import same
from pipelines.furnishing import Furnishing
from pipelines.items import FetchedPage, Hints, ReadRules
from pipelines.limits import understand_within
from pipelines.themes import home_layers, load_taxonomy
from pipelines.understand import Rooms, open_rooms
from scheduler import given
from scheduler.alerts.canary import sing, tell_changes
from scheduler.alerts.compose import compose_due
from scheduler.alerts.match import match as alerts_match
from scheduler.alerts.notices import ask_all
from scheduler.alerts.send import SendReport, send_due
from scheduler.books import Book, keep_book, running_from
from scheduler.crawling import Company, Crawl, CrawlEnd, run_crawl
from scheduler.given import Given, Together

TOLD_KEY = "told-sources"
"""Setting that keeps which red sources the operator was told of."""


@dataclass(slots=True, kw_only=True)
class ReadFile:
    """What became of one file given by hand."""

    path: Path
    saved: tuple[Saved, ...] = ()
    titles: tuple[str, ...] = ()
    """Titles of the articles, in the order of `saved`."""
    rejected: Rejected | None = None
    is_part: bool = False
    """It continues the article of another of the files, and was read with it."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """One import: its run and each file."""

    run: RunRecord
    files: tuple[ReadFile, ...]


@dataclass(slots=True, kw_only=True)
class Enlisted:
    """What the archive knows after enlisting."""

    sources: int
    themes: int
    faults: tuple[SourceError, ...] = ()
    """What is wrong with source files that were left out."""


@dataclass(slots=True, kw_only=True)
class _Hall:
    """What reading in this process needs, open."""

    engine: Engine
    captures: Captures
    store: Store
    rooms: Rooms


def enlist(config: Config, *, strict: bool = True, also: Sequence[str] = ()) -> Enlisted:
    """Enter all source files and theme names into the archive. Due times stay, unless the timetable has changed.

    Sources that are switched off and were never met stay out, unless named in `also`. A source file with a mistake is
    left out and told in `faults`, unless `strict`: then it raises SourceError.
    """
    with opened(config) as engine:
        return _enlist(engine, load_registry(config, strict=strict), also=also)


def crawl(
    config: Config,
    sources: Sequence[str],
    *,
    now: datetime,
    day: date | None = None,
    kind: str = "crawl",
    alert: bool | None = None,
    owner: str = "",
    company: Company | None = None,
) -> tuple[CrawlEnd, ...]:
    """Crawl the sources in one crawler process, and set when each is due next; return how each crawl ended.

    `day` is the edition asked for (None: the sources' today), `kind` crawl or backfill, `alert` whether what is new
    may be mailed (None: unless it is a source's first crawl or a backfill). Raises SourceError for an unknown id.
    """
    clock = running_from(now)
    registry = load_registry(config, strict=False)
    wanted = [registry.get(source) for source in dict.fromkeys(sources)]
    order = Crawl(sources=tuple(wanted), day=day, kind=kind, alert=alert, owner=owner or new_owner(), now=now)
    with opened(config) as engine:
        _enlist(engine, registry, also=sources)
        return run_crawl(config, engine, order, company or Company(), clock)


def replay(
    config: Config, folder: Path, *, now: datetime, source: str = "", company: Company | None = None
) -> tuple[CrawlEnd, ...]:
    """Crawl a folder of saved pages, served on loopback under their real addresses; nothing is mailed.

    `source` lends its selectors; empty means the house's readers alone.
    """
    clock = running_from(now)
    registry = load_registry(config)
    wanted = (registry.get(source),) if source else ()
    order = Crawl(sources=wanted, kind="replay", owner=new_owner(), now=now, folder=folder)
    with opened(config) as engine:
        _enlist(engine, registry, also=[source])
        return run_crawl(config, engine, order, company or Company(), clock)


def import_files(
    config: Config,
    paths: Iterable[Path],
    *,
    now: datetime,
    source: str = given.SOURCE,
    day: date | None = None,
    page: str = "",
    url: str = "",
    alert: bool = False,
) -> Imported:
    """Keep each file as a capture, read it, and store its articles, in one run; return what became of each file.

    Files that continue the article of another one are read with it.

    Raises SourceError when `source` names no source, AskedWrongly when a file cannot be read.
    """
    registry = load_registry(config)
    known = None if source == given.SOURCE else registry.get(source)
    said = Given(source=source, day=day, page=page, url=url)
    with _opened_hall(config) as hall:
        _enlist(hall.engine, registry, also=[source])
        with keep_book(hall.engine, source, kind="import", now=now, day=day) as book:
            named = list(paths)
            gathered = given.gather([given.read_file(path, said, now=now) for path in named])
            files = tuple(
                _import_file(path, one, known, hall, book, now=now, alert=alert)
                if one is not None
                else ReadFile(path=path, is_part=True)
                for path, one in zip(named, gathered, strict=True)
            )
        return Imported(run=runs.show(hall.engine, book.run_id), files=files)


def reread(
    config: Config, *, now: datetime, source: str | None = None, since: datetime | None = None
) -> tuple[RunRecord, ...]:
    """Read kept captures again with today's rooms, one run a source; nothing read again is ever mailed."""
    registry = load_registry(config)
    done = []
    with _opened_hall(config) as hall:
        for name in [source] if source else list(read.sources(hall.engine)):
            if next(hall.captures.refs(source=name, since=since), None) is None:
                continue
            with keep_book(hall.engine, name, kind="reread", now=now) as book:
                book.ledger = again.reread(
                    hall.captures,
                    hall.store,
                    hall.rooms,
                    now=now,
                    source=name,
                    since=since,
                    name_of=lambda one: _name_of(registry, one),
                    rules_of=lambda one, at: _rules_of(registry, one, at),
                    furniture_of=Furnishing(hall.engine).of,
                )
            done.append(runs.show(hall.engine, book.run_id))
    return tuple(done)


def match(config: Config, now: datetime) -> int:
    """Search what is new for every saved query; return how many stories a reader newly waits for."""
    with opened(config) as engine:
        return alerts_match(engine, now=now, settings=alerts_config(config))


def send(config: Config, now: datetime) -> SendReport:
    """Write the letters that are due, and hand over those that wait in the outbox; return what became of them."""
    with opened(config) as engine:
        ask_all(engine, config, now=now)
        compose_due(engine, config, now=now)
        return send_due(engine, config, now=now, owner=new_owner())


def watch(config: Config, now: datetime) -> None:
    """Look how the sources are, and write to the operator what changed and, once a day, that alerts work."""
    with opened(config) as engine:
        learn_habits(engine)
        found = board(engine, now=now)
        before = json.loads(note(engine, TOLD_KEY) or "{}")
        told = tell_changes(engine, config, found, before, now=now)
        if told != before:
            keep_note(engine, TOLD_KEY, json.dumps(told, sort_keys=True))
        sing(engine, config, found, now=now)


@contextmanager
def opened(config: Config) -> Iterator[Engine]:
    """Give the archive's database for the block."""
    engine = connect(config.database)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _opened_hall(config: Config) -> Iterator[_Hall]:
    rooms = open_rooms(home_layers(config.home))
    with opened(config) as engine:
        captures = Captures(engine, config.captures)
        try:
            yield _Hall(engine=engine, captures=captures, store=Store(engine, same=same), rooms=rooms)
        finally:
            captures.close()


def _enlist(engine: Engine, registry: Registry, *, also: Sequence[str] = ()) -> Enlisted:
    names = tuple(load_taxonomy().names())
    before = {state.id: state.every for state in runs.states(engine)}
    entered = rows.enlist(engine, registry, also=also)
    for one in registry.all():
        if before.get(one.id, one.every) != one.every:
            # A new timetable begins now; the old due time may be days away.
            runs.schedule(engine, one.id, None)
    Store(engine, same=same).register_themes(names)
    return Enlisted(sources=entered, themes=len(names), faults=registry.faults)


def _import_file(
    path: Path, given_file: Together, known: SourceFile | None, hall: _Hall, book: Book, *, now: datetime, alert: bool
) -> ReadFile:
    """Keep, read and store one file with its parts, and write down in the book what became of it."""
    first, *parts = [_kept(capture, known, hall, book) for capture in (given_file.first, *given_file.parts)]
    page = replace(first, parts=tuple(parts), part_missing=not given_file.whole)
    ledger = book.ledger
    ledger.discovered += 1
    drafts = understand_within(page, hall.rooms)
    if isinstance(drafts, Rejected):
        ledger.rejected[drafts.reason] = ledger.rejected.get(drafts.reason, 0) + 1
        return ReadFile(path=path, rejected=drafts)
    saved = tuple(hall.store.save(draft, now=now, alertable=alert) for draft in drafts)
    again.count_saved(ledger, saved)
    return ReadFile(path=path, saved=saved, titles=tuple(draft.title for draft in drafts))


def _kept(capture: Capture, known: SourceFile | None, hall: _Hall, book: Book) -> FetchedPage:
    """Keep the capture of a file and hand it on as a page."""
    if known is not None and known.language:
        capture.hints = {**capture.hints, "language": known.language}
    ref = hall.captures.keep(capture)
    hinted = Hints.from_text(capture.hints).edition_on
    rules = known.rules_on(hinted or capture.fetched_at.date()) if known is not None else ReadRules()
    page = FetchedPage.of_capture(capture, ref, source_name=known.name if known is not None else "", rules=rules)
    page.furniture = Furnishing(hall.engine).of(capture.source)
    book.ledger.pages += 1
    book.ledger.bytes += len(capture.body)
    return page


def _source_of(registry: Registry, source: str) -> SourceFile | None:
    return next((one for one in registry.all() if one.id == source), None)


def _name_of(registry: Registry, source: str) -> str:
    known = _source_of(registry, source)
    return known.name if known is not None else ""


def _rules_of(registry: Registry, source: str, fetched_at: datetime) -> ReadRules:
    known = _source_of(registry, source)
    return known.rules_on(fetched_at.astimezone(known.zone).date()) if known is not None else ReadRules()
