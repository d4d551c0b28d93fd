"""The examination of an installation: one row a question, each with the command or line that mends it.

Looks, and changes nothing: it does not even bring an old database to this program's version.
"""

import importlib.util
import shutil
import stat
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import packages_distributions
from pathlib import Path
from random import Random

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from archive import read
from archive.backup import backup_config, copies, folder_of, prove
from archive.captures import Captures
from archive.clusters.rebuild import engine_of
from archive.config import Config
from archive.db import connect, schema_versions, sqlite_driver
from archive.errors import CaptureError, DatabaseError, JianbaoError, NotFound
from archive.health import board
from archive.search import accelerator_folder, answer, needs_reindex, search_config
from archive.search.accelerator import standing
from archive.subscriptions import count_by_state
from archive.web.settings import WebConfig
from crawler.config import CrawlConfig, program_version
from crawler.registry import load_registry
from scheduler.alerts import canary
from scheduler.mail import Relay, read_mail_config
from scheduler.plan import clock_config

GIGABYTE = 1024**3
LITTLE_SPACE, NO_SPACE = 2 * GIGABYTE, GIGABYTE // 5
SAMPLE_CAPTURES = 50
SAMPLE_ARTICLES = 20
FLOORS = ("archive", "pipelines", "crawler", "scheduler")
SECTIONS = frozenset({"alerts", "backup", "clock", "crawl", "database", "mail", "search", "web", "workers"})


@dataclass(slots=True, kw_only=True)
class Row:
    """One question and its answer."""

    name: str
    state: str
    """ok, warn or broken."""
    says: str
    mend: str = ""
    """What to do; empty when it is ok."""


Check = Callable[[], Row]


def examine(config: Config, *, now: datetime) -> tuple[Row, ...]:
    """Return the answers to all questions about this installation."""
    rows = [
        asked("program", _program),
        asked("floors", _floors),
        asked("settings", lambda: _settings(config)),
        asked("home", lambda: _home(config)),
        asked("contact", lambda: _contact(config)),
        asked("sources", lambda: _sources(config)),
        asked("relay", lambda: _relay(config)),
    ]
    rows += examine_archive(config)
    if rows[-1].name not in ("schema", "database"):
        with _opened(config) as engine:
            rows += [asked("health", lambda: _health(engine, now)), asked("outbox", lambda: _outbox(engine))]
            rows.append(asked("alerts", lambda: _alerts(engine, config, now)))
            rows.append(asked("backup", lambda: _backup(config, now)))
    return tuple(rows)


def _alerts(engine: Engine, config: Config, now: datetime) -> Row:
    found = canary.check(engine, config, now=now)
    state = "broken" if found.state == "broken" else "ok"
    return Row(name="alerts", state=state, says=found.says, mend=found.mend)


def examine_archive(config: Config) -> tuple[Row, ...]:
    """Return the answers about database, search index and captures; only the first when that is not right."""
    try:
        return _examine_archive(config)
    except DatabaseError as error:
        return (Row(name="database", state="broken", says=error.wrong, mend=error.mend),)


def _examine_archive(config: Config) -> tuple[Row, ...]:
    with _opened(config) as engine:
        rows = [asked("schema", lambda: _schema(engine))]
        if rows[0].state == "ok":
            rows.append(asked("index", lambda: _index(engine)))
            if search_config(config).accelerator:
                rows.append(asked("accelerator", lambda: _accelerator(config, engine)))
            rows.append(asked("clusters", lambda: _clusters(engine)))
            rows.append(asked("captures", lambda: _captures(config, engine)))
    return tuple(rows)


def worst(rows: Iterable[Row]) -> int:
    """Return the exit code for rows: 0 all ok, 1 a warning, 2 something broken."""
    return max(({"ok": 0, "warn": 1, "broken": 2}[row.state] for row in rows), default=0)


def asked(name: str, check: Check) -> Row:
    """Ask one question; an error of ours is its answer."""
    try:
        return check()
    except JianbaoError as error:
        return Row(name=name, state="broken", says=error.wrong, mend=error.mend)
    except SQLAlchemyError as error:
        says = f"the database cannot be read: {error.args[0] if error.args else error}"
        return Row(name=name, state="broken", says=says, mend="restore the database from a backup")


