"""A whole crawl on loopback to stored, tagged, indexed articles, beside Scrapy + trafilatura + ORM.

Twice: e-paper editions crawled by their family (`edition`: nine papers, pages of 4 to 16 kB), and a feed of e-paper
pages of 20 to 80 kB (means of 35 kB of synthetic and 89 kB of real pages were met when the design was measured). Both
crawlers get the same pages from one server, in processes of their own. A crawler lives for days, so what an article
costs is the difference between a crawl of many articles and one of few, for both: start, imports, themes and patterns,
made once a process, fall out; layout pages and feeds do not. The plain pipeline is Scrapy as it comes, with trafilatura
in the callback and one commit an item. `python -m tests.bench.pipeline DATABASE ADDRESS...` is that pipeline.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.edition import PAGES, STORIES, edition, start
from tests.bench.intake import WORDS
from tests.bench.intake import pages as small_pages
from tests.bench.rows import Row

SMALLEST_BYTES, LARGEST_BYTES = 20_000, 80_000
FEW, MANY = 100, 700
"""Articles of the two crawls of a feed whose difference counts."""
FEW_PAPERS, MANY_PAPERS = 1, 9
"""Papers of the two crawls of editions, with 128 articles each."""
EDITIONS_FLOOR, FEED_FLOOR = 0.5, 2.0
"""Ratios to the plain pipeline below which a crawl has taken a step back. Floors, no aims: that one stores a title and
a text, and has little to read on small pages."""
TODAY = date(2026, 3, 10)
PEER = "Scrapy + trafilatura + ORM commit"

REPO = Path(__file__).resolve().parents[2]
SERVER = """
import sys
from aiohttp import web
from tests.bench.pipeline import site
answers = site(int(sys.argv[1]))
async def say(request):
    body = answers.get(request.path)
    if body is None:
        return web.Response(status=404)
    kind = "application/rss+xml" if request.path.endswith(".xml") else "text/html"
    return web.Response(body=body, content_type=kind, charset="utf-8")
app = web.Application()
app.router.add_route("*", "/{path:.*}", say)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: print("ready", flush=True), access_log=None)
"""


def pages() -> Iterator[tuple[str, bytes]]:
    """The small pages of `intake` in what real ones have around their text: styles, scripts, menus, lists of links."""
    rng = random.Random(20260311)
    for url, body in small_pages(MANY):
        head, rest = body.split(b"</head>", 1)
        start, end = rest.rsplit(b"</body>", 1)
        around = rng.randrange(SMALLEST_BYTES, LARGEST_BYTES) - len(body)
        code, links = _code(rng, around // 3).encode(), _links(rng, around * 2 // 3).encode()
        yield url, b"".join([head, code, b"</head>", start, links, b"</body>", end])


def _code(rng: random.Random, size: int) -> str:
    """Styles and scripts of about so many bytes."""
    rules: list[str] = []
    calls: list[str] = []
    while sum(map(len, rules)) < size // 2:
        rules.append(
            f".box-{len(rules)} .item{{float:left;margin:0 {rng.randrange(30)}px;color:#{rng.randrange(4096):03x}}}\n"
        )
    while sum(map(len, calls)) < size // 2:
        calls.append(
            f"menu.add({{id:{len(calls)},open:function(e){{return e.target.value>{rng.randrange(900)};}}}});\n"
        )
    return f"<style>{''.join(rules)}</style><script>{''.join(calls)}</script>"


def _links(rng: random.Random, size: int) -> str:
    """Lists of links of about so many bytes, as beside and below an article."""
    made, length = [], 0
    while length < size:
        text = "".join(rng.choices(WORDS, k=4))
        made.append(f'<li><a href="/2026/03/{rng.randrange(10**6)}.html" title="{text}">{text}</a></li>')
        length += len(made[-1].encode())
    lists = ["".join(made[i : i + 12]) for i in range(0, len(made), 12)]
    return "".join(f'<div class="list"><ul>{one}</ul></div>' for one in lists)


def site(port: int) -> dict[str, bytes]:
    """Return what the server says: editions, the articles of the feeds, a feed of a few and one of all."""
    articles = {url.removeprefix("http://paper.test"): body for url, body in pages()}
    items = [
        f"<item><title>{path}</title><link>http://127.0.0.1:{port}{path}</link>"
        "<pubDate>Tue, 10 Mar 2026 06:00:00 +0800</pubDate></item>"
        for path in articles
    ]
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>云江</title>'
    feeds = {
        f"/{name}.xml": f"{head}{''.join(items[:count])}</channel></rss>"
        for name, count in (("few", FEW), ("many", MANY))
    }
    said = {path: text.encode() for path, text in feeds.items()}
    for paper in range(MANY_PAPERS):
        said |= {path: text.encode() for path, text in edition(paper).items()}
    return articles | said


def measure() -> list[Row]:
    """CPU milliseconds and articles a second of a whole crawl, ours and the plain pipeline's, of two kinds of pages."""
    a_paper = PAGES * STORIES
    with _served() as address:
        papers = [f"{address}{start(paper)}" for paper in range(MANY_PAPERS)]
        return [
            *_compared(
                "e-paper editions",
                _Starts("edition", papers[:FEW_PAPERS], FEW_PAPERS * a_paper),
                _Starts("edition", papers, MANY_PAPERS * a_paper),
                floor=EDITIONS_FLOOR,
            ),
            *_compared(
                "feed of large pages",
                _Starts("feed", [f"{address}/few.xml"], FEW),
                _Starts("feed", [f"{address}/many.xml"], MANY),
                floor=FEED_FLOOR,
            ),
        ]


