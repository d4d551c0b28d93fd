"""The examination of an installation."""

import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from archive import runs
from archive.clusters.rebuild import VERSION_KEY
from archive.db import connect, writing
from archive.models import Setting
from archive.records import Ledger
from scheduler import readings
from scheduler.doctor import Row, examine, examine_archive, worst
from tests.scheduler.conftest import Newsroom, Ran


def row(newsroom: Newsroom, name: str, now: datetime) -> Row:
    """The answer to one question."""
    return next(one for one in examine(newsroom.config, now=now) if one.name == name)


@pytest.mark.both_databases
def test_the_database_is_named(filled: Newsroom, now: datetime) -> None:
    """Tables, index, clusters and captures are in order on either database, which is named with its version."""
    found = {one.name: one for one in examine_archive(filled.config)}

    assert {one.state for one in found.values()} == {"ok"}
    assert ("PostgreSQL" if filled.database else "SQLite") in found["schema"].says


def test_a_server_that_is_not_there_is_broken(newsroom: Newsroom, now: datetime) -> None:
    """The doctor tells of an unreachable server as of any other fault, and asks the rest all the same."""
    newsroom.database = "postgresql+psycopg://jianbao@/archive?host=/nowhere"
    newsroom.configure()

    found = row(newsroom, "database", now)

    assert (found.state, "start the server" in found.mend) == ("broken", True)


@pytest.fixture
def filled(newsroom: Newsroom, printed_page: Path, now: datetime) -> Newsroom:
    """A home with a source and an imported article."""
    newsroom.add_feed("yunjiang-radio", 0)
    readings.import_files(newsroom.config, [printed_page], now=now)
    return newsroom


def test_a_good_installation_warns_only_of_what_is_not_set(filled: Newsroom, now: datetime) -> None:
    """Without a relay everything else is ok, and each answer that is not ok has its mend."""
    rows = examine(filled.config, now=now)

    assert {one.name: one.state for one in rows if one.state != "ok"} == {"relay": "warn"}
    assert worst(rows) == 1
    assert all(bool(one.mend) == (one.state != "ok") for one in rows)


def test_a_missing_contact_is_a_warning(newsroom: Newsroom, now: datetime) -> None:
    """Without a contact sites cannot complain, and the mend names the key."""
    (newsroom.home / "jianbao.toml").write_text("", encoding="utf-8")

    found = row(newsroom, "contact", now)

    assert (found.state, "[crawl] contact" in found.mend) == ("warn", True)


def test_a_misspelt_section_is_a_warning(newsroom: Newsroom, now: datetime) -> None:
    """A section that nobody reads is told, with the ones there are."""
    (newsroom.home / "jianbao.toml").write_text("[crwal]\ncontact = 'x'\n", encoding="utf-8")

    found = row(newsroom, "settings", now)

    assert (found.state, "[crwal]" in found.says, "crawl" in found.mend) == ("warn", True, True)


def test_a_bad_source_file_is_broken(newsroom: Newsroom, now: datetime) -> None:
    """A source file with a mistake is told with file and line."""
    newsroom.add_source("yunjiang-radio", "name: 声\nfamliy: feed\n")

    found = row(newsroom, "sources", now)

    assert (found.state, "yunjiang-radio.yaml:3" in found.says) == ("broken", True)


def test_an_index_that_lost_an_article_is_broken(filled: Newsroom, engine_of: Engine) -> None:
    """An article that is not found by its own title is told with the command that mends it."""
    with writing(engine_of) as session:
        session.execute(text("DELETE FROM article_fts"))

    found = next(one for one in examine_archive(filled.config) if one.name == "index")

    assert (found.state, found.mend) == ("broken", "jianbao db reindex")


def test_clusters_of_another_engine_are_told(filled: Newsroom, engine_of: Engine) -> None:
    """After a change of the duplicate engine the doctor names the command that builds the clusters anew."""
    with writing(engine_of) as session:
        session.merge(Setting(key=VERSION_KEY, value="jianbao-dedup/0"))

    found = next(one for one in examine_archive(filled.config) if one.name == "clusters")

    assert (found.state, found.mend) == ("warn", "jianbao cluster rebuild")
    assert "jianbao-dedup/0" in found.says


def test_a_damaged_capture_is_broken(filled: Newsroom) -> None:
    """A capture whose bytes have changed is found by the sample."""
    (segment,) = (filled.home / "captures").glob("*.warc.gz")
    segment.write_bytes(segment.read_bytes()[:-20])

    found = next(one for one in examine_archive(filled.config) if one.name == "captures")

    assert found.state == "broken"
    assert segment.name in found.says


def test_tables_of_another_version_are_broken_and_left_alone(newsroom: Newsroom) -> None:
    """The doctor does not bring an empty database to this version; it names the command that does."""
    rows = examine_archive(newsroom.config)

    assert [(one.name, one.state, one.mend) for one in rows] == [("schema", "broken", "jianbao db upgrade")]
    engine = connect(newsroom.config.database, upgrade=False)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    engine.dispose()


def test_a_failing_source_is_a_warning(filled: Newsroom, engine_of: Engine, now: datetime) -> None:
    """A source whose last run failed is named."""
    number = runs.begin(engine_of, "yunjiang-radio", kind="crawl", now=now, owner="a")
    runs.finish(engine_of, number, now=now, ledger=Ledger(), outcome="failed", detail="timeout")

    found = row(filled, "health", now)

    assert (found.state, "yunjiang-radio failing" in found.says) == ("warn", True)


def test_a_relay_that_does_not_answer_is_broken(newsroom: Newsroom, now: datetime) -> None:
    """A relay at a closed port is told with the address and the section to look at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (newsroom.home / "jianbao.toml").write_text(f"[mail]\nhost = '127.0.0.1'\nport = {port}\n", encoding="utf-8")

    found = row(newsroom, "relay", now)

    assert (found.state, str(port) in found.says, "[mail]" in found.mend) == ("broken", True, True)


def test_a_home_that_everyone_can_read_is_a_warning(newsroom: Newsroom, now: datetime) -> None:
    """The home folder holds secrets and readers' addresses; others may not look into it."""
    newsroom.home.chmod(0o755)

    found = row(newsroom, "home", now)

    assert (found.state, found.mend) == ("warn", f"chmod o-rwx {newsroom.home}")


def test_the_doctor_exits_with_the_worst_answer(filled: Newsroom, jianbao: Callable[..., Ran]) -> None:
    """`jianbao doctor` exits with 1 on a warning, and its JSON has every row."""
    ran = jianbao("doctor", "--json")

    assert ran.code == 1
    assert {"schema", "index", "captures", "floors", "home", "relay"} <= {one["name"] for one in ran.told}