@contextmanager
def _opened(config: Config) -> Iterator[Engine]:
    engine = connect(config.database, upgrade=False)
    try:
        yield engine
    finally:
        engine.dispose()


def _program() -> Row:
    version = ".".join(map(str, sys.version_info[:3]))
    says = f"jianbao {program_version()}, Python {version}, SQLite {sqlite_driver().sqlite_version}"
    return Row(name="program", state="ok", says=says)


def _floors() -> Row:
    """The floors have generic names: a package of the same name installed beside us would be imported in our place."""
    house = Path(__file__).resolve().parent.parent
    strangers = []
    for floor in FLOORS:
        found = importlib.util.find_spec(floor)
        if found is None or found.origin is None or Path(found.origin).resolve().parent.parent != house:
            strangers.append(floor)
    shared = [floor for floor in FLOORS if set(packages_distributions().get(floor, [])) - {"jianbao"}]
    if strangers or shared:
        names = ", ".join(dict.fromkeys(strangers + shared))
        says = f"another package has the name of a floor of ours: {names}"
        return Row(name="floors", state="broken", says=says, mend="install jianbao into an environment of its own")
    return Row(name="floors", state="ok", says="no stranger has the name of a floor")


def _settings(config: Config) -> Row:
    tables = tomllib.loads(config.path.read_text(encoding="utf-8")) if config.path.exists() else {}
    unknown = sorted(set(tables) - SECTIONS)
    if unknown:
        says = f"{config.path}: no section is called [{unknown[0]}]"
        return Row(name="settings", state="warn", says=says, mend=f"use: {', '.join(sorted(SECTIONS))}")
    clock_config(config)
    config.section("crawl", CrawlConfig)
    read_mail_config(config)
    config.section("web", WebConfig).check()
    search_config(config)
    if not config.path.exists():
        return Row(name="settings", state="ok", says=f"{config.path} is not there, so everything is as by default")
    return Row(name="settings", state="ok", says=str(config.path))


def _home(config: Config) -> Row:
    free = shutil.disk_usage(config.home).free
    says = f"{config.home}, {free / GIGABYTE:.1f} GB free"
    if free < LITTLE_SPACE:
        state = "broken" if free < NO_SPACE else "warn"
        return Row(name="home", state=state, says=says, mend="free space, or move the home folder to a larger disk")
    if stat.S_IMODE(config.home.stat().st_mode) & stat.S_IRWXO:
        mend = f"chmod o-rwx {config.home}"
        return Row(name="home", state="warn", says=f"{config.home} can be read by everyone", mend=mend)
    return Row(name="home", state="ok", says=says)


def _contact(config: Config) -> Row:
    contact = config.section("crawl", CrawlConfig).contact
    if contact:
        return Row(name="contact", state="ok", says=f"sites are told to write to {contact}")
    mend = f"set [crawl] contact in {config.path}: an address or page of a person"
    return Row(name="contact", state="warn", says="sites cannot tell who crawls them", mend=mend)


def _sources(config: Config) -> Row:
    known = load_registry(config).all()
    by_clock = sum(one.enabled and bool(one.every) for one in known)
    if not known:
        mend = f"put a source file into {config.home / 'sources'}, see docs/ops/sources.md"
        return Row(name="sources", state="warn", says="there is no source", mend=mend)
    return Row(name="sources", state="ok", says=f"{len(known)} source files, {by_clock} of them crawled by the clock")


def _relay(config: Config) -> Row:
    mail = read_mail_config(config)
    if not mail.host:
        mend = f"set [mail] host in {config.path}"
        return Row(name="relay", state="warn", says="no relay is named, so letters wait", mend=mend)
    with Relay(mail) as relay:
        relay.greet()
    return Row(name="relay", state="ok", says=f"{mail.host}:{mail.port} answers")


def _schema(engine: Engine) -> Row:
    current, newest = schema_versions(engine)
    if current == newest:
        return Row(name="schema", state="ok", says=f"the tables are of version {newest}, in {_server(engine)}")
    says = f"the tables are of version {current or 'none'}, this program's is {newest}"
    return Row(name="schema", state="broken", says=says, mend="jianbao db upgrade")


