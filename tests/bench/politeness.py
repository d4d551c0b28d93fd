"""100 sources on 30 hosts, two nodes at once, both killed and started again: gaps, overlaps, robots; both databases.

Each host's rule is one second, on every third one a Crawl-delay of two; every host forbids one article of each source.
Four plain Scrapy crawls of one host with a delay of 0.5 s left 0.0001 s between two requests (measured, version 2.19).
"""

import json
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from archive import runs
from archive.config import load_config
from archive.db import connect
from tests.bench.rows import Row
from tests.postgres import NoPostgres, shared_server

REPO = Path(__file__).resolve().parents[2]
HOSTS, SOURCES, ARTICLES = 30, 100, 3
RULE_S, CRAWL_DELAY_S = 1.0, 2.0
KILL_AFTER_S = 8.0
DAY = "2026-03-10"
NOW = f"{DAY}T12:00:00+08:00"
SERVER = """
import json, sys, time
from aiohttp import web
from tests.bench.politeness import HOSTS, answer
seen, inside = [], {}
async def say(request):
    host = request.host.partition(":")[0]
    if request.path == "/_seen":
        return web.json_response(seen)
    inside[host] = inside.get(host, 0) + 1
    seen.append((time.monotonic(), host, request.path, inside[host]))
    body, kind = answer(host, request.path)
    inside[host] -= 1
    return web.Response(text=body, content_type=kind)
app = web.Application()
app.router.add_route("*", "/{path:.*}", say)
def said(*_):
    print("ready", flush=True)
hosts = [f"127.77.1.{number}" for number in range(1, HOSTS + 1)]
web.run_app(app, host=hosts, port=int(sys.argv[1]), print=said, access_log=None)
"""


def answer(host: str, path: str) -> tuple[str, str]:
    """Return what a host says to a path, and of what kind it is."""
    if path == "/robots.txt":
        delay = f"Crawl-delay: {CRAWL_DELAY_S:.0f}\n" if _is_slow(host) else ""
        return f"User-agent: *\nDisallow: /forbidden/\n{delay}", "text/plain"
    if path.startswith("/list"):
        source = path.removeprefix("/list")
        links = [f"/{'forbidden' if n == 0 else 'news'}/{source}-{n}.html" for n in range(ARTICLES)]
        rows = "".join(f'<li><a href="{link}">云江新闻一则：{link}</a><span>{DAY}</span></li>' for link in links)
        return f"<html><body><ul>{rows}</ul></body></html>", "text/html"
    text = f"<p>本报讯 {path} 的新闻：{'市政府昨日公布今年的民生实事项目，' * 6}</p>"
    return f"<html><head><title>{path}</title></head><body><h1>新闻{path}</h1>{text}</body></html>", "text/html"


def _is_slow(host: str) -> bool:
    return int(host.rpartition(".")[2]) % 3 == 0


def measure() -> list[Row]:
    """Crawl, kill, crawl again, on either database."""
    rows = _crawled("SQLite", "")
    with TemporaryDirectory() as run:
        try:
            server = shared_server(Path(run))
        except NoPostgres:
            return rows
        rows += _crawled("PostgreSQL", server.create("politeness"))
        server.drop("politeness")
    return rows


def _crawled(name: str, database: str) -> list[Row]:
    """Return what the hosts saw."""
    port = random.SystemRandom().randrange(20_000, 60_000)
    command = [sys.executable, "-c", SERVER, str(port)]
    with (
        subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server,
        TemporaryDirectory() as folder,
    ):
        assert server.stdout is not None
        server.stdout.readline()
        try:
            home = _home(Path(folder), port, database)
            _crawl(home, kill_after_s=KILL_AFTER_S)
            engine = connect(load_config(home, environment={}).database)
            runs.sweep(engine, now=datetime.now(UTC) + timedelta(days=3650))
            engine.dispose()
            _crawl(home)
            with urlopen(f"http://127.77.1.1:{port}/_seen") as answered:
                seen = json.load(answered)
        finally:
            server.kill()
    return _rows(name, seen)


def _rows(name: str, seen: list[Any]) -> list[Row]:
    worst, last = float("inf"), dict[str, float]()
    for at_s, host, _, _ in seen:
        if host in last:
            worst = min(worst, (at_s - last[host]) / (CRAWL_DELAY_S if _is_slow(host) else RULE_S))
        last[host] = at_s
    asked = [path for _, _, path, _ in seen]
    return [
        Row(what=f"{name}: requests", value=len(seen), unit=f"to {len(last)} hosts"),
        Row(what=f"{name}: smallest gap", value=worst, unit="of the rule"),
        Row(what=f"{name}: most requests at a time", value=max(one[3] for one in seen), unit="to a host"),
        Row(what=f"{name}: robots violations", value=sum("forbidden" in path for path in asked), unit="requests"),
        Row(
            what=f"{name}: robots.txt asked for",
            value=asked.count("/robots.txt"),
            unit=f"times by {HOSTS} hosts' crawls",
        ),
        Row(
            what=f"{name}: articles asked for", value=sum("/news/" in path for path in asked), unit=f"of {SOURCES * 2}"
        ),
    ]


def _home(home: Path, port: int, database: str) -> Path:
    (home / "sources").mkdir()
    limits = f"allow_private = true\ndelay_s = {RULE_S}\npackaged_sources = false\n"
    where = f'[database]\nurl = "{database}"\n' if database else ""
    (home / "jianbao.toml").write_text(f"[crawl]\n{limits}{where}", encoding="utf-8")
    for number in range(SOURCES):
        start = f"http://127.77.1.{number % HOSTS + 1}:{port}/list{number}"
        text = f"id: paper-{number}\nname: 报{number}\nfamily: listing\nstart: {start}\n"
        (home / "sources" / f"paper-{number}.yaml").write_text(text, encoding="utf-8")
    connect(load_config(home, environment={}).database).dispose()
    return home


def _crawl(home: Path, *, kill_after_s: float | None = None) -> None:
    """Crawl half of the sources in each of two processes, to their end or until they are killed."""
    halves = [[f"paper-{number}" for number in range(half, SOURCES, 2)] for half in (0, 1)]
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    crawls = [
        subprocess.Popen([sys.executable, "-m", "crawler", "--home", str(home), "--now", NOW, *half], cwd=REPO, **quiet)
        for half in halves
    ]
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        for crawl in crawls:
            crawl.kill()
    for crawl in crawls:
        crawl.wait()
