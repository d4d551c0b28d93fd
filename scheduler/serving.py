"""The search page as a server: uvicorn around the archive's web application, in a thread of its own."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import uvicorn
from sqlalchemy import Engine

from archive.captures import Captures
from archive.config import Config
from archive.db import connect
from archive.errors import JianbaoError
from archive.web.app import create_app
from archive.web.settings import WebConfig
from pipelines.dedup import fingerprint, same
from scheduler.alerts.preview import sample

log = logging.getLogger(__name__)

START_S = 10.0
STEP_S = 0.05
STOP_S = 10


@contextmanager
def serving(config: Config, *, host: str | None = None, port: int | None = None) -> Iterator[str]:
    """Serve the search page in a thread for the block; give its address. Raises JianbaoError when the port is taken."""
    with _server(config, host, port) as server:
        thread = threading.Thread(target=_run_quietly, args=(server,), name="search page", daemon=True)
        thread.start()
        until = time.monotonic() + START_S
        while not server.started and thread.is_alive() and time.monotonic() < until:
            time.sleep(STEP_S)
        try:
            if not server.started:
                raise _not_started(server)
            bound = server.servers[0].sockets[0].getsockname()[1]
            address = f"http://{server.config.host}:{bound}"
            log.info("the search page is served", extra={"address": address})
            yield address
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _server(config: Config, host: str | None, port: int | None) -> Iterator[uvicorn.Server]:
    """Give a server over the opened archive, not started."""
    web = config.section("web", WebConfig)
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    try:
        yield uvicorn.Server(
            uvicorn.Config(
                create_app(
                    engine,
                    captures,
                    config,
                    same=same,
                    fingerprint=fingerprint,
                    sample=partial(_letter_page, engine, config),
                ),
                host=host or web.host,
                port=web.port if port is None else port,
                log_config=None,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=STOP_S,
            )
        )
    finally:
        captures.close()
        engine.dispose()


def _letter_page(engine: Engine, config: Config, subscription_id: int) -> bytes | None:
    """Return the HTML of the letter that an alert would give now; None when there is nothing to tell."""
    mail = sample(engine, config, subscription_id, now=datetime.now(UTC))
    part = mail.get_body(("html",)) if mail is not None else None
    return str(part.get_content()).encode() if part is not None else None


def _run_quietly(server: uvicorn.Server) -> None:
    """Run the server; uvicorn leaves a taken port by SystemExit, which would end only this thread, with a traceback."""
    try:
        server.run()
    except SystemExit:
        log.debug("the server left early")


def _not_started(server: uvicorn.Server) -> JianbaoError:
    where = f"{server.config.host}:{server.config.port}"
    return JianbaoError(f"cannot listen on {where}", mend="stop what uses the port, or choose another in [web] port")
