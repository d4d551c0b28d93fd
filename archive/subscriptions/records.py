"""The records that pass through the doors of this room. They carry addresses: never log or export them whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from archive.subscriptions.targets import Target

LETTERS_AT = "07:30"
"""Local time of daily and weekly letters unless a reader says otherwise: before work, after the morning editions."""
LANGUAGES = ("zh", "en")
RHYTHMS = ("at-once", "day", "week")


class DeliveryState(StrEnum):
    """Where a letter stands on its way out."""

    QUEUED = "queued"
    """Frozen, waits for its next try."""
    CLAIMED = "claimed"
    """A sender has it; nothing that could be delivered has left yet."""
    DOT = "dot"
    """The line that ends the letter is about to go out, or has gone; the relay has not answered yet."""
    SENT = "sent"
    """The relay accepted it."""
    DOUBT = "doubt"
    """The sender died, or lost the relay, in DOT. Never sent again; its stories go into the reader's next letter."""
    DEAD = "dead"
    """Refused for good, given up, dropped by hand, or unsubscribed meanwhile."""


@dataclass(slots=True, kw_only=True)
class SubscriberView:
    """One reader with an address."""

    id: int
    email: str = field(repr=False)
    """Kept out of `repr`, so that no log line can show it by accident. Empty for a reader who was forgotten."""
    language: str
    """zh or en."""
    time_zone: str
    """IANA name."""
    state: str
    """pending, confirmed or gone."""
    created_at: datetime
    confirmed_at: datetime | None = None
    quiet: str = ""
    """Hours without letters by the reader's clock, such as 22:00-07:00; empty means none."""
    working_days_only: bool = False
    """True for a reader who wants no letters on days off."""
    letters_at: str = LETTERS_AT
    """When daily and weekly letters come, by the reader's clock."""
    is_house: bool = False
    """True for the house itself, which has no address: alerts that go to a webhook, a chat or the operator."""


@dataclass(slots=True, kw_only=True)
class SubscriptionView:
    """One saved query with a rhythm and a channel, and whose it is."""

    id: int
    subscriber: SubscriberView
    name: str
    query: str
    rhythm: str
    """at-once, day or week."""
    state: str
    """pending, active, paused or ended."""
    reason: str
    """Why it is paused or ended; empty when a person did it without saying."""
    created_at: datetime
    from_seq: int
    """Only events after this one can match."""
    channel: str = "mail"
    """mail, webhook, chat, feed or canary."""
    target: str = ""
    """Where letters go that are no mail, without keys."""
    feed_serial: int = 0
    """Counts its revoked feed addresses; an address of an earlier count is dead."""
    last_sent_at: datetime | None = None
    matches: int = 0
    """Stories it has found so far."""
    waiting: int = 0
    """Of these, stories that wait for a letter."""

    @property
    def label(self) -> str:
        """The name the reader gave it, else the query."""
        return self.name or self.query


@dataclass(slots=True, kw_only=True)
class ActiveQuery:
    """What matching needs of a saved query; names no reader."""

    id: int
    query: str
    from_seq: int
    """Only events after this one can match."""
    newest_only: bool = False
    """True for the canary, which needs one story of each batch to see that matching works."""


@dataclass(slots=True, kw_only=True)
class NewStory:
    """An event that letters may tell of: an article of a story that was news when it was stored."""

    seq: int
    article_id: int
    cluster_id: int
    at: datetime


@dataclass(slots=True, kw_only=True)
class Found:
    """A saved query found a story."""

    subscription_id: int
    cluster_id: int
    article_id: int


@dataclass(slots=True, kw_only=True)
class WaitingMatch:
    """A match that is in no letter yet, or was in one that is in doubt."""

    id: int
    subscription_id: int
    cluster_id: int
    article_id: int
    waiting_at: datetime
    """When it matched, or when it was freed from a letter in doubt."""
    doubtful: bool = False
    """True when an earlier letter with it may have arrived."""


@dataclass(slots=True, kw_only=True)
class MatchView:
    """A story that an alert found, and what became of it."""

    article_id: int
    title: str
    source: str
    """Source id."""
    published_on: date | None
    matched_at: datetime
    delivery_id: int | None
    """The letter that tells of it; None while it waits, and in a feed."""
    state: str
    """waiting, or the state of that letter: queued, claimed, dot, sent, doubt or dead."""
    sent_at: datetime | None


@dataclass(slots=True, kw_only=True)
class Waiting:
    """What one letter may tell of: all that a reader waits for by mail, or what one alert of another channel found."""

    subscriber: SubscriberView
    channel: str = "mail"
    """mail, webhook, chat or canary."""
    subscription_id: int | None = None
    """The alert, when its letters are its own: every channel but mail."""
    subscriptions: Mapping[int, SubscriptionView]
    """The active subscriptions that have a waiting match, by id."""
    matches: tuple[WaitingMatch, ...]
    """Oldest first."""


@dataclass(slots=True, kw_only=True)
class NewDelivery:
    """A letter as composed, before it is in the outbox."""

    subscriber_id: int | None
    """None for a letter to the operator."""
    kind: str
    """alert, confirm, canary or ops."""
    message_id: str
    """Deterministic: the same content gives the same one, so a letter cannot be queued twice."""
    subject: str
    mime: bytes = field(repr=False)
    """A mail, or the JSON of a message to a webhook or a chat."""
    channel: str = "mail"
    """mail, webhook or chat."""
    subscription_id: int | None = None
    """The alert to whose target it goes; None for mail."""
    match_ids: tuple[int, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Claimed:
    """A letter that one sender holds until its lease ends."""

    id: int
    kind: str
    subscriber_id: int | None
    recipient: str | None = field(repr=False)
    """Address of the reader; empty for one who was forgotten, None for the operator."""
    mime: bytes = field(repr=False)
    attempts: int
    """Tries before this one that reached the relay."""
    created_at: datetime
    owner: str
    message_id: str = ""
    channel: str = "mail"
    """mail, webhook or chat."""
    subscription_id: int | None = None
    target: Target | None = None
    """Where it goes when it is no mail; None when the alert has no target any more."""


@dataclass(slots=True, kw_only=True)
class DeliveryView:
    """A letter as the outbox screen shows it: without its text and without the address."""

    id: int
    subscriber_id: int | None
    kind: str
    message_id: str
    subject: str
    state: str
    attempts: int
    next_try_at: datetime
    created_at: datetime
    sent_at: datetime | None
    error: str
    """What the relay said last."""
    stories: int
    size_bytes: int
    channel: str = "mail"


@dataclass(slots=True, kw_only=True)
class QueryEdit:
    """One change of a saved query."""

    at: datetime
    before: str
    after: str
    why: str
    """less-like-this, undo or by hand."""
