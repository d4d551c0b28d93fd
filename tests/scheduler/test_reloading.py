"""Changed settings and source files, while a clock runs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive import runs
from scheduler.crawling import Company
from scheduler.reloading import refused, reload_config
from scheduler.service import Clock
from tests.scheduler.conftest import Newsroom, Ran


@pytest.fixture
def clock(newsroom: Newsroom, engine_of: Engine, present: datetime) -> Clock:
    """A clock that has looked once."""
    newsroom.add_feed("yunjiang-radio", 0)
    clock = Clock(newsroom.config, engine_of, now=lambda: present, company=Company())
    clock.enlist()
    return clock


def test_changed_settings_are_taken_at_the_next_look(clock: Clock, newsroom: Newsroom) -> None:
    """A key changed in jianbao.toml counts after the next look."""
    newsroom.configure(batch=7)

    clock.enlist()

    assert clock.settings.batch == 7
    assert refused(clock.engine) == ()


def test_bad_settings_are_refused_and_told(clock: Clock, newsroom: Newsroom, jianbao: Callable[..., Ran]) -> None:
    """With a misspelt key the clock keeps what it had and keeps the fault for status, until it is mended."""
    newsroom.configure(batch=7)
    clock.enlist()
    path = newsroom.home / "jianbao.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "[alerts]\nhold_mni = 3\n", encoding="utf-8")

    clock.enlist()

    assert clock.settings.batch == 7
    assert "[alerts] has no key 'hold_mni'" in refused(clock.engine)[0]
    path.write_text(good, encoding="utf-8")
    assert "refused: " in jianbao("status").out
    clock.enlist()
    assert "refused: " not in jianbao("status").out


def test_a_torn_file_is_refused(clock: Clock, newsroom: Newsroom) -> None:
    """Half a file, as an editor may leave it for a moment, changes nothing."""
    (newsroom.home / "jianbao.toml").write_text("[clock\n", encoding="utf-8")

    kept, wrong = reload_config(clock.config)

    assert kept is clock.config
    assert "jianbao.toml" in wrong


def test_another_database_needs_another_start(clock: Clock, newsroom: Newsroom) -> None:
    """The archive cannot be changed under a running clock."""
    path = newsroom.home / "jianbao.toml"
    path.write_text(path.read_text(encoding="utf-8") + '[database]\nurl = "sqlite:///elsewhere.db"\n', encoding="utf-8")

    assert reload_config(clock.config) == (clock.config, "[database] was changed under a running clock")


def test_a_changed_timetable_counts_and_a_bad_one_does_not(clock: Clock, newsroom: Newsroom) -> None:
    """A source file edited well is taken at the next look; edited badly, the row stays as it was and that is told."""
    newsroom.add_feed("yunjiang-radio", 0, every="3 hours")
    clock.enlist()
    assert [one.every for one in runs.states(clock.engine)] == ["3 hours"]

    newsroom.add_source("yunjiang-radio", "name: 声\nfamliy: feed\nevery: 5 hours\n")
    clock.enlist()

    assert [(one.every, one.enabled) for one in runs.states(clock.engine)] == [("3 hours", True)]
    assert "famliy" in refused(clock.engine)[0]
