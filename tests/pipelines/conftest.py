"""What tests of the reading rooms share."""

import pytest

from pipelines.understand import Rooms, open_rooms


@pytest.fixture(scope="session")
def rooms() -> Rooms:
    """The reading rooms, opened once."""
    return open_rooms()
