"""The standing crawler: CPU of a look at a source beside a process a look, memory of clock and crawler by sources.

Every source is a feed without news on a host of its own, so a look is robots.txt and one page. JIANBAO_BENCH_SOURCES
says how many sources (1,000).
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from archive import runs
from archive.config import load_config
from archive.db import connect
from scheduler.orders import enlist
from tests.bench.pipeline import cost_of
from tests.bench.rows import Row

REPO = Path(__file__).resolve().parents[2]
SOURCES = int(os.environ.get("JIANBAO_BENCH_SOURCES", "1000"))
SIDE_BY_SIDE = 50
MOST_MB, MOST_MB_A_THOUSAND = 240.0, 20.0
"""What clock and crawler may hold together (resident, so libraries that they share count twice), and by sources."""
SERVER = """
import sys
from aiohttp import web
feed = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>'
async def say(request):
    if request.path == "/robots.txt":
        return web.Response(status=404)
    return web.Response(text=feed, content_type="application/rss+xml")
app = web.Application()
app.router.add_route("*", "/{path:.*}", say)
web.run_app(app, host="0.0.0.0", port=int(sys.argv[1]), print=lambda *_: print("ready", flush=True), access_log=None)
"""
CLOCK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from archive import runs
from archive.config import load_config
from archive.db import connect
from scheduler.orders import enlist
from scheduler.crawling import Company
from scheduler.service import Clock
config = load_config(Path(sys.argv[1]))
clock = Clock(config, connect(config.database), now=lambda: datetime.now(UTC), company=Company())
clock.enlist()
clock.sweep()
clock.registry.load(config)
pages = int(Path('/proc/self/statm').read_text().split()[1])
print(pages * resource.getpagesize() / 1024 / 1024)
"""
"""A clock that has done what it does at each look, without its crawler; the memory of this process, in megabytes."""


def measure() -> list[Row]:
    """Look at every source once in one process; look at one in a process of its own."""
    with TemporaryDirectory() as folder, _served() as port:
        home = _home(Path(folder), port)
        names = [f"paper-{number}" for number in range(SOURCES)]
        alone = cost_of([sys.executable, "-m", "crawler", "--home", str(home), names[0]])[0]
        _claim(home)
        before, large = _stand(home, names[:1])
        after, larger = _stand(home, names[1:])
        told = subprocess.run(
            [sys.executable, "-c", CLOCK, str(home)], cwd=REPO, capture_output=True, text=True, check=True
        )
    clock = float(told.stdout.split()[-1])
    most = MOST_MB + MOST_MB_A_THOUSAND * SOURCES / 1000
    assert clock + larger <= most, f"clock and crawler hold {clock + larger:.0f} MB, {most:.0f} at most"
    return [
        Row(
            what="a look at a source",
            value=(after - before) * 1000 / (SOURCES - 2),
            unit="CPU ms",
            peer="a process a look",
            peer_value=alone * 1000,
            larger_is_better=False,
        ),
        Row(what="crawler, one source", value=large, unit="MB", larger_is_better=False),
        Row(what=f"crawler, {SOURCES} sources", value=larger, unit="MB", larger_is_better=False),
        Row(what=f"clock, {SOURCES} sources", value=clock, unit="MB", larger_is_better=False),
        Row(what="clock and crawler", value=clock + larger, unit=f"MB, {most:.0f} at most", larger_is_better=False),
    ]


def _claim(home: Path) -> None:
    """Claim all sources, as the clock does before it orders them."""
    config = load_config(home, environment={})
    enlist(config)
    engine = connect(config.database)
    claimed = runs.claim_due(engine, now=datetime.now(UTC), owner="bench", lease_s=3600, limit=SOURCES)
    assert len(claimed) == SOURCES, len(claimed)
    engine.dispose()


def _stand(home: Path, names: list[str]) -> tuple[float, float]:
    """Have sources crawled by one process; return its CPU seconds and the megabytes it held at the end."""
    before = os.times()
    command = [sys.executable, "-m", "crawler", "--home", str(home), "--owner", "bench", "--standing"]
    waiting, under_way, mb = list(enumerate(names, 1)), 0, 0.0
    with subprocess.Popen(command, cwd=REPO, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        # The crawler says nothing before it has its settings, or an order.
        _say(process.stdin, {"settings": load_config(home, environment={}).tables})
        for line in process.stdout:
            told = json.loads(line)
            mb = max(mb, told.get("beat", {}).get("mb", 0.0))
            under_way -= "order" in told
            batch, waiting = waiting[: SIDE_BY_SIDE - under_way], waiting[SIDE_BY_SIDE - under_way :]
            orders = [{"order": number, "source": name, "now": "", "leased": "yes"} for number, name in batch]
            under_way += len(batch)
            if orders:
                _say(process.stdin, {"orders": orders})
            elif not under_way and "beat" in told:
                # Only at a sign of life after the last one, so that its memory is told too.
                _say(process.stdin, {"leave": True})
                under_way = -len(names)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, mb


def _say(stdin: IO[str], line: dict[str, Any]) -> None:
    stdin.write(json.dumps(line, default=str) + "\n")
    stdin.flush()


def _home(home: Path, port: int) -> Path:
    (home / "sources").mkdir()
    limits = "allow_private = true\ndelay_s = 0.0\npackaged_sources = false\n"
    (home / "jianbao.toml").write_text(f"[crawl]\n{limits}", encoding="utf-8")
    for number in range(SOURCES):
        host = f"127.77.{number // 250}.{number % 250 + 1}"
        text = f"id: paper-{number}\nname: 报{number}\nfamily: feed\nstart: http://{host}:{port}/\nevery: 1 hour\n"
        (home / "sources" / f"paper-{number}.yaml").write_text(text, encoding="utf-8")
    connect(load_config(home, environment={}).database).dispose()
    return home


@contextmanager
def _served() -> Iterator[int]:
    port = random.SystemRandom().randrange(20_000, 60_000)
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield port
        finally:
            server.kill()
