"""A real browser before the real server on loopback, over the city that tests of the pages use."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.web.app import create_app
from tests.archive.web.city import City, fill

NOW = datetime(2026, 3, 11, 22, 40, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or ""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# What Chromium says on the console of a page that is an error page on purpose.
STATUS = "the server responded with a status of"
LONGEST_S = 600.0
"""Far more than anything here takes, for machines that are busy otherwise."""
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}


class AnnouncedServer(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self.listens.set()


@dataclass(slots=True, kw_only=True)
class Served:
    """The pages as served, and what they show."""

    address: str
    city: City


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The filled city behind a server on a free port of this machine."""
    config = load_config(Path(tmp_path_factory.mktemp("browsed")), environment={})
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    city = fill(engine, captures, NOW)
    app = create_app(engine, captures, config, clock=lambda: NOW)
    server = AnnouncedServer(uvicorn.Config(app, host="127.0.0.1", port=0, ws="none", log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.listens.wait(timeout=LONGEST_S)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(address=f"http://127.0.0.1:{port}", city=city)
    server.should_exit = True
    thread.join(timeout=LONGEST_S)
    captures.close()
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system installed it."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine: install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Open a page as one reader sees it; fails when the page asked another host or said anything on the console."""
    contexts = []
    troubles: list[str] = []

    def open_page(path: str, *, phone: bool = False, dark: bool = False, language: str = "zh-CN") -> Page:
        context = browser.new_context(
            locale=language, color_scheme="dark" if dark else "light", viewport=PHONE if phone else DESK
        )
        contexts.append(context)
        context.set_default_timeout(LONGEST_S * 1000)
        page = context.new_page()
        page.on("request", lambda one: one.url.startswith(served.address) or troubles.append(one.url))
        page.on("console", lambda one: STATUS in one.text or troubles.append(one.text))
        page.on("pageerror", lambda one: troubles.append(str(one)))
        page.goto(served.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
