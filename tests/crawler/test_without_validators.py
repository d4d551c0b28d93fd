"""Servers that give nothing to ask with, or lie: nothing is stored twice, and what comes again is a revisit."""

from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from warcio.archiveiterator import ArchiveIterator

from archive.config import load_config
from archive.db import reading
from archive.models import Article, Capture
from tests.crawler.conftest import Home
from tests.crawler.outlets import city, posts, wires
from tests.crawler.outlets.town import Town
from tests.crawler.outlets.week import DAY
from tests.crawler.papers.press import Edition, publish, source_text, todays_pages
from tests.crawler.papers.skins import B1

POLLS = {
    "first": "2024-02-20T08:30:00+08:00",
    "soon": "2024-02-20T09:00:00+08:00",
    "late": "2024-02-20T22:30:00+08:00",
}
"""The third one comes when articles may be asked for in whole again, which is twice a day at most."""
SOURCES = ("b1", "rss", "sitemap", "listing", "json", "static")
"""One of each family."""
COUNTED = "<!-- visits: {} -->"
"""What a page that counts its readers has behind its end."""


class Forgetful(Town):
    """Gives no validators but a new ETag each time, and counts the readers of one list."""

    def __init__(self) -> None:
        super().__init__()
        self.visits: Counter[str] = Counter()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer as a town does, whole each time."""
        self.visits[request.path] += 1
        for answer in self.answers.values():
            answer.validators = False
            answer.headers = dict(answer.headers) | {"ETag": f'"{self.visits[request.path]}"'}
        if request.path == "/listing/start":
            page = self.answers[request.path].body.partition(b"<!-- visits")[0]
            self.answers[request.path].body = page + COUNTED.format(self.visits[request.path]).encode()
        super().answer(request)


@dataclass(slots=True, kw_only=True)
class Polled:
    """Three polls of six sources, and what each left."""

    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Poll → source → its ledger."""
    paths: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, Counter[str]] = field(default_factory=dict)
    """Poll → source → articles after it."""
    kept: dict[str, Counter[str]] = field(default_factory=dict)
    """Poll → source → captures after it."""
    captures: Path = Path()


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Polled:
    """The polls."""
    home, found = Home(tmp_path_factory.mktemp("forgetful") / "home"), Polled()
    found.captures = load_config(home.folder, environment={}).captures
    with Forgetful.opened() as town:
        city.publish(town, posts.LATER)
        wires.publish(town, posts.LATER)
        publish(town, B1, Edition(day=DAY, pages=todays_pages()))
        home.source("b1", source_text(town, B1))
        for wire in SOURCES[1:5]:
            home.source(wire, wires.source_text(town, wire))
        start = f"{town.address}{city.START['static']}"
        home.source("static", f"name: 公开\nfamily: govsite\nstart: {start}\nhosts: 127.0.0.1\n")
        for poll, moment in POLLS.items():
            town.forget()
            crawled = home.run("--now", moment, *SOURCES)
            found.told[poll] = {line["source"]: line["ledger"] for line in crawled.told}
            found.paths[poll] = town.paths()
            engine = home.open()
            found.rows[poll], found.kept[poll] = _counts(engine, Article), _counts(engine, Capture)
            engine.dispose()
    return found


def _counts(engine: Engine, table: type[Article] | type[Capture]) -> Counter[str]:
    with reading(engine) as session:
        rows = session.execute(select(table.source, func.count().label("n")).group_by(table.source))
        return Counter({row.source: row.n for row in rows})


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("poll", ["soon", "late"])
def test_nothing_is_stored_again(polled: Polled, poll: str, source: str) -> None:
    """Whatever is sent again, no article, revision or placement comes of it."""
    ledger = polled.told[poll][source]
    assert ledger["unchanged"] > 0
    assert (ledger["stored"], ledger["revised"], ledger["duplicate"]) == (0, 0, 0)
    assert polled.rows[poll][source] == polled.rows["first"][source] > 0


@pytest.mark.parametrize("source", SOURCES)
def test_a_poll_soon_after_keeps_at_most_the_page_that_changed(polled: Polled, source: str) -> None:
    """Half an hour later nothing is kept of a list with the same bytes; of one that counts its readers, the page."""
    more = polled.kept["soon"][source] - polled.kept["first"][source]
    assert more == (1 if source == "listing" else 0)


def test_bytes_that_came_again_are_revisits(polled: Polled) -> None:
    """Half a day later articles are asked for in whole: each is kept as a WARC revisit, never as a second response."""
    again = {path for path in polled.paths["late"] if "/doc/" in path or "/content/" in path}
    records = [record for file in polled.captures.rglob("*.warc*") for record in _records(file)]
    revisited = {path for kind, path in records if kind == "revisit"}
    twice = [path for path, n in Counter(path for kind, path in records if kind == "response").items() if n > 1]
    assert len(again) > len(SOURCES)
    assert again & {path for _, path in records} <= revisited
    assert [path for path in twice if not path.startswith("/listing/start")] == []


def _records(file: Path) -> list[tuple[str, str]]:
    """Kind and path of each record with an answer of 200."""
    with file.open("rb") as stream:
        return [
            (record.rec_type, "/" + record.rec_headers.get_header("WARC-Target-URI").split("/", 3)[3])
            for record in ArchiveIterator(stream)
            if record.rec_type in ("response", "revisit") and record.http_headers.get_statuscode() == "200"
        ]
