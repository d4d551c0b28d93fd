"""What was stored as no news is mailed only when asked, counted first, and never twice."""

from datetime import timedelta

import pytest

from archive import subscriptions
from archive.subscriptions import AlertsConfig
from scheduler.alerts.tell import Telling, tell
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """Three articles stored as no news, one of them two years old, and two alerts of one reader."""
    desk.subscribe()
    desk.subscribe("房源")
    desk.publish(1, alertable=False)
    desk.publish(2, alertable=False)
    desk.publish(3, alertable=False, published_on=desk.now.date() - timedelta(days=700))
    assert desk.match() == 0
    return desk


def told(desk: Desk, *, really: bool) -> Telling:
    """Ask for it."""
    since = desk.now - timedelta(days=1)
    return tell(desk.engine, AlertsConfig(), source="yunjiang-daily", since=since, now=desk.now, really=really)


def test_it_is_counted_first(quiet: Desk) -> None:
    """The count names articles, stories, alerts and readers exactly, and mails nothing."""
    count = told(quiet, really=False)
    assert (count.articles, count.stories, count.alerts, count.readers, count.matches) == (2, 2, 2, 1, 4)
    assert subscriptions.count_waiting(quiet.engine) == 0


def test_then_it_is_told_once(quiet: Desk) -> None:
    """With a yes the stories wait for letters, just as many as were counted; asking again finds nothing."""
    assert told(quiet, really=True).matches == 4
    assert subscriptions.count_waiting(quiet.engine) == 4
    again = told(quiet, really=True)
    assert (again.matches, subscriptions.count_waiting(quiet.engine)) == (0, 4)


def test_a_large_backfill_mails_nobody(desk: Desk) -> None:
    """Of a thousand articles stored as no news, none is matched, written or sent."""
    desk.subscribe("第")
    for number in range(1000):
        desk.publish(
            number, alertable=False, text=f"本报讯 第{number}号：{chr(0x4E00 + number) * 20}。", title=f"第{number}号"
        )
    assert desk.match() == 0
    assert desk.compose() == 0
    assert subscriptions.list_deliveries(desk.engine) == ()
