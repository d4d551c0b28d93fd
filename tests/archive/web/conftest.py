"""A filled archive on each database and a browser's view of it, made once a run: no test of the pages writes to it."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.web.app import create_app
from pipelines.dedup import same
from tests.archive.web.city import City, fill
from tests.conftest import write_settings

with warnings.catch_warnings():
    # The test client says at import that it would rather have another HTTP library than the one that is installed.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

NOW = datetime(2026, 3, 11, 22, 40, tzinfo=UTC)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, City]]:
    """The pages over the filled city on each database, and the numbers of its articles."""
    home = Path(tmp_path_factory.mktemp("city"))
    if request.param == "postgresql":
        template = request.getfixturevalue("postgres_template")
        server = request.getfixturevalue("postgres_server")
        write_settings(home, server.create(f"city_{uuid4().hex}", template=template))
    config = load_config(home, environment={})
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    city = fill(engine, captures, NOW)
    app = create_app(engine, captures, config, clock=lambda: NOW, same=same)
    with TestClient(app, base_url="http://localhost") as client:
        yield client, city
    captures.close()
    engine.dispose()


@pytest.fixture
def client(archive: tuple[TestClient, City]) -> TestClient:
    """A reader who has not chosen a language yet."""
    archive[0].cookies.clear()
    return archive[0]


@pytest.fixture
def city(archive: tuple[TestClient, City]) -> City:
    """Numbers of the articles of the city."""
    return archive[1]


@pytest.fixture
def empty(tmp_path: Path, database: str) -> Iterator[TestClient]:
    """The pages over an empty archive."""
    if database:
        write_settings(tmp_path / "empty", database)
    config = load_config(tmp_path / "empty", environment={})
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    app = create_app(engine, captures, config, clock=lambda: NOW)
    with TestClient(app, base_url="http://localhost") as client:
        yield client
    captures.close()
    engine.dispose()
