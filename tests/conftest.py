"""What tests of every floor share: a temporary home, a fresh archive, a fixed clock, the measured data.

A test marked `both_databases` that asks for an archive runs twice, on SQLite and on PostgreSQL; `sqlite_only` takes
one test of a marked file out.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from archive.config import Config, DatabaseConfig, load_config
from archive.db import connect
from archive.records import Draft
from tests.postgres import NoPostgres, Server, locked, shared_server

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"

# Examples are the same in every run, and no machine is too slow for them.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture
def now() -> datetime:
    """A moment that never moves."""
    return datetime(2026, 3, 10, 22, 40, tzinfo=UTC)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test marked `both_databases` on each of them."""
    marker = metafunc.definition.get_closest_marker
    if "database" in metafunc.fixturenames and marker("both_databases") and not marker("sqlite_only"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: "faults" not in item.path.parts and not item.get_closest_marker("slow"))


@pytest.fixture(scope="session")
def test_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgres_server(test_run: Path) -> Server:
    """The PostgreSQL of this test run; the test skips where it cannot run."""
    try:
        return shared_server(test_run)
    except NoPostgres as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server, test_run: Path) -> str:
    """Name of a database with this program's tables, to be copied."""
    name = "template_archive"
    with locked(test_run / "template"):
        if not postgres_server.exists(name):
            # Under another name until it is whole: a failure half-way must not be taken for a template.
            connect(DatabaseConfig(url=postgres_server.create("unfinished"))).dispose()
            postgres_server.run(f"ALTER DATABASE unfinished RENAME TO {name}")
    return name


@pytest.fixture
def empty_postgres(postgres_server: Server) -> Iterator[str]:
    """Address of an empty PostgreSQL database of this test's own."""
    name = f"empty_{uuid4().hex}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    """Address of a fresh PostgreSQL archive of this test's own."""
    name = f"archive_{uuid4().hex}"
    yield postgres_server.create(name, template=postgres_template)
    postgres_server.drop(name)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Address of the archive's database as `[database] url` takes it; empty, the default, is the file in the home."""
    wanted = getattr(request, "param", "sqlite")
    return str(request.getfixturevalue("postgres_url")) if wanted == "postgresql" else ""


def write_settings(home: Path, database: str) -> None:
    """Write a `jianbao.toml` that names the database, for processes that know only their home."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "jianbao.toml").write_text(f'[database]\nurl = "{database}"\n', encoding="utf-8")


@pytest.fixture
def config(tmp_path: Path, database: str) -> Config:
    """The settings of an empty home folder."""
    if database:
        write_settings(tmp_path / "home", database)
    return load_config(tmp_path / "home", environment={})


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    """A fresh archive."""
    opened = connect(config.database)
    yield opened
    opened.dispose()


@pytest.fixture
def make_draft() -> Callable[..., Draft]:
    """Make a draft that differs from a plain one in the fields named."""

    def make(**changes: Any) -> Draft:
        fields: dict[str, Any] = {
            "url": "http://paper.test/content_1.html",
            "source": "yunjiang-daily",
            "title": "云江市出台人才公寓管理办法",
            "text": "本报讯 市政府昨日印发人才公寓管理办法。\n办法自四月一日起施行，首批房源共六百套。",
            "published_on": date(2026, 3, 10),
            "language": "zh-Hans",
        }
        return Draft(**(fields | changes))

    return make


@pytest.fixture
def draft(make_draft: Callable[..., Draft]) -> Draft:
    """One plain article."""
    return make_draft()


@pytest.fixture
def shared() -> Path:
    """The folder of measured data; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the measured data (../shared) is not beside this checkout")
    return SHARED
