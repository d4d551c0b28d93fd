"""Pages of 40 kB from loopback through spider, policy and WARC, beside news-please fetching and reading the same pages.

Politeness is off; the server is a process of its own. The second figure goes all the way into the archive. The peer
runs from .venv-peers (`make peers`); its pages a second include its reading, which is what one gets from it.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.archive.news import write_text
from tests.bench.rows import Row

REPO = Path(__file__).resolve().parents[2]
PEER = REPO / ".venv-peers" / "bin" / "python"
PAGES = 1500
READ_PAGES = 300
"""Pages that are also read and stored."""
PEER_PAGES = 24
DAY = "2026-03-10"
FURNITURE_BYTES = 38_000
"""Menus, scripts and links around an article, so that a page has some 40 kB."""
SERVER = """
import sys
from aiohttp import web
from tests.bench.captures import page, listing
pages = [page(number) for number in range(int(sys.argv[1]))]
async def article(request):
    return web.Response(body=pages[int(request.match_info["number"])], content_type="text/html", charset="utf-8")
async def index(request):
    return web.Response(text=listing(int(request.match_info["count"])), content_type="text/html")
app = web.Application()
app.router.add_get("/t{number}.html", article)
app.router.add_get("/list{count}.html", index)
def said(*_):
    print("ready", flush=True)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[2]), print=said, access_log=None)
"""
CRAWL = """
import sys
import crawler.__main__ as program
if sys.argv[2] == "captures":
    made = program.scrapy_settings
    program.scrapy_settings = lambda config: made(config) | {"ITEM_PIPELINES": {}}
sys.exit(program.main(["--home", sys.argv[1], "--now", "2026-03-10T12:00:00+08:00", "bench"]))
"""
PEER_CRAWL = """
import sys, time
from newsplease import NewsPlease
urls = sys.argv[1:]
NewsPlease.from_url(urls[0])
wall, cpu = time.perf_counter(), time.process_time()
got = [NewsPlease.from_url(url) for url in urls]
print(time.perf_counter() - wall, time.process_time() - cpu, sum(bool(one and one.maintext) for one in got))
"""


def page(number: int) -> bytes:
    """Return an article page of some 40 kB, like no other."""
    chance = random.Random(number)
    text = "".join(f"<p>{line}</p>" for line in write_text(number).splitlines())
    menu, size = [], 0
    while size < FURNITURE_BYTES:
        menu.append(f'<li><a href="/channel/{chance.randrange(10**6)}/">栏目{chance.randrange(10**6)}</a></li>')
        size += len(menu[-1].encode())
    return (
        f'<html><head><meta charset="utf-8"><title>云江新闻第{number}号</title><meta name="ArticleTitle" '
        f'content="云江新闻第{number}号"><meta name="PubDate" content="{DAY} 09:00"></head><body>'
        f'<ul class="nav">{"".join(menu)}</ul><h1>云江新闻第{number}号</h1><p>来源：云江发布 时间：{DAY}</p>'
        f'<div class="article-content" id="zoomcon">{text}</div></body></html>'
    ).encode()


def listing(count: int) -> str:
    """Return the list page that leads to all of them."""
    rows = "".join(f'<li><a href="/t{n}.html">云江新闻第{n}号</a><span>{DAY}</span></li>' for n in range(count))
    return f"<html><body><ul>{rows}</ul></body></html>"


def measure() -> list[Row]:
    """Pages a second, and CPU milliseconds a page."""
    port = random.SystemRandom().randrange(20_000, 60_000)
    command = [sys.executable, "-c", SERVER, str(PAGES), str(port)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            captures = _crawl(port, "captures", PAGES)
            whole = _crawl(port, "whole", READ_PAGES)
            peer = _peer(port)
        finally:
            server.kill()
    rows = [_row("page captured", captures, peer), _row("page captured, read, stored, indexed", whole, peer)]
    return [row for pair in rows for row in pair]


def _row(what: str, ours: tuple[float, float], peer: tuple[float, float]) -> tuple[Row, Row]:
    return (
        Row(what=f"{what}: a second", value=1 / ours[0], unit="pages", peer="news-please", peer_value=1 / peer[0]),
        Row(
            what=f"{what}: each",
            value=ours[1] * 1000,
            unit="CPU ms",
            peer="news-please",
            peer_value=peer[1] * 1000,
            larger_is_better=False,
        ),
    )


def _crawl(port: int, how: str, count: int) -> tuple[float, float]:
    """Return wall and CPU seconds a page, the start of the process taken off by a crawl of nothing."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "sources").mkdir()
        limits = "allow_private = true\ndelay_s = 0.0\nconcurrency = 16\npackaged_sources = false\n"
        (home / "jianbao.toml").write_text(f"[crawl]\n{limits}", encoding="utf-8")
        empty = _timed(home, port, 0, how)
        full = _timed(home, port, count, how)
    return (full[0] - empty[0]) / count, (full[1] - empty[1]) / count


def _timed(home: Path, port: int, count: int, how: str) -> tuple[float, float]:
    path = f"list{count}.html"
    source = f"id: bench\nname: 云江\nfamily: listing\nstart: http://127.0.0.1:{port}/{path}\n"
    (home / "sources" / "bench.yaml").write_text(source, encoding="utf-8")
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-c", CRAWL, str(home), how], cwd=REPO, capture_output=True, text=True, check=False
    )
    wall_s, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    ledger = json.loads(ended.stdout)["ledger"]
    assert ledger["pages"] >= count, ended.stderr[-2000:]
    assert how == "captures" or ledger["stored"] == count, ledger
    return wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _peer(port: int) -> tuple[float, float]:
    """Return wall and CPU seconds a page of news-please."""
    urls = [f"http://127.0.0.1:{port}/t{number}.html" for number in range(PEER_PAGES)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(
        [str(PEER), "-c", PEER_CRAWL, *urls], capture_output=True, text=True, check=True, env=environment
    )
    wall, cpu, _ = map(float, ended.stdout.split()[-3:])
    return wall / PEER_PAGES, cpu / PEER_PAGES
