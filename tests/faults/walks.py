"""Crawls and backfills to be killed: one process imports everything once, and forks a worker for each round.

Run as `python -m tests.faults.walks HOME SOURCE [FIRST LAST]`; for each line on stdin it forks a worker, writes the
worker's number, then `done` or `killed`. With days a worker clears the way, plans and walks as `jianbao backfill` does;
without, it crawls the source once, as the clock does after the lease of a killed crawl has ended.
"""

import os
import sys
import traceback
from datetime import UTC, date, datetime, timedelta
from pathlib import Path


def _crawl(home: Path, source: str) -> int:
    from archive import runs
    from archive.config import load_config
    from crawler.__main__ import main
    from scheduler.orders import opened

    with opened(load_config(home)) as engine:
        runs.sweep(engine, now=datetime.now(UTC) + timedelta(hours=1))
    return main(["--home", str(home), source])


def _walk(home: Path, source: str, first: date, last: date) -> int:
    import threading

    from archive.config import load_config
    from crawler.__main__ import main
    from scheduler import backfill
    from scheduler.orders import opened

    config, now = load_config(home), datetime.now(UTC)
    planned = backfill.plan(config, source, since=first, until=last, now=now)
    with opened(config) as engine:
        assert backfill.wait_for_way(engine, source, now=now, stop=threading.Event()) == ""
    if not planned.steps:
        return 0
    stretches = ",".join(f"{step.day}..{step.until}" for step in planned.steps)
    return main(["--home", str(home), "--kind", "backfill", "--walk", stretches, source])


def _serve(home: Path, source: str, days: list[date]) -> None:
    # Imported before the first fork, so that a worker's life is work and not imports.
    import crawler.__main__  # noqa: F401 # only to have it in memory
    import scheduler.backfill  # noqa: F401 # only to have it in memory

    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            code = 1
            try:
                sys.stdout = sys.stderr
                code = _walk(home, source, *days) if days else _crawl(home, source)
            except BaseException:  # told to whoever runs the test; a fork must never return into the loop
                traceback.print_exc()
            os._exit(code)
        print(worker, flush=True)
        _, status = os.waitpid(worker, 0)
        print("killed" if os.WIFSIGNALED(status) else f"done {os.WEXITSTATUS(status)}", flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2], [date.fromisoformat(day) for day in sys.argv[3:]])
