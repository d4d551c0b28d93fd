"""The demo itself: two mornings in Yunjiang, through the real clock, the real spiders and a real mail server.

Nothing here crawls, reads or mails; it furnishes a home, lets the clock run for each morning and tells what it did.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from email.message import EmailMessage
from pathlib import Path

from archive import read, runs, subscriptions
from archive.config import Config
from archive.db import connect
from archive.errors import JianbaoError
from archive.records import Answer, Ledger
from archive.search import answer
from scheduler import orders, service
from scheduler.crawling import Company, CrawlEnd
from scheduler.demo.home import QUERY, QUERY_NAME, READER, SOURCES, furnish
from scheduler.demo.postbox import Postbox
from scheduler.demo.site import ZONE, Site
from scheduler.demo.world import World

LONGEST_MORNING_S = 300.0
STEP_S = 0.05
# After the last crawl the clock matches and sends on ticks of its own; on a morning without a letter this is the wait.
QUIET_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What the clock did on one morning."""

    day: date
    ends: tuple[CrawlEnd, ...]
    letters: tuple[EmailMessage, ...]

    @property
    def ledger(self) -> Ledger:
        """The accounts of all sources, added up."""
        total = Ledger()
        for end in self.ends:
            one = end.ledger
            for name in ("discovered", "stored", "unchanged", "duplicate", "revised", "folded", "pages", "bytes"):
                setattr(total, name, getattr(total, name) + getattr(one, name))
            total.rejected = dict(Counter(total.rejected) + Counter(one.rejected))
            total.failed = dict(Counter(total.failed) + Counter(one.failed))
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The whole demo, for the screen and for the end-to-end test."""

    mornings: tuple[Morning, ...]
    letter_after_s: float | None
    """Seconds from the start to the reader's letter; None when none came."""
    articles: int
    stories: int
    themes: tuple[tuple[str, str, int], ...]
    """Chinese name, English name, number of articles; most first."""
    blocked: tuple[tuple[str, str], ...]
    """Sources that are not well, and why."""
    found: Answer
    """What the search finds for the reader's query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The furnished home with everything that stands around it."""

    config: Config
    site: Site
    postbox: Postbox


@contextmanager
def staged(home: Path, *, database: str = "") -> Iterator[Stage]:
    """Start the world's web site and the mail server, furnish the home, enter the reader; stop all at the end.

    The archive is a file in the home unless the address of a `database` is given.
    """
    site, postbox = Site(World()), Postbox()
    site.start()
    postbox.start()
    try:
        config = furnish(home, site=site.address, smtp_port=postbox.port, database=database)
        orders.enlist(config)
        _enter_reader(config, _moment(site.world.days[0]))
        yield Stage(config=config, site=site, postbox=postbox)
    finally:
        postbox.stop()
        site.stop()


def play(stage: Stage, *, tell: Callable[[CrawlEnd], None], begin: Callable[[date], None]) -> Shown:
    """Let the clock run on both mornings; `begin` hears of each day, `tell` of each source as it ends."""
    started = time.monotonic()
    mornings, letter_after_s = [], None
    for number, day in enumerate(stage.site.world.days):
        begin(day)
        mornings.append(_morning(stage, day, tell, letters_wanted=number))
        if letter_after_s is None and stage.postbox.letters:
            letter_after_s = time.monotonic() - started
    return _look_around(stage.config, tuple(mornings), letter_after_s)


def _morning(stage: Stage, day: date, tell: Callable[[CrawlEnd], None], *, letters_wanted: int) -> Morning:
    """Publish the day, run the real clock until every source has ended and the letters are there."""
    stage.site.today = day
    ends: list[CrawlEnd] = []
    before = len(stage.postbox.letters)

    def ended(end: CrawlEnd) -> None:
        ends.append(end)
        tell(end)

    company = Company(told=ended)
    watcher = threading.Thread(
        target=_stop_when_done,
        args=(company, ends, lambda: len(stage.postbox.letters) - before >= letters_wanted),
        name="demo watcher",
        daemon=True,
    )
    watcher.start()
    done = service.run(stage.config, clock=lambda: _moment(day), company=company)
    if done.faults:
        raise JianbaoError(f"the demo's clock stumbled: {'; '.join(done.faults)}", mend="run it again with --debug")
    return Morning(day=day, ends=tuple(ends), letters=stage.postbox.letters[before:])


def _stop_when_done(company: Company, ends: list[CrawlEnd], has_letters: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_MORNING_S
    while time.monotonic() < deadline and not company.stop.is_set():
        if len(ends) >= len(SOURCES) and has_letters():
            time.sleep(QUIET_S)
            break
        time.sleep(STEP_S)
    company.stop.set()


def _look_around(config: Config, mornings: tuple[Morning, ...], letter_after_s: float | None) -> Shown:
    engine = connect(config.database)
    try:
        names, totals = read.themes(engine), read.totals(engine)
        found = answer(engine, QUERY, facets=True)
        # Every article has a source, so the facets of this query are those of the whole archive.
        everything = answer(engine, " OR ".join(f"source:{name}" for name in SOURCES), limit=1)
        themes = [
            (names[facet.value].zh, names[facet.value].en, facet.count)
            for facet in everything.facets["theme"]
            if facet.value in names
        ]
        unwell = [(s.name, s.state_detail) for s in runs.states(engine) if s.state not in ("ok", "new")]
    finally:
        engine.dispose()
    return Shown(
        mornings=mornings,
        letter_after_s=letter_after_s,
        articles=totals.articles,
        stories=totals.stories,
        themes=tuple(themes),
        blocked=tuple(unwell),
        found=found,
    )


def _enter_reader(config: Config, now: datetime) -> None:
    engine = connect(config.database)
    try:
        reader = subscriptions.add_subscriber(engine, READER, now=now, confirmed=True)
        subscriptions.add(engine, reader.id, QUERY, name=QUERY_NAME, rhythm="at-once", now=now)
    finally:
        engine.dispose()


def _moment(day: date) -> datetime:
    """Return eight in the morning of the day: by then every source of the demo is due."""
    return datetime.combine(day, time_of_day(8, 0), ZONE)