@dataclass(frozen=True, slots=True)
class _Starts:
    """Where a crawl begins, and how many articles it stores."""

    family: str
    addresses: Sequence[str]
    articles: int


def _compared(pages: str, few: _Starts, many: _Starts, *, floor: float) -> list[Row]:
    """Crawl few and many articles with both; raise AssertionError when one is lost."""
    with TemporaryDirectory() as folder:
        ours = _Crawl(_ours(Path(folder, "few"), few), _ours(Path(folder, "many"), many))
        peer = _Crawl(_theirs(Path(folder, "few.db"), few), _theirs(Path(folder, "many.db"), many))
        stored = _count(Path(folder, "many", "archive.db"), "article"), _count(Path(folder, "many.db"), "item")
    assert stored == (many.articles, many.articles), stored
    further = many.articles - few.articles
    return [
        Row(
            what=f"{pages}, an article",
            value=ours.cpu_s * 1000 / further,
            unit="CPU ms",
            peer=PEER,
            peer_value=peer.cpu_s * 1000 / further,
            larger_is_better=False,
            bar=floor,
        ),
        Row(
            what=f"{pages}, one crawler process",
            value=further / ours.wall_s,
            unit="articles/s",
            peer=PEER,
            peer_value=further / peer.wall_s,
            bar=floor,
        ),
        Row(what=f"{pages}, two cores' CPU would carry", value=2 * further / ours.cpu_s, unit="articles/s"),
    ]


class _Crawl:
    """What the further articles of a crawl of many cost, beyond one of few."""

    def __init__(self, few: list[str], many: list[str]) -> None:
        less, more = cost_of(few), cost_of(many)
        self.cpu_s = more[0] - less[0]
        self.wall_s = more[1] - less[1]


def cost_of(command: list[str]) -> tuple[float, float]:
    """Run a process to its end; return its CPU seconds, children included, and the seconds it took."""
    began, before = time.monotonic(), os.times()
    subprocess.run(command, cwd=REPO, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu_s, time.monotonic() - began


def _ours(home: Path, starts: _Starts) -> list[str]:
    """Return the command of our crawl of a source for each address, in a new home folder."""
    (home / "sources").mkdir(parents=True)
    crawl = "[crawl]\nallow_private = true\ndelay_s = 0.0\npackaged_sources = false\n"
    (home / "jianbao.toml").write_text(crawl, encoding="utf-8")
    names = [f"paper-{number}" for number in range(len(starts.addresses))]
    for name, address in zip(names, starts.addresses, strict=True):
        source = f"id: {name}\nname: 云江日报\nfamily: {starts.family}\nstart: {address}\n"
        (home / "sources" / f"{name}.yaml").write_text(source, encoding="utf-8")
    return [sys.executable, "-m", "crawler", "--home", str(home), "--now", "2026-03-10T12:00:00+08:00", *names]


def _theirs(database: Path, starts: _Starts) -> list[str]:
    """Return the command of the plain pipeline; it knows no days."""
    today = (address.format(day=TODAY) for address in starts.addresses)
    return [sys.executable, "-m", "tests.bench.pipeline", str(database), *today]


def _count(database: Path, table: str) -> int:
    from archive.db import sqlite_driver

    connection = sqlite_driver().connect(str(database))
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # our own names
    finally:
        connection.close()


@contextmanager
def _served() -> Iterator[str]:
    port = random.SystemRandom().randrange(20_000, 60_000)
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _plain(database: str, *starts: str) -> None:
    """Crawl feeds or editions as most do: Scrapy's defaults, trafilatura in the callback, one ORM commit an item."""
    import trafilatura
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from sqlalchemy import create_engine, select
    from sqlalchemy.orm import Session

    from tests.bench.intake import Base, Item

    engine = create_engine(f"sqlite:///{database}")
    Base.metadata.create_all(engine)

    class PlainSpider(Spider):
        name = "plain"
        start_urls = list(starts)  # noqa: RUF012 # Scrapy's way

        def parse(self, response):  # type: ignore[no-untyped-def]  # as people write it
            for link in response.xpath("//item/link/text()").getall():
                yield Request(link, callback=self.read)
            yield from response.follow_all(xpath='//a[contains(@href, "content_")]', callback=self.read)
            yield from response.follow_all(xpath='//a[contains(@href, "node_")]', callback=self.parse)

        def read(self, response):  # type: ignore[no-untyped-def]  # as people write it
            found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            with Session(engine) as session:
                if session.scalar(select(Item).where(Item.url == response.url)) is None:
                    title, body = str(getattr(found, "title", "")), str(getattr(found, "text", ""))
                    session.add(Item(url=response.url, title=title, body=body))
                    session.commit()

    process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "REMOTE_CONTROL_ENABLED": False})
    process.crawl(PlainSpider)
    process.start()


if __name__ == "__main__":
    _plain(*sys.argv[1:])
