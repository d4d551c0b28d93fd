"""What tests of the control desk share: a city on loopback, a home that may crawl it, the command line."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from archive.config import Config, load_config
from archive.db import connect
from scheduler.cli.main import main
from tests.conftest import REPO
from tests.crawler.site import STORIES, Site, opened_site, publish_feed

DAY = date(2026, 3, 10)


@dataclass(slots=True, kw_only=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


class Newsroom:
    """A home folder whose sources are on a loopback site."""

    def __init__(self, home: Path, site: Site, database: str = "") -> None:
        self.home = home
        self.site = site
        self.database = database
        self._started: list[subprocess.Popen[str]] = []
        home.mkdir(mode=0o700, parents=True)
        (home / "sources").mkdir()
        self.configure()

    def configure(self, **clock: float) -> None:
        """Write jianbao.toml: loopback allowed, no pauses, quick ticks; `clock` are keys of its section."""
        keys = {"tick_s": 0.1, "match_every_s": 60.0, "send_every_s": 60.0, "sweep_every_s": 0.2} | clock
        lines = [
            "[crawl]",
            "allow_private = true",
            "delay_s = 0.0",
            # Answers that are held back on purpose wait for a test, however busy the machine is.
            "timeout_s = 600.0",
            "packaged_sources = false",
            "retry_times = 0",
            'contact = "desk@paper.test"',
            "[clock]",
            *[f"{key} = {value}" for key, value in keys.items()],
            *(["[database]", f'url = "{self.database}"'] if self.database else []),
        ]
        (self.home / "jianbao.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def add_feed(self, name: str, *stories: int, every: str = "2 hours") -> None:
        """Publish a feed of some of the stories and write its source file."""
        publish_feed(self.site, f"/{name}.xml", tuple((STORIES[number], DAY) for number in stories))
        self.add_source(name, f"name: {name}\nfamily: feed\nstart: {self.site.address}/{name}.xml\nevery: {every}\n")

    def add_source(self, name: str, text: str) -> None:
        """Write a source file; `text` follows the id."""
        (self.home / "sources" / f"{name}.yaml").write_text(f"id: {name}\n{text}", encoding="utf-8")

    @property
    def config(self) -> Config:
        """The settings."""
        return load_config(self.home, environment={})

    def open(self) -> Engine:
        """Open the archive."""
        return connect(self.config.database)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `jianbao` as a process of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.cli.main", "--home", str(self.home), *arguments],
            cwd=REPO,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Its log is read at the end only: a pipe of the usual size would be full on a slow machine.
            pipesize=1 << 20,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("JIANBAO_")},
        )
        self._started.append(process)
        return process

    def close(self) -> None:
        """End what a failed test has left running, so that the next one finds nothing of it."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
                process.communicate()


@pytest.fixture
def present() -> datetime:
    """The real time, for what a crawler process shares with the test."""
    return datetime.now(UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with opened_site() as opened:
        yield opened


@pytest.fixture
def newsroom(tmp_path: Path, site: Site, database: str) -> Iterator[Newsroom]:
    """A home without sources."""
    made = Newsroom(tmp_path / "home", site, database)
    yield made
    made.close()


@pytest.fixture
def engine_of(newsroom: Newsroom) -> Iterator[Engine]:
    """The archive of the newsroom."""
    engine = newsroom.open()
    yield engine
    engine.dispose()


@pytest.fixture
def jianbao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ran]]:
    """Run a command in this process, in the home of the newsroom."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level

    def run(*arguments: str) -> Ran:
        code = main(["--home", str(tmp_path / "home"), *arguments])
        told = capsys.readouterr()
        return Ran(code=code, out=told.out, err=told.err)

    yield run
    root.handlers[:] = before
    root.setLevel(level)


PRINTED = """\
市政府召开创新大会

云江把创新写进每一条街道

李明讲话 王芳主持

本报讯（记者 秦一鸣）3月9日，云江市召开创新大会。市长李明出席会议并讲话，他说，创新是城市的底气，
要让每一家企业都敢于尝试，让每一位年轻人都愿意留下。会议由副市长王芳主持。

李明指出，今年要新建三个概念验证中心，支持中小企业把样品变成产品。各部门要把服务送到车间里，
把会议开到项目上，用一年时间把审批时限缩短一半，让企业把时间花在研发上。
"""
"""Text as copied from a printed page, invented."""


@pytest.fixture
def printed_page(tmp_path: Path) -> Path:
    """A file with the text of a printed page."""
    path = tmp_path / "yunjiang-daily-2026-03-10.txt"
    path.write_text(PRINTED, encoding="utf-8")
    return path
