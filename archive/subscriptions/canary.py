"""The canary: an alert of the house itself on all news, which goes the whole way of a reader's alert.

Its rows say how far news got: read by matching, found, put into a letter, taken by the relay. `scheduler.alerts.canary`
writes its letters and judges them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from archive import models
from archive.db import reading, writing
from archive.subscriptions.matches import READER
from archive.subscriptions.queries import newest_event, view_subscriptions
from archive.subscriptions.records import SubscriptionView

EVERYTHING = "date:1900.."
"""Finds whatever is dated, and no text can make it miss."""
CHANNEL, KIND = "canary", "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryView:
    """How far news got. None where nothing has happened yet."""

    subscription: SubscriptionView | None
    unread_since: datetime | None
    """When the oldest change was logged that matching has not read."""
    matched_at: datetime | None
    """When it last found a story."""
    waiting_since: datetime | None
    """When it found the oldest story that is in no letter yet."""
    letter_at: datetime | None
    """When its last letter was composed."""
    letter_state: str
    """Where that letter stands, see DeliveryState; empty when there was none."""
    sent_at: datetime | None
    """When the relay took that letter."""
    error: str
    """What the relay said to it."""


def set_up(engine: Engine, subscriber_id: int, *, now: datetime) -> int:
    """Enter the canary if there is none, for the house as the reader; return its number."""
    with writing(engine, durable=True) as session:
        found = session.scalar(select(models.Subscription.id).where(models.Subscription.channel == CHANNEL))
        if found is not None:
            return found
        row = models.Subscription(subscriber_id=subscriber_id, name=CHANNEL, query=EVERYTHING, rhythm="day")
        row.channel, row.state, row.ended_reason, row.feed_serial = CHANNEL, "active", "", 0
        row.created_at, row.from_seq, row.last_sent_at = now, newest_event(session), None
        session.add(row)
        session.flush()
        return row.id


def look(engine: Engine) -> CanaryView:
    """Return how far news got."""
    with reading(engine) as session:
        seen = session.scalar(select(models.Cursor.seq).where(models.Cursor.reader == READER)) or 0
        unread = session.scalar(select(func.min(models.Event.at)).where(models.Event.seq > seen))
        row = session.scalar(select(models.Subscription).where(models.Subscription.channel == CHANNEL))
        own = models.Match.subscription_id == (row.id if row is not None else 0)
        matched = session.scalar(select(func.max(models.Match.matched_at)).where(own))
        waits = session.scalar(select(func.min(models.Match.matched_at)).where(own, models.Match.delivery_id.is_(None)))
        newest = select(models.Delivery).where(models.Delivery.kind == KIND).order_by(models.Delivery.id.desc())
        letter = session.scalar(newest.limit(1))
        return CanaryView(
            subscription=view_subscriptions(session, [row])[0] if row is not None else None,
            unread_since=unread,
            matched_at=matched,
            waiting_since=waits,
            letter_at=letter.created_at if letter is not None else None,
            letter_state=letter.state if letter is not None else "",
            sent_at=letter.sent_at if letter is not None else None,
            error=letter.error if letter is not None else "",
        )
