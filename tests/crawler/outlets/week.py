"""Four days of all papers, bureaus and wires of Yunjiang (云江), crawled by one process a time, as the clock starts it.

Made once for all test processes of a run: the crawls cost more than everything that is asked of them.
"""

import fcntl
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Article
from tests.crawler.conftest import Home
from tests.crawler.outlets import city, posts, wires
from tests.crawler.outlets.town import Town
from tests.crawler.papers.press import Edition, publish, refused_paths, source_text, todays_pages
from tests.crawler.papers.skins import SKINS

DAY = date(2024, 2, 20)
MOMENTS = {
    "early": "2024-02-20T06:40:00+08:00",
    "later": "2024-02-20T08:30:00+08:00",
    "quiet": "2024-02-21T06:40:00+08:00",
    "again": "2024-02-21T07:10:00+08:00",
    "moved": "2024-02-22T06:40:00+08:00",
    "walled": "2024-02-23T06:40:00+08:00",
}
"""Name of a crawl → its moment: two layout pages of three; all of them; no paper and nothing new; the same once more;
front pages and one address that lead to something older; a wall before everything."""
PUBLISHED = {
    "early": posts.EARLY,
    "later": posts.LATER,
    "quiet": posts.QUIET,
    "again": posts.QUIET,
    "moved": posts.MOVED_DAY,
    "walled": posts.MOVED_DAY,
}
"""Name of a crawl → how far the town has come."""


@dataclass(slots=True, kw_only=True)
class Week:
    """What the crawls told, and the archive they left."""

    home: Home
    engine: Engine
    crawls: dict[str, Any]
    """Name of the crawl → `told`: source → its JSON line; `paths`: what was asked for; `stderr`."""

    def told(self, crawl: str, source: str) -> dict[str, Any]:
        """The JSON line of one source."""
        line: dict[str, Any] = self.crawls[crawl]["told"][source]
        return line

    def paths(self, crawl: str) -> list[str]:
        """The paths asked for in one crawl."""
        return list(self.crawls[crawl]["paths"])

    def moment(self, crawl: str) -> datetime:
        """When a crawl was."""
        return datetime.fromisoformat(MOMENTS[crawl])

    def refused(self, source: str) -> list[str]:
        """The paths of a source that robots.txt forbids."""
        skin = next((skin for skin in SKINS if skin.name == source), None)
        if skin is not None:
            return refused_paths(skin, Edition(day=DAY, pages=todays_pages()))
        listed = posts.listed(source.partition("-")[2], posts.MOVED_DAY)
        return [post.path for post in listed if post.refused]

    def articles(self, source: str) -> list[Article]:
        """The stored articles of one source, by title."""
        with reading(self.engine) as session:
            return list(session.scalars(select(Article).where(Article.source == source).order_by(Article.title)))


def week_in(folder: Path) -> Week:
    """Return the week kept in a folder; the first process that asks makes it, the others wait."""
    folder.mkdir(exist_ok=True)
    told = folder / "crawls.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = Home(folder / "home") if not told.exists() else Home(folder / "home", made=True)
        if not told.exists():
            told.write_text(json.dumps(_crawl_all(home)), encoding="utf-8")
    return Week(home=home, engine=home.open(), crawls=json.loads(told.read_text(encoding="utf-8")))


def _crawl_all(home: Home) -> dict[str, Any]:
    found = {}
    with Town.opened() as town:
        names = _write_sources(home, town)
        for name, moment in MOMENTS.items():
            town.is_walled = name == "walled"
            _publish(town, PUBLISHED[name])
            town.forget()
            crawled = home.run("--now", moment, *names)
            told = {line["source"]: line for line in crawled.told}
            found[name] = {"told": told, "paths": town.paths(), "stderr": crawled.stderr}
    return found


def _write_sources(home: Home, town: Town) -> list[str]:
    for skin in SKINS:
        home.source(skin.name, source_text(town, skin))
    for bureau in posts.GOV:
        options = "hosts: 127.0.0.1\ngov:\n  max_attachment_mb: 1\n  page_size: 4\n"
        text = f"name: 云江{bureau}\nfamily: govsite\nstart: {town.address}{city.START[bureau]}\n{options}"
        home.source(f"gov-{bureau}", text)
    for wire in posts.WIRES:
        home.source(f"wire-{wire}", wires.source_text(town, wire))
    return sorted(path.stem for path in (home.folder / "sources").iterdir())


def _publish(town: Town, moment: int) -> None:
    """Let the town be as it is at a moment."""
    pages = todays_pages()
    whole = Edition(day=DAY, pages=pages)
    refused = [path for skin in SKINS for path in refused_paths(skin, whole)]
    rules = "".join(f"Disallow: {path}\n" for path in ("/private/", *refused))
    town.say("/robots.txt", f"User-agent: *\n{rules}", content_type="text/plain")
    city.publish(town, moment)
    wires.publish(town, moment)
    for skin in SKINS:
        if moment <= posts.LATER:
            publish(town, skin, Edition(day=DAY, pages=pages[: 2 + moment]))
        start, back = skin.start.format(day=date(2024, 2, 22)), skin.start.format(day=DAY)
        town.say(f"/{skin.name}{start}", "", status=302, headers={"Location": f"{town.address}/{skin.name}{back}"})
