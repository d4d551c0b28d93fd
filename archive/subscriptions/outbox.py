"""The outbox: letters frozen before they are sent, and how each gets out exactly once or is known to be in doubt.

Sends nothing; `scheduler.alerts.send` does. Every change here is durable (on the disk when the function returns).

    queued → claimed → dot → sent        the good way
    claimed → queued                     the lease ended, or the relay said "later": certainly not sent
    dot → doubt                          the sender died, or lost the relay: perhaps sent (RFC 1047: SMTP cannot know)
    queued, claimed, dot → dead          refused for good

Measured on the prototype of this design: 100 kills, 4,000 stories, none lost, none mailed twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, case, func, select, update
from sqlalchemy.orm import Session

from archive import models
from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.subscriptions.address_book import book_of
from archive.subscriptions.queries import end_in
from archive.subscriptions.records import Claimed, DeliveryState, DeliveryView, NewDelivery
from archive.subscriptions.targets import Target

BATCH = 500
"""Numbers in one SQL list; SQLite takes 32,766."""


def enqueue(engine: Engine, letter: NewDelivery, *, now: datetime) -> int | None:
    """Freeze a letter and put its matches into it: one commit. Return its number.

    None when the same letter is there already, or another process put one of its matches into a letter first.
    """
    try:
        with writing(engine, durable=True) as session:
            return _freeze(session, letter, now)
    except _Taken:
        return None


def claim(
    engine: Engine, *, owner: str, now: datetime, lease_s: float, channels: Collection[str] = ("mail",)
) -> Claimed | None:
    """Give the next letter of these channels that is due to one sender, or None. Confirmation letters go first."""
    asked = (
        select(models.Delivery)
        .where(
            models.Delivery.state == DeliveryState.QUEUED,
            models.Delivery.next_try_at <= now,
            models.Delivery.channel.in_(channels),
        )
        .order_by(
            case((models.Delivery.kind == "confirm", 0), else_=1), models.Delivery.next_try_at, models.Delivery.id
        )
        .limit(1)
        .with_for_update(of=models.Delivery, skip_locked=True)
    )
    with writing(engine, durable=True) as session:
        letter = session.scalar(asked)
        if letter is None:
            return None
        letter.state, letter.lease_owner = DeliveryState.CLAIMED, owner
        letter.lease_until = now + timedelta(seconds=lease_s)
        return Claimed(
            id=letter.id,
            kind=letter.kind,
            subscriber_id=letter.subscriber_id,
            recipient=_address_of(engine, letter.subscriber_id),
            mime=letter.mime,
            attempts=letter.attempts,
            created_at=letter.created_at,
            owner=owner,
            message_id=letter.message_id,
            channel=letter.channel,
            subscription_id=letter.subscription_id,
            target=_target_of(engine, letter.subscription_id),
        )


def mark_dot(engine: Engine, claimed: Claimed, *, now: datetime, lease_s: float, route: str = "") -> bool:
    """Note that the end of the letter goes out next. False when the claim was lost: then it must not go out.

    `route` says where to, for `count_routed`; it must not name the reader.
    """
    until = now + timedelta(seconds=lease_s)
    values: dict[str, Any] = {"state": DeliveryState.DOT, "lease_until": until, "dot_at": now, "route": route}
    return _move(engine, claimed, DeliveryState.CLAIMED, **values)


def count_routed(engine: Engine, route: str, *, since: datetime, now: datetime) -> int:
    """Return how many letters went this way, as far as we know, after `since`.

    Those dated as far behind `now` as `since` is before it were sent by a clock that ran wrong, and are not counted.
    """
    late = now + (now - since)
    passed = models.Delivery.route == route, models.Delivery.dot_at > since, models.Delivery.dot_at <= late
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(models.Delivery).where(*passed)) or 0


def recent_letters(
    engine: Engine, *, since: datetime, now: datetime
) -> dict[tuple[int, int | None], tuple[datetime, ...]]:
    """Return (reader, alert of a channel other than mail) → when letters were written there after `since`, up to now.

    Letters dated after `now` were written by a clock that ran wrong; they count for nothing.
    """
    asked = select(models.Delivery.subscriber_id, models.Delivery.subscription_id, models.Delivery.created_at).where(
        models.Delivery.kind == "alert",
        models.Delivery.subscriber_id.is_not(None),
        models.Delivery.created_at > since,
        models.Delivery.created_at <= now,
    )
    found: dict[tuple[int, int | None], list[datetime]] = {}
    with reading(engine) as session:
        for reader, alert, at in session.execute(asked.order_by(models.Delivery.created_at)):
            found.setdefault((int(reader or 0), alert), []).append(at)
    return {whose: tuple(times) for whose, times in found.items()}


def mark_sent(engine: Engine, claimed: Claimed, *, now: datetime) -> bool:
    """Note that the relay accepted the letter. False when it was given up as doubtful meanwhile."""
    values: dict[str, Any] = {"state": DeliveryState.SENT, "sent_at": now, "error": ""}
    return _move(engine, claimed, DeliveryState.DOT, attempts=claimed.attempts + 1, **values, **NO_LEASE)


def put_back(engine: Engine, claimed: Claimed, *, next_try_at: datetime, error: str, tried: bool) -> bool:
    """Queue a letter again that was certainly not accepted; `tried` counts the try, when the relay judged it."""
    return _move(
        engine,
        claimed,
        DeliveryState.CLAIMED,
        DeliveryState.DOT,
        state=DeliveryState.QUEUED,
        attempts=claimed.attempts + int(tried),
        next_try_at=next_try_at,
        error=error,
        **NO_LEASE,
    )


def mark_dead(engine: Engine, claimed: Claimed, *, error: str) -> bool:
    """Note that the relay refused the letter for good; a person can queue it again with `retry`."""
    return _move(
        engine,
        claimed,
        DeliveryState.CLAIMED,
        DeliveryState.DOT,
        state=DeliveryState.DEAD,
        attempts=claimed.attempts + 1,
        error=error,
        **NO_LEASE,
    )


def mark_doubt(engine: Engine, claimed: Claimed, *, error: str, now: datetime) -> bool:
    """Give up a letter whose end went out without an answer; its stories wait for the reader's next letter."""
    with writing(engine, durable=True) as session:
        row = session.get(models.Delivery, claimed.id)
        if row is None or row.state != DeliveryState.DOT or row.lease_owner != claimed.owner:
            return False
        _doubt(session, row, error=error, now=now)
        return True


