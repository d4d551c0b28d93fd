"""What tests of every floor share: a temporary home, a fresh archive, a fixed clock, the measured data."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from archive.config import Config, load_config
from archive.db import connect
from archive.records import Draft

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"


@pytest.fixture
def now() -> datetime:
    """A moment that never moves."""
    return datetime(2026, 3, 10, 22, 40, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of an empty home folder."""
    return load_config(tmp_path / "home", environment={})


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    """A fresh SQLite archive."""
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
