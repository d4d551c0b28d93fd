"""What tests of captures share: an empty shelf, and a capture to vary."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from archive.captures import Captures
from archive.records import Capture

PAGE = "<h1>云江市出台人才公寓管理办法</h1>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the segments go; not made yet."""
    return tmp_path / "captures"


@pytest.fixture
def captures(engine: Engine, folder: Path) -> Iterator[Captures]:
    """An empty shelf."""
    shelf = Captures(engine, folder)
    yield shelf
    shelf.close()


@pytest.fixture
def make_capture(now: datetime) -> Callable[..., Capture]:
    """Make a capture that differs from a plain one in the fields named."""

    def make(**changes: Any) -> Capture:
        plain = Capture(
            url="http://paper.test/a",
            final_url="http://paper.test/content_1.html?x=1",
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"v1"')),
            body=PAGE,
            fetched_at=now,
            source="yunjiang-daily",
            hints={"edition_on": "2026-03-10", "page_name": "要闻"},
        )
        return replace(plain, **changes)

    return make
