"""Saved queries are checked when they are added, and end for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.db import reading
from archive.errors import AskedWrongly, NotFound, QueryError
from archive.records import Saved
from archive.subscriptions import Found, NewDelivery, SubscriberView, SubscriptionView

pytestmark = pytest.mark.both_databases


def test_a_query_that_cannot_be_read_is_refused(engine: Engine, reader: SubscriberView, now: datetime) -> None:
    """A wrong query is refused when it is added, not when it should find something."""
    with pytest.raises(QueryError):
        subscriptions.add(engine, reader.id, "(人才", now=now)
    assert subscriptions.list_subscriptions(engine) == ()


def test_an_unknown_rhythm_is_refused(engine: Engine, reader: SubscriberView, now: datetime) -> None:
    """The rhythms are at-once, day and week."""
    with pytest.raises(AskedWrongly, match="hourly"):
        subscriptions.add(engine, reader.id, "人才", rhythm="hourly", now=now)


def test_a_new_query_begins_at_the_newest_event(
    engine: Engine, reader: SubscriberView, save: Callable[..., Saved], now: datetime
) -> None:
    """What the archive held before is not mailed."""
    save(1)
    save(2)
    assert subscriptions.add(engine, reader.id, "人才", now=now).from_seq == 2


def test_the_same_query_typed_otherwise_is_refused(
    engine: Engine, reader: SubscriberView, wanted: SubscriptionView, now: datetime
) -> None:
    """A reader cannot have one query twice, whatever blanks are around its words."""
    with pytest.raises(AskedWrongly, match=f"alert {wanted.id} has this query"):
        subscriptions.add(engine, reader.id, "  人才公寓 ", now=now)


def test_an_ended_query_may_be_added_again(
    engine: Engine, reader: SubscriberView, wanted: SubscriptionView, now: datetime
) -> None:
    """After an unsubscription the same search can be asked for anew."""
    subscriptions.end_all(engine, [wanted.id], reason="unsubscribed")
    assert subscriptions.add(engine, reader.id, wanted.query, now=now).id != wanted.id


def test_a_name_is_one_short_line(engine: Engine, reader: SubscriberView, now: datetime) -> None:
    """Line breaks in a name become blanks, and a name that would fill a subject line is refused."""
    assert subscriptions.add(engine, reader.id, "人才", name="住房\r\nBcc: x", now=now).label == "住房 Bcc: x"
    with pytest.raises(AskedWrongly, match="121 characters"):
        subscriptions.add(engine, reader.id, "公寓", name="字" * 121, now=now)


def test_pause_and_resume(engine: Engine, wanted: SubscriptionView) -> None:
    """A paused query says why, and forgets it when it is resumed."""
    paused = subscriptions.pause(engine, wanted.id, reason="by hand")
    assert (paused.state, paused.reason) == ("paused", "by hand")
    resumed = subscriptions.resume(engine, wanted.id)
    assert (resumed.state, resumed.reason) == ("active", "")


def test_an_ended_query_cannot_be_resumed(engine: Engine, wanted: SubscriptionView) -> None:
    """Only a new confirmation by the reader brings letters back."""
    subscriptions.end(engine, wanted.id, reason="unsubscribed")
    with pytest.raises(AskedWrongly, match="unsubscribed"):
        subscriptions.resume(engine, wanted.id)


def test_ending_twice_keeps_the_first_reason(engine: Engine, wanted: SubscriptionView) -> None:
    """A second click on an unsubscribe link changes nothing."""
    subscriptions.end(engine, wanted.id, reason="removed")
    assert subscriptions.end_all(engine, [wanted.id], reason="unsubscribed")[0].reason == "removed"


def test_ending_an_unknown_query_ends_none(engine: Engine, wanted: SubscriptionView) -> None:
    """One wrong number in a list leaves all queries as they were."""
    with pytest.raises(NotFound):
        subscriptions.end_all(engine, [wanted.id, 99], reason="unsubscribed")
    assert subscriptions.get(engine, wanted.id).state == "active"


def test_only_active_queries_of_confirmed_readers_match(
    engine: Engine, wanted: SubscriptionView, now: datetime
) -> None:
    """A reader who has not confirmed, and a paused query, are not searched for."""
    pending = subscriptions.add_subscriber(engine, "wu@example.org", now=now)
    subscriptions.add(engine, pending.id, "人才", now=now)
    other = subscriptions.add(engine, wanted.subscriber.id, "住房", now=now)
    subscriptions.pause(engine, other.id)
    with reading(engine) as session:
        assert [one.id for one in subscriptions.active(session)] == [wanted.id]


def test_a_queued_letter_about_ended_queries_is_not_sent(
    engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime
) -> None:
    """Unsubscribing stops a letter that waits in the outbox, unless it also tells of another query."""
    other = subscriptions.add(engine, wanted.subscriber.id, "办法", now=now)
    letters = []
    for number, ids in ((1, [wanted.id]), (2, [wanted.id, other.id])):
        saved = save(number)
        found = [Found(subscription_id=one, cluster_id=saved.cluster_id, article_id=saved.article_id) for one in ids]
        subscriptions.record_matches(engine, found, before=number - 1, after=number, now=now)
        matches = subscriptions.waiting(engine)[0].matches
        letter = NewDelivery(
            subscriber_id=wanted.subscriber.id,
            kind="alert",
            message_id=f"<{number}@x>",
            subject="s",
            mime=b"m",
            match_ids=tuple(match.id for match in matches),
        )
        letters.append(subscriptions.enqueue(engine, letter, now=now))
    subscriptions.end(engine, wanted.id, reason="unsubscribed")
    states = {one.id: (one.state, one.error) for one in subscriptions.list_deliveries(engine)}
    assert [states[number] for number in letters if number] == [("dead", "not sent: unsubscribed"), ("queued", "")]


def test_readers_and_alerts_with_a_target_are_entered_at_the_same_time(
    engine: Engine, reader: SubscriberView, now: datetime
) -> None:
    """Archive and address book are taken in one order, so two processes that need both never wait in a circle."""
    start = Barrier(2)
    target = subscriptions.Target(address="https://desk.test/hook", secret="s" * 32)

    def add_readers() -> None:
        for number in range(12):
            start.wait()
            subscriptions.add_subscriber(engine, f"reader{number}@example.org", now=now)

    def add_alerts() -> None:
        for number in range(12):
            start.wait()
            subscriptions.add(engine, reader.id, f"人才{number}", channel="webhook", target=target, now=now)

    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(add_readers), pool.submit(add_alerts)]
        for one in ended:
            one.result()

    assert len(subscriptions.list_subscribers(engine)) == 13
    assert len(subscriptions.list_subscriptions(engine)) == 12
