"""A preview counts what letters would have told, and writes nothing."""

from datetime import timedelta

import pytest

from archive import subscriptions
from archive.subscriptions.forecast import forecast
from scheduler.alerts.preview import sample
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases


def test_the_rate_is_taken_from_the_last_four_weeks(desk: Desk) -> None:
    """Six stories in twelve days are 3.5 a week; backfilled ones and those before four weeks do not count."""
    desk.publish(100)
    desk.now += timedelta(days=40)
    desk.publish(101, alertable=False)
    for number in range(1, 7):
        desk.publish(number)
        desk.now += timedelta(days=2)
    expected = forecast(desk.engine, "人才公寓", now=desk.now)
    assert (expected.stories, len(expected.last), expected.days) == (8, 5, 12.0)
    assert expected.a_week == pytest.approx(3.5)


def test_a_query_that_finds_nothing_mails_nothing(desk: Desk) -> None:
    """With news in the archive a query without hits has the rate 0."""
    desk.publish(1)
    assert forecast(desk.engine, "不存在", now=desk.now).a_week == 0


def test_an_empty_archive_gives_no_forecast(desk: Desk) -> None:
    """Without news the rate is unknown, not 0."""
    assert forecast(desk.engine, "人才", now=desk.now).a_week is None


def test_a_flood_is_called_one(desk: Desk) -> None:
    """More than five stories a day are a flood."""
    for number in range(6):
        desk.publish(number)
    assert forecast(desk.engine, "人才公寓", now=desk.now).is_flood
    assert not forecast(desk.engine, "不存在", now=desk.now).is_flood


def test_a_sample_shows_what_waits(desk: Desk) -> None:
    """The letter as it would look now tells of the stories that wait, and leaves them waiting."""
    alert = desk.subscribe(rhythm="day")
    desk.publish(1)
    desk.match()
    desk.publish(2)
    letter = sample(desk.engine, desk.config, alert.id, now=desk.now)
    assert letter is not None
    assert letter["Subject"] == "1 篇：云江市第1批人才公寓开工 · 人才公寓"
    assert len(subscriptions.waiting(desk.engine)[0].matches) == 1
    assert subscriptions.list_deliveries(desk.engine) == ()


def test_a_sample_falls_back_on_the_last_finds(desk: Desk) -> None:
    """When nothing waits, the last stories that the query finds are shown; without any there is no letter."""
    for number in range(7):
        desk.publish(number)
    letter = sample(desk.engine, desk.config, desk.subscribe().id, now=desk.now)
    assert letter is not None
    assert letter["Subject"].startswith("5 篇")
    assert sample(desk.engine, desk.config, desk.subscribe("不存在").id, now=desk.now) is None
