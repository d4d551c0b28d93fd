"""The figures of the archive for Prometheus, counted from the rows at each scrape.

Nothing is kept in a process, so any number of clocks, crawlers and servers give one truth.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select
from starlette.requests import Request
from starlette.responses import Response

from archive import models, read
from archive.db import reading
from archive.errors import AskedWrongly
from archive.subscriptions import count_by_state, count_waiting
from archive.subscriptions.canary import look
from archive.web.desk import who
from archive.web.site import site_of

WINDOW = timedelta(hours=24)
NEWEST_RUNS = 100_000
"""Runs looked at, newest first: a day of 4,000 sources crawled each hour."""
LATE_AFTER = timedelta(hours=1)
"""As on the board of the sources."""


def page(request: Request) -> Response:
    """Return the figures in Prometheus' text form. Raises AskedWrongly where they are not for everybody."""
    site = site_of(request)
    if site.web.metrics == "off" or (site.web.metrics == "desk" and not who(request)):
        raise AskedWrongly(
            "the figures are not shown here", mend='set [web] metrics = "open", or scrape on this machine'
        )
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(site.engine, site.clock()))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})


class Figures(Collector):
    """All figures at one moment."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self._engine = engine
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the figures, one family at a time."""
        yield from self._stock()
        yield from self._sources()
        yield from self._runs()
        yield from self._alerts()

    def _stock(self) -> Iterator[GaugeMetricFamily]:
        totals = read.totals(self._engine)
        yield _gauge("articles", "Articles stored", totals.articles)
        yield _gauge("stories", "Stories: clusters of articles", totals.stories)
        yield _gauge("captures", "Captures kept", totals.captures)

    def _sources(self) -> Iterator[GaugeMetricFamily]:
        source = models.Source
        by_clock = source.enabled & source.paused.is_(False)
        with reading(self._engine) as session:
            states = session.execute(select(source.state, func.count()).where(by_clock).group_by(source.state)).all()
            due = by_clock & (func.coalesce(source.next_due_at, self._now) <= self._now)
            waiting = session.scalar(select(func.count()).select_from(source).where(due)) or 0
            late = session.scalar(
                select(func.count()).select_from(source).where(due & (source.next_due_at < self._now - LATE_AFTER))
            )
            at_work = (
                session.scalar(select(func.count()).select_from(source).where(source.lease_until > self._now)) or 0
            )
        yield _labelled("sources", "Sources that the clock crawls, by how their last crawl ended", "state", states)
        yield _gauge("sources_due", "Sources due now", waiting)
        yield _gauge("sources_late", "Sources due for more than an hour", late or 0)
        yield _gauge("sources_crawling", "Sources that a process holds now", at_work)

    def _runs(self) -> Iterator[GaugeMetricFamily]:
        run = models.Run
        with reading(self._engine) as session:
            newest = session.scalar(select(func.max(run.id))) or 0
            lately = run.id > newest - NEWEST_RUNS, run.started_at >= self._now - WINDOW
            outcomes = session.execute(select(run.outcome, func.count()).where(*lately).group_by(run.outcome)).all()
            sums = select(*(func.coalesce(func.sum(getattr(run, name)), 0) for name in LEDGER)).where(*lately)
            ledger = list(zip(LEDGER, session.execute(sums).one(), strict=True))
        yield _labelled("runs_24h", "Runs begun in the last 24 hours, by outcome", "outcome", outcomes)
        yield _labelled("ledger_24h", "Sums of the ledgers of these runs", "column", ledger)

    def _alerts(self) -> Iterator[GaugeMetricFamily]:
        found = look(self._engine)
        behind = (self._now - found.unread_since).total_seconds() if found.unread_since is not None else 0.0
        letters = sorted(count_by_state(self._engine).items())
        yield _labelled("letters", "Letters by state of the outbox", "state", letters)
        yield _gauge("matches_waiting", "Matches that wait for a letter", count_waiting(self._engine))
        yield _gauge("matching_behind_seconds", "Age of the oldest change not yet matched", max(0.0, behind))


LEDGER = ("discovered", "stored", "unchanged", "duplicate", "revised", "folded", "pages", "bytes")


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"jianbao_{name}", says, value=value)


def _labelled(name: str, says: str, label: str, values: Iterable[Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"jianbao_{name}", says, labels=[label])
    for key, value in values:
        family.add_metric([str(key)], float(value))
    return family
