"""Readers are entered once, confirm by themselves, and do not come back by an old letter."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.errors import AskedWrongly, NotFound
from archive.subscriptions import outbox

pytestmark = pytest.mark.both_databases


def test_a_new_reader_is_pending(engine: Engine, now: datetime) -> None:
    """A reader who was only entered has not agreed to anything."""
    added = subscriptions.add_subscriber(engine, "li@example.org", language="en", time_zone="Europe/Berlin", now=now)
    assert (added.state, added.language, added.time_zone, added.confirmed_at) == (
        "pending",
        "en",
        "Europe/Berlin",
        None,
    )


def test_the_same_address_is_the_same_reader(engine: Engine, now: datetime) -> None:
    """An address typed with another domain case or blanks around it is the reader who is there."""
    first = subscriptions.add_subscriber(engine, "li@example.org", now=now)
    assert subscriptions.add_subscriber(engine, " li@EXAMPLE.org ", now=now).id == first.id


def test_confirming_twice_keeps_the_first_time(engine: Engine, now: datetime) -> None:
    """A second click on the link changes nothing."""
    added = subscriptions.add_subscriber(engine, "li@example.org", now=now)
    subscriptions.confirm(engine, added.id, now=now)
    again = subscriptions.confirm(engine, added.id, now=now + timedelta(days=1))
    assert (again.state, again.confirmed_at) == ("confirmed", now)


def test_confirming_nobody_is_refused(engine: Engine, now: datetime) -> None:
    """A number that no reader has is answered with NotFound."""
    with pytest.raises(NotFound):
        subscriptions.confirm(engine, 99, now=now)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "li",
        "li@",
        "@example.org",
        "li@example.org\nBcc: all@example.org",
        "li@example.org, wu@example.org",
        "<li@example.org>",
        "li @example.org",
        "李@example.org",
        "li@例.cn",
        "li@-x.org",
        "li@x..org",
        "a" * 65 + "@example.org",
        "li@" + "x." * 130 + "org",
    ],
)
def test_what_cannot_be_an_address_is_refused(engine: Engine, now: datetime, address: str) -> None:
    """An address that could end a header or reach a second reader never enters the archive."""
    with pytest.raises(AskedWrongly, match="is not a mail address"):
        subscriptions.add_subscriber(engine, address, now=now)


@pytest.mark.parametrize("zone", ["Shanghai", "", "../etc/passwd", "Asia", "UTC+8"])
def test_an_unknown_time_zone_is_refused(engine: Engine, now: datetime, zone: str) -> None:
    """A zone that the machine does not know is refused with an example."""
    with pytest.raises(AskedWrongly) as caught:
        subscriptions.add_subscriber(engine, "li@example.org", time_zone=zone, now=now)
    assert "Asia/Shanghai" in caught.value.mend


def test_an_unknown_language_is_refused(engine: Engine, now: datetime) -> None:
    """Letters are written in Chinese or English."""
    with pytest.raises(AskedWrongly, match="'fr'"):
        subscriptions.add_subscriber(engine, "li@example.org", language="fr", now=now)


def test_the_address_is_not_in_the_repr(engine: Engine, now: datetime) -> None:
    """A record written to a log by accident does not give the address away."""
    assert "li@example.org" not in repr(subscriptions.add_subscriber(engine, "li@example.org", now=now))


def test_a_reader_struck_off_is_pending_when_entered_again(engine: Engine, now: datetime) -> None:
    """An address that bounced must confirm anew, and its old confirmation link is worthless meanwhile."""
    added = subscriptions.add_subscriber(engine, "li@example.org", now=now, confirmed=True)
    letter = subscriptions.NewDelivery(subscriber_id=added.id, kind="alert", message_id="<1@x>", subject="s", mime=b"m")
    subscriptions.enqueue(engine, letter, now=now)
    claimed = subscriptions.claim(engine, owner="a", now=now, lease_s=60)
    assert claimed is not None
    outbox.mark_gone(engine, claimed, error="550 5.1.1")
    with pytest.raises(NotFound, match="taken off"):
        subscriptions.confirm(engine, added.id, now=now)
    again = subscriptions.add_subscriber(engine, "li@example.org", now=now)
    assert (again.id, again.state) == (added.id, "pending")
