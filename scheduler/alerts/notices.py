"""Letters that are no alerts: the question whether a reader wants them, and word to the operator that some failed."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.subscriptions import NewDelivery, SubscriptionView
from scheduler.alerts.letter import fill_bodies, message_headers, shortened
from scheduler.alerts.stationery import Stationery, open_stationery
from scheduler.alerts.words import say

UNANSWERED = timedelta(days=14)
"""So long an alert waits for its reader's yes."""


def ask_to_confirm(engine: Engine, config: Config, wanted: SubscriptionView, *, now: datetime) -> int | None:
    """Put the letter that asks a reader to confirm into the outbox; return its number.

    None when one went to this reader today already: asking again and again would be a way to pester somebody.
    """
    stationery = open_stationery(config)
    message_id = stationery.message_id("confirm", wanted.subscriber.id, now.date())
    url = stationery.confirm_url(wanted.subscriber.id)
    return _ask(engine, stationery, wanted, message_id=message_id, url=url, now=now)


def ask_all(engine: Engine, config: Config, *, now: datetime) -> int:
    """Ask the readers of alerts wanted on the web pages whether they want them, each alert once; return how many.

    An alert whose reader has not answered for two weeks ends, and an address without another one is erased.
    """
    if subscriptions.end_unanswered(engine, before=now - UNANSWERED):
        subscriptions.forget_unconfirmed(engine)
    stationery, asked = open_stationery(config), 0
    for wanted in subscriptions.pending(engine, since=now - UNANSWERED):
        message_id = stationery.message_id("start", wanted.id)
        url = stationery.start_url(wanted.id)
        asked += _ask(engine, stationery, wanted, message_id=message_id, url=url, now=now) is not None
    return asked


def _ask(
    engine: Engine, stationery: Stationery, wanted: SubscriptionView, *, message_id: str, url: str, now: datetime
) -> int | None:
    reader = wanted.subscriber
    subject = say(reader.language, "confirm-subject", name=shortened(wanted.label))
    mail = message_headers(
        sender=stationery.mail.sender,
        sender_name=stationery.mail.sender_name,
        subject=subject,
        message_id=message_id,
        written_at=now,
    )
    fill_bodies(
        mail,
        template="confirm",
        language=reader.language,
        heading=say(reader.language, "confirm-heading"),
        query=wanted.query,
        url=url,
    )
    letter = NewDelivery(
        subscriber_id=reader.id, kind="confirm", message_id=message_id, subject=subject, mime=mail.as_bytes()
    )
    return subscriptions.enqueue(engine, letter, now=now)


def tell_operator(engine: Engine, stationery: Stationery, *, refused: int, said: str, now: datetime) -> int | None:
    """Tell the operator that letters were refused, at most once a day; return the letter's number.

    None when no operator is named in [mail], or one was told today.
    """
    if not stationery.mail.operator:
        return None
    message_id = stationery.message_id("refused", now.date())
    subject = f"jianbao: {refused} letter(s) refused for good"
    mail = message_headers(
        sender=stationery.mail.sender,
        sender_name=stationery.mail.sender_name,
        subject=subject,
        message_id=message_id,
        written_at=now,
    )
    mail.set_content(
        f"The relay refused {refused} letter(s) for good. Its last words:\n  {said}\n\n"
        "See them:        jianbao alert outbox list --state dead\n"
        "Send one again:  jianbao alert outbox retry ID\n"
    )
    letter = NewDelivery(subscriber_id=None, kind="ops", message_id=message_id, subject=subject, mime=mail.as_bytes())
    return subscriptions.enqueue(engine, letter, now=now)
