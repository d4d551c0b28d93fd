"""The clock: a handful of ticks that look for sources that are due, runs that are lost, and letters that wait.

Knows no due time of its own: those are rows, so any number of clocks may run on one archive. APScheduler only ticks,
in memory; one job store shared by two schedulers ran jobs twice and lost others (docs/decisions/0004).
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from archive import leases, runs, subscriptions
from archive.clusters.stories import link_stories
from archive.config import Config
from archive.errors import JianbaoError
from archive.holders import end_leases, holders
from archive.owners import is_gone, new_owner
from crawler.registry import SourceFile
from crawler.registry.kept import KeptRegistry
from scheduler import orders, upkeep
from scheduler.books import running_from
from scheduler.catching_up import next_missed
from scheduler.crawling import BEATS_PER_LEASE, Company, CrawlEnd
from scheduler.pausing import held
from scheduler.plan import ClockConfig, clock_config
from scheduler.reloading import keep_refused, reload_config
from scheduler.rounds import REMEMBERED, Round, run_order
from scheduler.standing import Standing
from scheduler.stopping import until_signal
from scheduler.workers import Ticks, are_used, handing_out

log = logging.getLogger(__name__)

FAULTY_AGAIN = timedelta(minutes=10)
"""A source whose file has a mistake is looked at again after this."""
EVENT_NAMES = {
    EVENT_JOB_ERROR: "a tick failed",
    EVENT_JOB_MISSED: "a tick was missed",
    EVENT_JOB_MAX_INSTANCES: "a tick is still busy",
}
LOOK_S = 2.5
"""A clock looks at least so often whether it may lead, and what dead processes have left, in seconds."""
OFFICE = "clock"
"""Name of the lease of the clock that leads."""


class Clock:
    """The ticks, each an order for what is due at the moment. `now` is the clock on the wall."""

    def __init__(self, config: Config, engine: Engine, *, now: Callable[[], datetime], company: Company) -> None:
        self.config = config
        self.engine = engine
        self.now = now
        self.company = company
        self.owner = new_owner()
        self.settings: ClockConfig = clock_config(config)
        self.done = Round()
        self.crawler = Standing(engine, owner=self.owner, now=now, company=company)
        self.crawler.ended = self._note_end
        self.registry = KeptRegistry()
        self.office: leases.Lease | None = None
        """Held by the one clock of the archive that leads; a single round by hand needs none."""
        self.gained: Callable[[], None] = lambda: None
        """Called when this clock begins to lead, or finds work left by the dead: every tick should come at once."""

    def lead(self) -> None:
        """Take the office of the leading clock, or keep it; several clocks on one archive so do nothing twice."""
        before = self.office
        # First, so that nobody waits for the lease of a clock that was killed on this machine.
        freed = self.take_back()
        self.office = leases.take(
            self.engine, OFFICE, owner=self.owner, now=self.now(), lease_s=self.settings.leader_lease_s
        )
        if self.office is not None and before is None:
            log.info("this clock leads", extra={"owner": self.owner, "fence": self.office.fence})
        if self.office is not None and (freed or before is None):
            self.gained()
        if self.office is None and before is not None:
            log.warning("another clock leads by now", extra={"owner": self.owner})

    def take_back(self) -> bool:
        """End the leases of processes that are provably dead, which only this machine can know; True if there were."""
        now = self.now()
        gone = [owner for owner in holders(self.engine, now=now) if is_gone(owner)]
        if gone:
            log.warning("dead processes held leases, these end now", extra={"owners": " ".join(sorted(gone))})
            end_leases(self.engine, gone, now=now)
        return bool(gone)

    def enlist(self) -> None:
        """Read settings and source files again, so that changed ones count without a restart; bad ones are refused."""
        wrong = self.reload()
        refused = [wrong] if wrong else []
        registry = self.registry.load(self.config)
        orders.enlist_sources(self.engine, registry)
        for fault in registry.faults:
            log.error("a source file is left out", extra={"wrong": fault.wrong, "mend": fault.mend})
            refused.append(fault.wrong)
        keep_refused(self.engine, refused)

    def reload(self) -> str:
        """Read the settings again; return why they were refused, empty when they were not."""
        self.config, wrong = reload_config(self.config)
        self.settings = clock_config(self.config)
        if wrong:
            log.error("the settings were changed badly; the old ones stay", extra={"wrong": wrong})
        return wrong

    def sweep(self) -> None:
        """Close the runs whose process is gone; their sources are due again."""
        self.take_back()
        lost = runs.sweep(self.engine, now=self.now())
        self.done.lost = (*self.done.lost, *lost)[-REMEMBERED:]
        if lost:
            log.warning("lost runs closed, their sources are due again", extra={"runs": lost})

    def crawl(self) -> None:
        """Let the crawler begin what is due, each source once, `[clock] batch` side by side; wait only for a place."""
        met: set[str] = set()
        while True:
            self.crawler.wait_for_place(self.settings.batch)
            now = self.now()
            claimed = self._claim(now)
            fresh = [source for source in claimed if source not in met]
            runs.release(self.engine, [source for source in claimed if source in met], owner=self.owner)
            if not fresh:
                return
            met.update(fresh)
            sound = self._sound(fresh, now)
            if sound:
                self._begin(sound, now)

    def catch_up(self) -> None:
        """Crawl one day's editions that came out while no clock ran, the newest first; the next look takes the next."""
        now, settings = self.now(), self.settings
        if settings.catch_up_days == 0 or held(self.engine):
            return
        registry = self.registry.load(self.config)
        found = next_missed(self.engine, registry, now=now, days_back=settings.catch_up_days, limit=settings.batch)
        if found is None:
            return
        day, papers = found
        names = [one.id for one in papers]
        log.info("editions were missed", extra={"day": day, "sources": " ".join(names)})
        orders.crawl(self.config, names, now=now, day=day, company=self.company)

    def match(self) -> None:
        """Find what readers asked for among what is new, and let at once go what may."""
        if not subscriptions.is_unread(self.engine):
            return
        found = orders.match(self.config, self.now())
        self.done.matched += found
        if found:
            self.send()

    def send(self) -> None:
        """Send the letters that wait."""
        self.done.sent += orders.send(self.config, self.now()).sent

    def watch(self) -> None:
        """Tell the operator of sources that changed, and once a day that alerts work."""
        orders.watch(self.config, self.now())

    def stories(self) -> None:
        """Link new articles to other texts on the same events."""
        link_stories(self.engine, now=self.now())

    def verify(self) -> None:
        """Once a day, read a sample of captures back by digest, and compare tables, search index and clusters."""
        upkeep.verify(self.engine, self.config, now=self.now())

    def backup(self) -> None:
        """Copy the database when `[backup] every_hours` have passed, prove the copy, drop the oldest ones."""
        upkeep.back_up_due(self.engine, self.config, now=self.now())

    def prune(self) -> None:
        """Once a day, let go of old looks, canary matches and what sources left that are switched off."""
        upkeep.prune_due(self.engine, now=self.now())

    def tidy(self) -> None:
        """Once a day, merge the pieces that the search index has fallen into, a tenth of a second a transaction."""
        upkeep.tidy_due(self.engine, now=self.now())

    def embed(self) -> None:
        """Make vectors of new articles for suggestions by meaning, where `[search] semantic` asks for them."""
        upkeep.embed_missing(self.engine, self.config)

    def accelerate(self) -> None:
        """Bring the accelerator of searches up to the archive, where `[search] accelerator` asks for one."""
        upkeep.feed_accelerator(self.engine, self.config)

    def _claim(self, now: datetime) -> list[str]:
        if self.company.stop.is_set() or held(self.engine):
            return []
        places = self.settings.batch - self.crawler.under_way()
        return runs.claim_due(
            self.engine, now=now, owner=self.owner, lease_s=self.settings.lease_s, limit=places, office=self.office
        )

    def _sound(self, sources: list[str], now: datetime) -> list[SourceFile]:
        """Return the sources whose file can be read; the others wait until somebody has mended it."""
        registry = self.registry.load(self.config)
        faulty = [source for source in sources if source not in registry]
        for source in faulty:
            log.error("no sound source file; it waits for the mend", extra={"source": source})
            runs.schedule(self.engine, source, now + FAULTY_AGAIN)
        runs.release(self.engine, faulty, owner=self.owner)
        return [registry.get(source) for source in sources if source in registry]

    def _begin(self, sources: list[SourceFile], now: datetime) -> None:
        names = [source.id for source in sources]
        log.info("sources are due", extra={"sources": " ".join(names)})
        try:
            self.crawler.begin(self.config, sources, now=now)
        except (JianbaoError, DBAPIError):
            runs.release(self.engine, names, owner=self.owner)
            raise

    def _note_end(self, end: CrawlEnd) -> None:
        self.done.crawled = (*self.done.crawled, end)[-REMEMBERED:]


