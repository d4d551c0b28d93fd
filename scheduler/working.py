"""A worker: does the orders that a leading clock on this or another machine hands out (`scheduler.workers`)."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.config import Config
from archive.db import connect
from scheduler.crawling import Company
from scheduler.service import Clock, run_order, ticks_of
from scheduler.stopping import until_signal
from scheduler.workers import HANDED_OUT, QUEUE, make_tables, queue_of

if TYPE_CHECKING:
    from procrastinate import App

log = logging.getLogger(__name__)

SILENT_S = 30.0
"""A worker whose heart has not beaten for so long is gone; its entries are taken off the list."""


def work(config: Config, *, company: Company | None = None) -> None:
    """Do orders that a leading clock hands out, one at a time, until SIGTERM or SIGINT."""
    present = company or Company()
    engine = connect(config.database)
    try:
        app = queue_of(engine)
        clock = Clock(config, engine, now=lambda: datetime.now(UTC), company=present)
        for name in HANDED_OUT:
            _register(app, clock, name)
        with app.open():
            make_tables(app, engine)
        clock.take_back()
        with until_signal(present.stop):
            try:
                asyncio.run(_work(app, clock))
            finally:
                present.stop.set()
                clock.crawler.close()
    finally:
        engine.dispose()


def _register(app: "App", clock: Clock, name: str) -> None:
    order = ticks_of(clock)[name]

    def run() -> None:
        # An order that fails is told and forgotten: the next tick nudges again.
        run_order(name, order, clock.done)

    app.task(name=name, queue=QUEUE)(run)


async def _work(app: "App", clock: Clock) -> None:
    stop = clock.company.stop
    async with app.open_async():
        log.info("the worker waits for orders", extra={"owner": clock.owner})
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                name=clock.owner,
                concurrency=1,
                install_signal_handlers=False,
                delete_jobs="always",
                shutdown_graceful_timeout=clock.settings.drain_s,
                stalled_worker_timeout=SILENT_S,
            )
        )
        sweeper = asyncio.create_task(_sweep(app))
        await asyncio.to_thread(stop.wait)
        sweeper.cancel()
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
        log.info("the worker has stopped", extra={"owner": clock.owner})


async def _sweep(app: "App") -> None:
    """Take the entries of workers that are gone off the list, as long as this worker lives."""
    from procrastinate.jobs import Status

    while True:
        for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT_S):
            log.warning(
                "a worker is gone; what it did is due again when its leases end", extra={"order": job.task_name}
            )
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
        await asyncio.sleep(SILENT_S)
