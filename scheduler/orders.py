"""What can be ordered: enlist, crawl, replay, match, send, watch; import and reread are in `readings`.

The clock and the hand give the same orders. Each opens what it needs, does one thing, closes it, and says what
happened. No order knows a screen. A clock loads this, so nothing here may load the reading rooms.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from archive import runs
from archive.config import Config
from archive.db import connect
from archive.errors import SourceError
from archive.health import board, learn_habits
from archive.notes import keep_note, note
from archive.owners import new_owner
from archive.subscriptions import alerts_config
from crawler.registry import Registry, load_registry, rows
from scheduler.alerts.canary import sing, tell_changes
from scheduler.alerts.compose import compose_due
from scheduler.alerts.match import match as alerts_match
from scheduler.alerts.notices import ask_all
from scheduler.alerts.send import SendReport, send_due
from scheduler.books import running_from
from scheduler.crawling import Company, Crawl, CrawlEnd, run_crawl

TOLD_KEY = "told-sources"
"""Setting that keeps which red sources the operator was told of."""


@dataclass(slots=True, kw_only=True)
class Enlisted:
    """What the archive knows after enlisting."""

    sources: int
    themes: int
    faults: tuple[SourceError, ...] = ()
    """What is wrong with source files that were left out."""


def enlist(config: Config, *, strict: bool = True, also: Sequence[str] = ()) -> Enlisted:
    """Enter all source files and theme names into the archive. Due times stay, unless the timetable has changed.

    Sources that are switched off and were never met stay out, unless named in `also`. A source file with a mistake is
    left out and told in `faults`, unless `strict`: then it raises SourceError.
    """
    with opened(config) as engine:
        registry = load_registry(config, strict=strict)
        entered = enlist_sources(engine, registry, also=also)
        return Enlisted(sources=entered, themes=_register_themes(engine), faults=registry.faults)


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
        enlist_sources(engine, registry, also=sources)
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
        enlist_sources(engine, registry, also=[source])
        return run_crawl(config, engine, order, company or Company(), clock)


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


def enlist_sources(engine: Engine, registry: Registry, *, also: Sequence[str] = ()) -> int:
    """Enter the source files alone, as `enlist` does, and return how many; whoever reads pages enters the themes."""
    before = {state.id: state.every for state in runs.states(engine)}
    entered = rows.enlist(engine, registry, also=also)
    for one in registry.all():
        if before.get(one.id, one.every) != one.every:
            # A new timetable begins now; the old due time may be days away.
            runs.schedule(engine, one.id, None)
    return entered


def _register_themes(engine: Engine) -> int:
    # Loaded here alone: with the judge of duplicates and the taxonomy come the reading rooms.
    from archive.store import Store
    from pipelines.dedup import same
    from pipelines.themes import load_taxonomy

    names = tuple(load_taxonomy().names())
    Store(engine, same=same).register_themes(names)
    return len(names)