def run_due(config: Config, *, now: datetime, company: Company | None = None) -> Round:
    """Do one round of everything that is due at `now`, in this thread: every tick once; return what it did.

    An order that does not work is told in `faults` and hinders no other.
    """
    with orders.opened(config) as engine:
        clock = Clock(config, engine, now=lambda: now, company=company or Company())
        clock.crawler.now = running_from(now)
        for name, tick in ticks_of(clock).items():
            run_order(name, tick, clock.done)
            if name == "crawl":
                # What is matched and sent in this round is also what it crawls.
                clock.crawler.close()
        return clock.done


def run(
    config: Config,
    *,
    serve: bool = False,
    once: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    company: Company | None = None,
) -> Round:
    """Run the clock in the foreground until SIGTERM or SIGINT; return what it did.

    `once` does one round and returns; `serve` serves the search page beside it. When asked to stop it claims nothing
    more, gives a crawl in progress `[clock] drain_s` to end well, and gives its leases back.
    """
    present = company or Company()
    # Before the first tick, and not guarded: a source file with a mistake is told to the person who starts the clock.
    kept = KeptRegistry()
    registry = kept.load(config, strict=True)
    with orders.opened(config) as engine, until_signal(present.stop):
        if once:
            return run_due(config, now=clock(), company=present)
        hands = Clock(config, engine, now=clock, company=present)
        hands.registry = kept
        orders.enlist_sources(engine, registry)
        run_order("lead", hands.lead, hands.done)
        with (
            _serving(config) if serve else nullcontext(),
            handing_out(config, engine, ticks_of(hands), due=lambda: _batches_due(hands)) as ticks,
        ):
            if hands.office is not None and not are_used(config):
                hands.crawler.prepare(config)
            scheduler = _scheduler(hands, ticks)
            scheduler.start()
            log.info("the clock runs", extra={"owner": hands.owner})
            try:
                present.stop.wait()
            finally:
                present.stop.set()
                scheduler.shutdown(wait=True)
                hands.crawler.close()
                run_order("lead", lambda: _step_back(hands), hands.done)
                log.info("the clock has stopped", extra={"owner": hands.owner})
        return hands.done


