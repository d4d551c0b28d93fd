"""Workers on other machines: the leading clock hands orders out, `jianbao worker` does them. Needs PostgreSQL.

The queue is procrastinate's, in a schema of its own; an entry in it is a nudge and holds nothing: which source is
crawled by whom stands in the rows of the sources, as without workers. So a nudge that is lost, or comes twice, loses
and doubles nothing, and a killed worker's sources are due again when their leases end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from archive.config import Config
from archive.errors import AskedWrongly, ConfigError
from archive.postgresql import take_turn

if TYPE_CHECKING:
    from procrastinate import App

ENGINES = ("", "procrastinate")
HANDED_OUT = ("crawl", "match", "send")
"""Orders that workers do; the leading clock does the rest itself."""
SCHEMA = "procrastinate"
QUEUE = "jianbao"
CRAWL_QUEUE = "jianbao-crawl"
"""A queue of its own: a worker whose crawler is full goes on with letters."""
QUEUE_TURN = 20_240_223
"""Number of the advisory lock of whoever makes the queue's tables; any constant will do."""
MOST_NUDGES = 64
"""Nudges of one order that wait at once."""
Ticks = dict[str, Callable[[], None]]
"""Name → what a tick does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersConfig:
    """`[workers]`: who does the orders."""

    engine: str = ""
    """`procrastinate` hands crawling, matching and sending to `jianbao worker` on any number of machines; empty: the
    clock does all itself."""


def are_used(config: Config) -> bool:
    """Whether orders are handed out. Raises ConfigError when the engine is unknown."""
    engine = config.section("workers", WorkersConfig).engine
    if engine not in ENGINES:
        raise ConfigError(f"[workers] engine = '{engine}'", mend='write "procrastinate", or nothing')
    return bool(engine)


@contextmanager
def handing_out(config: Config, engine: Engine, ticks: Ticks, *, due: Callable[[], int]) -> Iterator[Ticks]:
    """Give the ticks of a clock for the block, those of HANDED_OUT as nudges to workers where these are used.

    `due` counts how many workers the sources that are due can keep busy.
    """
    if not are_used(config):
        yield ticks
        return
    app = queue_of(engine)
    with app.open():
        make_tables(app, engine)
        yield ticks | {name: _nudge(app, name, due if name == "crawl" else lambda: 1) for name in HANDED_OUT}


def _nudge(app: "App", name: str, wanted: Callable[[], int]) -> Callable[[], None]:
    from procrastinate.exceptions import AlreadyEnqueued

    def nudge() -> None:
        for number in range(min(wanted(), MOST_NUDGES)):
            # At most one of each number waits: more would find nothing to do.
            with suppress(AlreadyEnqueued):
                app.configure_task(name, queue=queue_for(name), queueing_lock=f"{name} {number}").defer()

    return nudge


def queue_for(order: str) -> str:
    """Return the queue of an order."""
    return CRAWL_QUEUE if order == "crawl" else QUEUE


def queue_of(engine: Engine) -> "App":
    """Return the queue beside an archive, not opened. Raises ConfigError where there can be none."""
    if engine.dialect.name != "postgresql":
        raise ConfigError(
            "workers need a PostgreSQL archive", mend="set [database] url, or leave [workers] engine empty"
        )
    try:
        from procrastinate import App, PsycopgConnector
        from psycopg.conninfo import make_conninfo
    except ImportError as error:
        raise AskedWrongly("procrastinate is not installed", mend="run `pip install 'jianbao[workers]'`") from error
    given: dict[str, Any] = engine.url.translate_connect_args(username="user", database="dbname")
    given |= dict(engine.url.query)
    own = given.pop("options", "")
    return App(connector=PsycopgConnector(conninfo=make_conninfo(**given, options=f"-c search_path={SCHEMA} {own}")))


def make_tables(app: "App", engine: Engine) -> None:
    """Make the tables of the queue in their schema, once, whoever comes first."""
    with engine.begin() as connection:
        take_turn(connection, QUEUE_TURN)
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    with engine.begin() as connection:
        take_turn(connection, QUEUE_TURN)
        if not app.check_connection():
            app.schema_manager.apply_schema()
