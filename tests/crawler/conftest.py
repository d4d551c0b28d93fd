"""What crawl tests share: a site on loopback, a home folder, and the crawl as the clock starts it: a process."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine

from archive.config import load_config
from archive.db import connect
from tests.conftest import REPO
from tests.crawler.site import Site, opened_site
from tests.crawler.warm import run_crawler

if TYPE_CHECKING:
    from tests.crawler.outlets.week import Week

LONGEST_S = 600.0


@dataclass(slots=True, kw_only=True)
class Crawled:
    """How a crawl process ended."""

    code: int
    told: list[dict[str, Any]]
    """Its JSON lines."""
    stderr: str

    @property
    def only(self) -> dict[str, Any]:
        """The one line of a crawl of one source."""
        assert len(self.told) == 1, self.stderr
        return self.told[0]


class Home:
    """A home folder for crawls of a loopback site."""

    def __init__(self, folder: Path, *, made: bool = False) -> None:
        self.folder = folder
        if not made:
            (folder / "sources").mkdir(parents=True)
            self.configure()

    def configure(self, **changes: str) -> None:
        """Write jianbao.toml: loopback allowed, no pauses, no packaged sources; `changes` are TOML values."""
        keys = {
            "allow_private": "true",
            "delay_s": "0.0",
            "packaged_sources": "false",
            "retry_times": "1",
            "timeout_s": "30.0",
            "contact": '"desk@paper.test"',
        } | changes
        lines = [f"{key} = {value}" for key, value in keys.items()]
        (self.folder / "jianbao.toml").write_text("[crawl]\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def source(self, source_id: str, text: str) -> None:
        """Write a source file; `text` follows the id."""
        (self.folder / "sources" / f"{source_id}.yaml").write_text(f"id: {source_id}\n{text}", encoding="utf-8")

    def sources(self) -> list[Path]:
        """The source files."""
        return list((self.folder / "sources").iterdir())

    def run(self, *arguments: str) -> Crawled:
        """Crawl as `python -m crawler` does, in a process of its own, and wait for its end."""
        environment = {**os.environ, "PYTHONPATH": str(REPO)}
        ended = run_crawler(["--home", str(self.folder), *arguments], environment, LONGEST_S)
        told = [json.loads(line) for line in ended.stdout.splitlines()]
        return Crawled(code=ended.returncode, told=told, stderr=ended.stderr)

    def open(self) -> Engine:
        """Open the archive of the home."""
        return connect(load_config(self.folder, environment={}).database)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that answers 404 to everything until it is told otherwise."""
    with opened_site() as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home folder that may crawl loopback."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator["Week"]:
    """The crawls of all papers, bureaus and wires, made once for all test processes."""
    from tests.crawler.outlets.week import week_in  # it needs `Home` of this module

    base = tmp_path_factory.getbasetemp()
    found = week_in((base if worker_id == "master" else base.parent) / "week")
    yield found
    found.engine.dispose()