def ticks_of(clock: Clock) -> dict[str, Callable[[], None]]:
    """Return the ticks by name, in the order in which one round does them. docs/reference names them all."""
    return {
        "enlist": clock.enlist,
        "sweep": clock.sweep,
        "crawl": clock.crawl,
        "catch-up": clock.catch_up,
        "match": clock.match,
        "send": clock.send,
        "watch": clock.watch,
        "stories": clock.stories,
        "verify": clock.verify,
        "backup": clock.backup,
        "prune": clock.prune,
        "tidy": clock.tidy,
        "embed": clock.embed,
        "accelerate": clock.accelerate,
    }


def _scheduler(clock: Clock, ticks: Ticks) -> BackgroundScheduler:
    """Return the scheduler with all ticks, not started."""
    settings = clock.settings
    every_s = {
        "enlist": settings.sweep_every_s,
        "sweep": settings.sweep_every_s,
        "crawl": settings.tick_s,
        "catch-up": settings.catch_up_every_s,
        "match": settings.match_every_s,
        "send": settings.send_every_s,
        "watch": settings.watch_every_s,
        "stories": settings.stories_every_s,
        "accelerate": upkeep.FEED_S,
        **dict.fromkeys(("verify", "backup", "prune", "tidy", "embed"), upkeep.LOOK_S),
    }
    # The defaults drop a tick that is a second late, and run late ones one after another.
    defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
    for name, tick in ticks.items():
        scheduler.add_job(
            run_order,
            "interval",
            args=(name, _if_leading(clock, tick), clock.done),
            seconds=every_s[name],
            id=name,
            next_run_time=datetime.now(UTC),
        )
    beat_s = min(settings.leader_lease_s / BEATS_PER_LEASE, LOOK_S)
    scheduler.add_job(run_order, "interval", args=("lead", clock.lead, clock.done), seconds=beat_s, id="lead")
    clock.gained = lambda: _at_once(scheduler)
    scheduler.add_listener(_note_event, sum(EVENT_NAMES))
    return scheduler


def _step_back(clock: Clock) -> None:
    """Give the office back, so that another clock need not wait."""
    if clock.office is not None:
        leases.give_back(clock.engine, clock.office, now=clock.now())
        clock.office = None


def _if_leading(clock: Clock, tick: Callable[[], None]) -> Callable[[], None]:
    """Return the tick as one that does nothing while another clock leads."""
    return lambda: tick() if clock.office is not None else None


def _batches_due(clock: Clock) -> int:
    """Return how many batches the sources that are due make, for as many workers."""
    return -(-runs.count_due(clock.engine, now=clock.now()) // clock.settings.batch)


def _at_once(scheduler: BackgroundScheduler) -> None:
    """Let every tick come now: whoever begins to lead does not know what was left undone."""
    for job in scheduler.get_jobs():
        if job.id != "lead":
            job.modify(next_run_time=datetime.now(UTC))


def _note_event(event: JobEvent) -> None:
    """Log what APScheduler says of a tick. That a crawl takes longer than the tick is usual, the rest is not."""
    usual = event.code == EVENT_JOB_MAX_INSTANCES and event.job_id == "crawl"
    log.log(logging.DEBUG if usual else logging.WARNING, EVENT_NAMES[event.code], extra={"tick": event.job_id})


def _serving(config: Config) -> AbstractContextManager[object]:
    # Loaded only when asked for: the search page takes 30 MB.
    from scheduler.serving import serving

    return serving(config)
