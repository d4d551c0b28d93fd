"""The arguments of an order, as text."""

from datetime import UTC, date, datetime

import pytest

from archive.errors import AskedWrongly
from crawler.spiders.order import read_choice, read_day, read_moment


def test_moment_is_taken_to_utc() -> None:
    """A moment with its zone becomes UTC, empty text is no moment."""
    assert read_moment("2024-02-20T06:40:00+08:00") == datetime(2024, 2, 19, 22, 40, tzinfo=UTC)
    assert read_moment("") is None


@pytest.mark.parametrize("text", ["yesterday", "2024-02-20T06:40:00"])
def test_moment_without_meaning_is_refused(text: str) -> None:
    """Words and moments without a zone are refused with a mend."""
    with pytest.raises(AskedWrongly) as caught:
        read_moment(text)
    assert "+" in caught.value.mend


def test_day_and_choice() -> None:
    """A day is ISO 8601, a choice one of its words; anything else is refused."""
    assert read_day("2024-02-20") == date(2024, 2, 20)
    assert read_choice("kind", "crawl", ("crawl", "backfill")) == "crawl"
    with pytest.raises(AskedWrongly):
        read_day("20.2.2024")
    with pytest.raises(AskedWrongly, match="kind 'craw' is unknown"):
        read_choice("kind", "craw", ("crawl", "backfill"))
