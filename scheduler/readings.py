"""The orders that read pages in this process: files given by hand, and kept captures with today's rooms.

A module of their own, because the reading rooms take tens of megabytes: a clock, which reads nothing, never loads them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from archive import read, runs
from archive.captures import Captures
from archive.config import Config
from archive.records import Capture, Rejected, RunRecord, Saved
from archive.store import Store
from crawler.registry import Registry, SourceFile, load_registry
from pipelines import reread as again
from pipelines.dedup import same
from pipelines.furnishing import Furnishing
from pipelines.items import FetchedPage, Hints, ReadRules
from pipelines.limits import understand_within
from pipelines.themes import home_layers
from pipelines.understand import Rooms, open_rooms
from scheduler import given
from scheduler.books import Book, keep_book
from scheduler.given import Given, Together
from scheduler.orders import enlist_sources, opened


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
class _Hall:
    """What reading in this process needs, open."""

    engine: Engine
    captures: Captures
    store: Store
    rooms: Rooms


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
        enlist_sources(hall.engine, registry, also=[source])
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


@contextmanager
def _opened_hall(config: Config) -> Iterator[_Hall]:
    rooms = open_rooms(home_layers(config.home))
    with opened(config) as engine:
        captures = Captures(engine, config.captures)
        try:
            yield _Hall(engine=engine, captures=captures, store=Store(engine, same=same), rooms=rooms)
        finally:
            captures.close()


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
