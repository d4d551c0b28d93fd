"""Days and moments as printed, and days in addresses."""

from datetime import UTC, date, datetime

import pytest

from pipelines.extract.dates import day_in_address, is_possible, read_moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年2月20日 星期二", date(2024, 2, 20)),
        ("发布时间：2026-03-10 09:05", date(2026, 3, 10)),
        ("2017 / 10 / 9", date(2017, 10, 9)),
        ("2023-02-11 00:00:00:0", date(2023, 2, 11)),
        ("2026.3.1", date(2026, 3, 1)),
    ],
)
def test_printed_day_is_read(text: str, day: date) -> None:
    """Chinese and numeric forms, with and without leading zeros, give the day."""
    moment = read_moment(text)

    assert moment is not None
    assert moment.on == day


@pytest.mark.parametrize("text", ["", "正月初十", "2026-13-40", "12月3日", "1234-5-6", "2026-02-30"])
def test_what_is_no_day_gives_none(text: str) -> None:
    """Lunar days, days without a year and impossible days are not guessed at."""
    assert read_moment(text) is None


def test_printed_time_is_shanghai_time() -> None:
    """A time without a zone on a Chinese page is stored in UTC."""
    moment = read_moment("2026年03月10日08:18")

    assert moment is not None
    assert moment.at == datetime(2026, 3, 10, 0, 18, tzinfo=UTC)


def test_midnight_is_no_time_of_day() -> None:
    """A clock of zeros, which templates print for every article, is not a time."""
    moment = read_moment("2023-02-11 00:00:00")

    assert moment is not None
    assert moment.at is None


def test_zone_is_obeyed_and_the_day_stays_as_printed() -> None:
    """An offset gives the exact moment; the day is that of the page's own readers."""
    moment = read_moment("2026-03-09T18:30:00-05:00", zone=None)

    assert moment is not None
    assert (moment.on, moment.at) == (date(2026, 3, 9), datetime(2026, 3, 9, 23, 30, tzinfo=UTC))


def test_utc_on_a_chinese_page_is_turned_into_its_readers_day() -> None:
    """Late evening in UTC is the next day in Shanghai."""
    moment = read_moment("2026-03-09T22:30:00Z")

    assert moment is not None
    assert moment.on == date(2026, 3, 10)


def test_unknown_zone_gives_no_moment() -> None:
    """Without any zone the day is known and the moment is not."""
    moment = read_moment("2026-03-09 18:30", zone=None)

    assert moment is not None
    assert moment.at is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://p.test/pc/content/202302/11/content_1.html", date(2023, 2, 11)),
        ("http://p.test/html/2026-03/10/content_1.htm", date(2026, 3, 10)),
        ("http://p.test/202603/t20260309_88123.shtml", date(2026, 3, 9)),
        ("http://p.test/2026/3/9/slug/", date(2026, 3, 9)),
        ("http://p.test/article/20261399", None),
        ("http://p.test/id/1202303101", None),
    ],
)
def test_day_in_an_address(url: str, day: date | None) -> None:
    """The folders and names that sites use give the day; other numbers do not."""
    assert day_in_address(url) == day


def test_days_after_the_fetch_are_impossible() -> None:
    """A page cannot have appeared after it was fetched, save for the zone's one day."""
    fetched_at = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)

    assert is_possible(date(2026, 3, 11), fetched_at)
    assert not is_possible(date(2026, 3, 12), fetched_at)
    assert not is_possible(date(1970, 1, 1), fetched_at)
