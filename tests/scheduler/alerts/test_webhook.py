"""Alerts by webhook: signed, once, in their own letters, and never into a network unless allowed."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from archive import subscriptions
from archive.subscriptions import SubscriptionView
from scheduler.alerts.webhook import signature
from tests.scheduler.alerts.conftest import Desk
from tests.scheduler.alerts.receiver import Receiver, receiving

pytestmark = pytest.mark.both_databases


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving(Receiver()) as running:
        yield running


def hook(desk: Desk, url: str, query: str = "人才公寓", *, private: bool = True) -> SubscriptionView:
    """Add an alert that goes to a webhook."""
    desk.settings["JIANBAO_ALERTS_WEBHOOK_PRIVATE"] = str(private).lower()
    house = subscriptions.house(desk.engine, now=desk.now)
    target = subscriptions.new_target("webhook", url)
    return subscriptions.add(
        desk.engine, house.id, query, rhythm="at-once", channel="webhook", target=target, now=desk.now
    )


def test_a_story_arrives_signed(desk: Desk, receiver: Receiver) -> None:
    """The receiver gets one POST with the story, its sentence, and a signature that its secret verifies."""
    alert = hook(desk, receiver.url)
    desk.publish(1)
    assert desk.mail().sent == 1
    (got,) = receiver.got
    assert got.path == "/hook?team=1"
    told = json.loads(got.body)
    assert (told["type"], told["data"]["alert"]["query"]) == ("jianbao.alert.v1", "人才公寓")
    (story,) = told["data"]["stories"]
    start, end = story["sentence"]["marks"][0]
    assert story["sentence"]["text"][start:end] == "人才公寓"
    secret = subscriptions.address_book.book_of(desk.engine).targets([alert.id])[alert.id].secret
    headers = got.headers
    signed = signature(secret, headers["webhook-id"], headers["webhook-timestamp"], got.body)
    assert headers["webhook-signature"] == signed
    assert desk.mail().sent == 0


def test_a_receiver_that_fails_is_tried_again(desk: Desk, receiver: Receiver) -> None:
    """After a 500 the same letter, under the same id, comes later, and once."""
    receiver.statuses = [500, 200]
    hook(desk, receiver.url)
    desk.publish(1)
    assert (desk.mail().later, desk.states()) == (1, ["queued"])
    desk.now += timedelta(minutes=2)
    assert desk.mail().sent == 1
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


def test_no_answer_is_a_doubt(desk: Desk, receiver: Receiver) -> None:
    """A receiver that hangs up after the whole letter may have it: no second try, the story comes with a note."""
    receiver.hang_up = True
    hook(desk, receiver.url)
    desk.publish(1)
    assert (desk.mail().doubtful, desk.states()) == (1, ["doubt"])
    receiver.hang_up = False
    desk.now += timedelta(days=1)
    assert desk.mail().sent == 1
    (story,) = json.loads(receiver.got[-1].body)["data"]["stories"]
    assert story["may_have_arrived_before"] is True


def test_gone_ends_the_alert_alone(desk: Desk, receiver: Receiver) -> None:
    """410 ends this alert; the house's other alerts go on."""
    receiver.statuses = [410]
    first = hook(desk, receiver.url)
    with receiving(Receiver()) as other:
        second = hook(desk, other.url, "公寓")
        desk.publish(1)
        report = desk.mail()
    assert (report.gone, report.sent, len(other.got)) == (1, 1, 1)
    assert subscriptions.get(desk.engine, first.id).state == "ended"
    assert subscriptions.get(desk.engine, second.id).state == "active"


def test_addresses_inside_a_network_are_refused(desk: Desk, receiver: Receiver) -> None:
    """Unless allowed, nothing is sent to a loopback or private address, whatever name leads there."""
    hook(desk, receiver.url, private=False)
    hook(desk, receiver.url.replace("127.0.0.1", "localhost"), "公寓", private=False)
    desk.publish(1)
    assert desk.mail().dead == 2
    assert receiver.got == []
    assert "webhook_private" in subscriptions.list_deliveries(desk.engine)[0].error


def test_a_dead_receiver_hinders_nobody(desk: Desk, receiver: Receiver, relay: int) -> None:
    """Mail goes out while a webhook cannot be reached."""
    with receiving(Receiver()) as gone:
        url = gone.url
    hook(desk, url)
    desk.subscribe()
    desk.publish(1)
    report = desk.mail()
    assert (report.sent, report.later) == (1, 1)


def test_webhooks_need_no_relay(desk: Desk, receiver: Receiver) -> None:
    """Without [mail] host, letters to webhooks leave all the same."""
    hook(desk, receiver.url)
    desk.subscribe()
    desk.publish(1)
    report = desk.mail()
    assert (report.sent, report.stopped) == (1, "no relay: [mail] host is empty")


@pytest.mark.sqlite_only  # the file itself is read
def test_no_list_shows_the_key(desk: Desk, receiver: Receiver) -> None:
    """What lists and records show of a webhook is its host; the address with its keys stands in the address book."""
    alert = hook(desk, receiver.url)
    assert alert.target == "http://127.0.0.1/…"
    assert "team=1" not in repr(alert)
    archive = (desk.home / "archive.db").read_bytes()
    assert b"team=1" not in archive


@pytest.mark.parametrize("url", ["ftp://x.test/", "https://user:pw@x.test/", "https://", "x y", "https://x.test:0/"])
def test_addresses_that_cannot_be(url: str) -> None:
    """An address that is none, or carries a password, is refused at once."""
    with pytest.raises(subscriptions.targets.AskedWrongly):
        subscriptions.new_target("webhook", url)
