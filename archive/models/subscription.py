"""Who wants what, what matched, and what was mailed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Subscriber(Base):
    """One reader, known by number alone; the address stands in the address book (archive.subscriptions)."""

    __tablename__ = "subscriber"

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    state: Mapped[str] = mapped_column(String(12), default="pending", comment="pending, confirmed, gone")
    created_at: Mapped[datetime] = mapped_column(comment="when they were entered")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="when they said yes")
    is_house: Mapped[bool] = mapped_column(default=False, comment="the house itself, for alerts that go to no person")


class Subscription(Base):
    """One saved query with a rhythm."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id"), index=True, comment="whose")
    name: Mapped[str] = mapped_column(default="", comment="name the reader gave it; empty = the query")
    query: Mapped[str] = mapped_column(comment="in the search language")
    rhythm: Mapped[str] = mapped_column(String(10), default="day", comment="at-once, day or week")
    channel: Mapped[str] = mapped_column(String(10), default="mail", comment="mail, webhook, chat, feed or canary")
    feed_serial: Mapped[int] = mapped_column(default=0, comment="counts its revoked feed addresses")
    state: Mapped[str] = mapped_column(String(12), default="active", comment="pending, active, paused, ended")
    ended_reason: Mapped[str] = mapped_column(default="", comment="unsubscribed, removed, bounced ...")
    created_at: Mapped[datetime] = mapped_column(comment="when")
    from_seq: Mapped[int] = mapped_column(Number, comment="only events after this one can match")
    last_sent_at: Mapped[datetime | None] = mapped_column(comment="when its last letter was composed")


class SubscriptionEdit(Base):
    """One change of a saved query, so that it can be seen and taken back."""

    __tablename__ = "subscription_edit"

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True, comment="whose query")
    at: Mapped[datetime] = mapped_column(comment="when")
    before: Mapped[str] = mapped_column(comment="the query until then")
    after: Mapped[str] = mapped_column(comment="the query from then on")
    why: Mapped[str] = mapped_column(default="", comment="less-like-this, undo, by hand")


class Match(Base):
    """A story that a saved query found, once for ever."""

    __tablename__ = "match"
    __table_args__ = (UniqueConstraint("subscription_id", "cluster_id"), Index("ix_match_delivery_id", "delivery_id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), comment="the saved query")
    cluster_id: Mapped[int] = mapped_column(Number, comment="the story")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article that matched")
    matched_at: Mapped[datetime] = mapped_column(comment="when")
    waiting_at: Mapped[datetime] = mapped_column(comment="since when it waits: matched, or freed from doubt")
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), comment="letter it went into")
    doubtful: Mapped[bool] = mapped_column(default=False, comment="an earlier letter with it may have arrived")


class Delivery(Base):
    """One letter, frozen before it is sent: a mail, or a message to a webhook or a chat."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_state_next_try_at", "state", "next_try_at"),
        Index("ix_delivery_route_dot_at", "route", "dot_at"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    subscriber_id: Mapped[int | None] = mapped_column(ForeignKey("subscriber.id"), comment="to whom; NULL = ops")
    kind: Mapped[str] = mapped_column(String(10), comment="alert, confirm, canary or ops")
    channel: Mapped[str] = mapped_column(String(10), default="mail", comment="mail, webhook or chat")
    subscription_id: Mapped[int | None] = mapped_column(Number, comment="the alert whose target it goes to; not mail")
    message_id: Mapped[str] = mapped_column(unique=True, comment="Message-ID, made from what is in it")
    subject: Mapped[str] = mapped_column(comment="subject line")
    mime: Mapped[bytes] = mapped_column(LargeBinary, comment="the letter as it goes over the wire")
    state: Mapped[str] = mapped_column(String(10), default="queued", comment="queued, claimed, dot, sent, doubt, dead")
    attempts: Mapped[int] = mapped_column(default=0, comment="tries so far")
    next_try_at: Mapped[datetime] = mapped_column(comment="not before")
    lease_owner: Mapped[str | None] = mapped_column(comment="which sender has it")
    lease_until: Mapped[datetime | None] = mapped_column(comment="when that claim ends")
    created_at: Mapped[datetime] = mapped_column(comment="when it was composed")
    dot_at: Mapped[datetime | None] = mapped_column(comment="when its end was about to go out")
    route: Mapped[str] = mapped_column(String(16), default="", comment="keyed digest of the reader's mail domain")
    sent_at: Mapped[datetime | None] = mapped_column(comment="when the relay accepted it")
    error: Mapped[str] = mapped_column(default="", comment="what the relay said last")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="counts for the outbox screen")