def mark_gone(engine: Engine, claimed: Claimed, *, error: str) -> bool:
    """Note that the address does not exist: the letter is dead, and what was to go there ends.

    A mailbox takes the reader and all their queries along; a webhook or a chat only its own alert.
    """
    with writing(engine, durable=True) as session:
        row = session.get(models.Delivery, claimed.id)
        if row is None or row.lease_owner != claimed.owner:
            return False
        row.state, row.error, row.attempts = DeliveryState.DEAD, error, claimed.attempts + 1
        row.lease_owner, row.lease_until = None, None
        same_way = models.Delivery.subscription_id == row.subscription_id
        ending = models.Subscription.id == row.subscription_id
        if row.subscription_id is None:
            reader = session.get(models.Subscriber, row.subscriber_id) if row.subscriber_id else None
            if reader is None:
                return True
            reader.state = "gone"
            ending = models.Subscription.subscriber_id == reader.id
            same_way = models.Delivery.subscriber_id == reader.id
        open_ones = select(models.Subscription).where(ending, models.Subscription.state != "ended")
        end_in(session, session.scalars(open_ones).all(), reason="bounced")
        others = same_way, models.Delivery.state == DeliveryState.QUEUED
        session.execute(update(models.Delivery).where(*others).values(state=DeliveryState.DEAD, error=error))
        return True


def recover(engine: Engine, *, now: datetime) -> tuple[int, int]:
    """Take up what dead senders left: return how many letters were queued again, and how many are in doubt."""
    with writing(engine, durable=True) as session:
        ended = models.Delivery.lease_until <= now
        claimed = session.scalars(select(models.Delivery).where(models.Delivery.state == DeliveryState.CLAIMED, ended))
        queued = 0
        for row in claimed:
            row.state, row.lease_owner, row.lease_until = DeliveryState.QUEUED, None, None
            queued += 1
        doubtful = session.scalars(
            select(models.Delivery).where(models.Delivery.state == DeliveryState.DOT, ended)
        ).all()
        for row in doubtful:
            _doubt(session, row, error="the sender stopped between the letter's end and the answer", now=now)
        return queued, len(doubtful)


def list_deliveries(engine: Engine, *, states: Sequence[str] = (), limit: int = 100) -> tuple[DeliveryView, ...]:
    """Return the newest letters first; `states` picks some (empty: all)."""
    asked = select(models.Delivery).order_by(models.Delivery.id.desc()).limit(limit)
    if states:
        asked = asked.where(models.Delivery.state.in_(states))
    with reading(engine) as session:
        return tuple(_view(row) for row in session.scalars(asked))


def get_delivery(engine: Engine, delivery_id: int) -> tuple[DeliveryView, bytes]:
    """Return a letter and its frozen text. Raises NotFound."""
    with reading(engine) as session:
        row = _row(session, delivery_id)
        return _view(row), row.mime


def count_by_state(engine: Engine) -> dict[str, int]:
    """Return state → number of letters, for the status and the examination of the installation."""
    asked = select(models.Delivery.state, func.count()).group_by(models.Delivery.state)
    with reading(engine) as session:
        return dict(session.execute(asked).all())


