"""A worker: does the orders that a leading clock on this or another machine hands out (`scheduler.workers`).

Crawls beside letters, one order of a kind at a time; the crawler itself has many sources under way. Settings and source
files are read again before each order, so changed ones count without a restart.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.config import Config
from archive.db import connect
from scheduler.crawling import Company
from scheduler.rounds import run_order
from scheduler.service import Clock, ticks_of
from scheduler.stopping import until_signal
from scheduler.workers import CRAWL_QUEUE, HANDED_OUT, QUEUE, make_tables, queue_for, queue_of

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
        run_order("reload", lambda: _reload(clock), clock.done)
        run_order(name, order, clock.done)

    app.task(name=name, queue=queue_for(name))(run)


async def _work(app: "App", clock: Clock) -> None:
    stop = clock.company.stop
    async with app.open_async():
        log.info("the worker waits for orders", extra={"owner": clock.owner})
        tasks = [asyncio.create_task(_serve(app, clock, queue)) for queue in (CRAWL_QUEUE, QUEUE)]
        tasks.append(asyncio.create_task(_sweep(app)))
        await asyncio.to_thread(stop.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("the worker has stopped", extra={"owner": clock.owner})


async def _serve(app: "App", clock: Clock, queue: str) -> None:
    await app.run_worker_async(
        queues=[queue],
        name=f"{clock.owner} {queue}",
        concurrency=1,
        install_signal_handlers=False,
        delete_jobs="always",
        shutdown_graceful_timeout=clock.settings.drain_s,
        stalled_worker_timeout=SILENT_S,
    )


async def _sweep(app: "App") -> None:
    """Take the entries of workers that are gone off the list, as long as this worker lives."""
    while True:
        await drop_stalled(app, silent_s=SILENT_S)
        await asyncio.sleep(SILENT_S)


async def drop_stalled(app: "App", *, silent_s: float) -> int:
    """Take the entries of workers that have been silent for so long off the list; return how many these were."""
    from procrastinate.jobs import Status

    count = 0
    for queue in (CRAWL_QUEUE, QUEUE):
        for job in await app.job_manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=silent_s):
            log.warning(
                "a worker is gone; what it did is due again when its leases end", extra={"order": job.task_name}
            )
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
            count += 1
    return count


def _reload(clock: Clock) -> None:
    clock.reload()