def _server(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"SQLite {sqlite_driver().sqlite_version}"
    with engine.connect() as connection:
        return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"


def _index(engine: Engine) -> Row:
    """Each of the newest articles must be found by its own title."""
    if needs_reindex(engine):
        says = "the search index was made by another version"
        return Row(name="index", state="broken", says=says, mend="jianbao db reindex")
    newest = read.recent(engine, limit=SAMPLE_ARTICLES)
    lost = [one.id for one in newest if not _is_found(engine, one.id, one.title)]
    if lost:
        says = f"articles are not found by their own title: {', '.join(map(str, lost))}"
        return Row(name="index", state="broken", says=says, mend="jianbao db reindex")
    return Row(name="index", state="ok", says=f"the newest {len(newest)} articles are found by their titles")


def _accelerator(config: Config, engine: Engine) -> Row:
    """It helps or it does not; the answers are the same."""
    found = standing(engine, accelerator_folder(config))
    return Row(name="accelerator", state="ok" if found.is_used else "warn", says=found.says, mend=found.mend)


def _clusters(engine: Engine) -> Row:
    """The duplicate clusters must be of the engine by which newcomers are judged."""
    # A clock loads this room too, and reads no text before its first verification.
    from pipelines.dedup import fingerprint

    made, newest = engine_of(engine), fingerprint("").version
    if made and made != newest:
        says = f"the duplicate clusters were made by {made}, newcomers are judged by {newest}"
        return Row(name="clusters", state="warn", says=says, mend="jianbao cluster rebuild")
    return Row(name="clusters", state="ok", says=f"newcomers and clusters are judged by {newest}")


def _is_found(engine: Engine, number: int, title: str) -> bool:
    words = "".join(letter if letter.isalnum() else " " for letter in title).split()
    if not words:
        return True  # a title of signs alone cannot be searched
    return answer(engine, f'title:"{words[0]}"', within=[number], limit=1, facets=False).total == 1


def _captures(config: Config, engine: Engine) -> Row:
    """A sample, drawn evenly over all captures, must have the digests that the archive remembers."""
    count = read.totals(engine).captures
    numbers = range(1, count + 1)
    chosen = Random(count).sample(numbers, min(SAMPLE_CAPTURES, count))  # noqa: S311 # a sample, not a secret
    captures, read_back = Captures(engine, config.captures), 0
    try:
        for number in chosen:
            try:
                captures.read(captures.find(number))
                read_back += 1
            except NotFound:
                continue
            except CaptureError as error:
                return Row(
                    name="captures", state="broken", says=error.wrong, mend=f"{error.mend}; jianbao capture verify"
                )
    finally:
        captures.close()
    return Row(name="captures", state="ok", says=f"{read_back} of {count} captures read back, digests hold")


def _health(engine: Engine, now: datetime) -> Row:
    red = [one for one in board(engine, now=now) if one.is_red]
    if red:
        says = f"{len(red)} sources are not well: {', '.join(f'{one.source} {one.state}' for one in red[:5])}"
        return Row(name="health", state="warn", says=says, mend="jianbao status")
    return Row(name="health", state="ok", says="no source is failing, blocked, silent, late or lost")


def _backup(config: Config, now: datetime) -> Row:
    """The newest copy must open, as on the day on which it is needed."""
    settings = backup_config(config)
    found = copies(folder_of(config))
    if not found:
        if not settings.every_hours:
            return Row(name="backup", state="ok", says="no copies are made; `[backup] every_hours` makes them")
        return Row(name="backup", state="warn", says="there is no copy of the database yet", mend="jianbao db backup")
    told = prove(found[0].path)
    age_hours = (now - found[0].made_at).total_seconds() / 3600
    says = f"the newest copy, {age_hours:.0f} h old, can be put back: {told}"
    if settings.every_hours and age_hours > 2 * settings.every_hours:
        return Row(name="backup", state="warn", says=says, mend="the log of `jianbao run` says why; jianbao db backup")
    return Row(name="backup", state="ok", says=says)


def _outbox(engine: Engine) -> Row:
    count = count_by_state(engine)
    says = ", ".join(f"{number} {state}" for state, number in sorted(count.items())) or "no letters"
    if count.get("dead") or count.get("doubt"):
        return Row(name="outbox", state="warn", says=says, mend="jianbao alert outbox list")
    return Row(name="outbox", state="ok", says=says)
