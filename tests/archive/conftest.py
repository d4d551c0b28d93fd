"""What tests of the archive share: a store with the real judge."""

import pytest
from sqlalchemy import Engine

from archive.store import Store
from pipelines.dedup import same


@pytest.fixture
def store(engine: Engine) -> Store:
    """The writer of a fresh archive."""
    return Store(engine, same=same)