def retry(engine: Engine, delivery_id: int, *, now: datetime) -> DeliveryView:
    """Try a letter again now: one that waits, or one that is dead. Raises AskedWrongly for others."""
    with writing(engine, durable=True) as session:
        row = _row(session, delivery_id)
        if row.state not in (DeliveryState.QUEUED, DeliveryState.DEAD):
            raise AskedWrongly(f"letter {delivery_id} is in state '{row.state}'", mend=NO_RETRY.get(row.state, ""))
        row.state, row.attempts, row.next_try_at, row.created_at = DeliveryState.QUEUED, 0, now, now
        return _view(row)


def drop(engine: Engine, delivery_id: int) -> DeliveryView:
    """Never send a letter that waits; it stays in the list as dead. Raises AskedWrongly for others."""
    with writing(engine, durable=True) as session:
        row = _row(session, delivery_id)
        if row.state != DeliveryState.QUEUED:
            raise AskedWrongly(
                f"letter {delivery_id} is in state '{row.state}'", mend="only a queued one can be dropped"
            )
        row.state, row.error = DeliveryState.DEAD, "dropped by hand"
        return _view(row)


def _target_of(engine: Engine, subscription_id: int | None) -> Target | None:
    return None if subscription_id is None else book_of(engine).targets([subscription_id]).get(subscription_id)


def _address_of(engine: Engine, subscriber_id: int | None) -> str | None:
    if subscriber_id is None:
        return None
    found = book_of(engine).get([subscriber_id]).get(subscriber_id)
    return found.email if found is not None else ""


class _Taken(Exception):
    """The letter, or one of its matches, is in the outbox already; rolls the transaction back."""


NO_LEASE: dict[str, Any] = {"lease_owner": None, "lease_until": None}
NO_RETRY: dict[str, str] = {
    DeliveryState.DOUBT: "it may have arrived; its stories are in the reader's next letter",
    DeliveryState.SENT: "the relay has accepted it; ask there",
    DeliveryState.CLAIMED: "a sender has it now; wait for its answer",
    DeliveryState.DOT: "a sender has it now; wait for its answer",
}


def _freeze(session: Session, letter: NewDelivery, now: datetime) -> int:
    """Write the letter, put its matches into it, and note the time on their subscriptions."""
    if session.scalar(select(models.Delivery.id).where(models.Delivery.message_id == letter.message_id)):
        raise _Taken
    row = models.Delivery(
        subscriber_id=letter.subscriber_id,
        kind=letter.kind,
        channel=letter.channel,
        subscription_id=letter.subscription_id,
        message_id=letter.message_id,
        subject=letter.subject,
        mime=letter.mime,
        next_try_at=now,
        created_at=now,
        detail=dict(letter.detail),
    )
    row.state, row.attempts, row.error, row.route = DeliveryState.QUEUED, 0, "", ""
    session.add(row)
    session.flush()
    if _put_into(session, letter.match_ids, row.id) != len(letter.match_ids):
        raise _Taken
    told = select(models.Match.subscription_id).where(models.Match.delivery_id == row.id)
    session.execute(update(models.Subscription).where(models.Subscription.id.in_(told)).values(last_sent_at=now))
    return row.id


def _move(engine: Engine, claimed: Claimed, *from_states: DeliveryState, **values: Any) -> bool:
    """Change a letter if its claim still holds; return whether it did."""
    held = (
        models.Delivery.id == claimed.id,
        models.Delivery.lease_owner == claimed.owner,
        models.Delivery.state.in_(from_states),
    )
    with writing(engine, durable=True) as session:
        moved = session.execute(update(models.Delivery).where(*held).values(**values).returning(models.Delivery.id))
        return len(moved.all()) == 1


def _put_into(session: Session, match_ids: Sequence[int], delivery_id: int) -> int:
    """Put matches into a letter; return how many were free."""
    put = 0
    for start in range(0, len(match_ids), BATCH):
        free = (models.Match.id.in_(match_ids[start : start + BATCH]), models.Match.delivery_id.is_(None))
        moved = session.execute(
            update(models.Match).where(*free).values(delivery_id=delivery_id).returning(models.Match.id)
        )
        put += len(moved.all())
    return put


def _doubt(session: Session, row: models.Delivery, *, error: str, now: datetime) -> None:
    """Mark a letter doubtful and free its matches for the reader's next one."""
    row.state, row.error = DeliveryState.DOUBT, error
    row.lease_owner, row.lease_until = None, None
    inside = models.Match.delivery_id == row.id
    session.execute(update(models.Match).where(inside).values(delivery_id=None, doubtful=True, waiting_at=now))


def _row(session: Session, delivery_id: int) -> models.Delivery:
    row = session.get(models.Delivery, delivery_id)
    if row is None:
        raise NotFound(f"no letter {delivery_id}", mend="`jianbao alert outbox list` shows them")
    return row


def _view(row: models.Delivery) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        subscriber_id=row.subscriber_id,
        kind=row.kind,
        message_id=row.message_id,
        subject=row.subject,
        state=row.state,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        error=row.error,
        stories=int(row.detail.get("stories", 0)),
        size_bytes=len(row.mime),
        channel=row.channel,
    )
