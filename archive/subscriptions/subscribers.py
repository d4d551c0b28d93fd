"""Readers with an address: entered, confirmed by their own click, gone. Sends nothing."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive import models
from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.subscriptions.records import LANGUAGES, SubscriberView

# What a browser accepts as an address (HTML standard, "valid e-mail address"): ASCII, so no SMTPUTF8 is needed,
# and nothing that could end a header or an SMTP command.
LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
ADDRESS = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{LABEL}(?:\.{LABEL})*")
LONGEST_ADDRESS = 254
"""Characters; RFC 5321 §4.5.3.1.3 less the angle brackets."""


def add_subscriber(
    engine: Engine,
    email: str,
    *,
    language: str = "zh",
    time_zone: str = "Asia/Shanghai",
    now: datetime,
    confirmed: bool = False,
) -> SubscriberView:
    """Enter a reader, or return the one who has the address already; `confirmed` when no letter must ask.

    A reader who had gone is pending again. Raises AskedWrongly when address, language or zone cannot be.
    """
    address = check_address(email)
    if language not in LANGUAGES:
        raise AskedWrongly(f"no letters in the language '{language}'", mend="use one of: zh, en")
    _check_zone(time_zone)
    with writing(engine, durable=True) as session:
        row = session.scalar(select(models.Subscriber).where(models.Subscriber.email == address))
        if row is None:
            row = models.Subscriber(email=address, created_at=now, confirmed_at=None)
            row.language, row.time_zone, row.state = language, time_zone, "pending"
            session.add(row)
        if row.state == "gone":
            row.state, row.confirmed_at = "pending", None
        if confirmed and row.state == "pending":
            row.state, row.confirmed_at = "confirmed", now
        session.flush()
        return view_subscriber(row)


def confirm(engine: Engine, subscriber_id: int, *, now: datetime) -> SubscriberView:
    """Note that a reader said yes; saying it again changes nothing.

    Raises NotFound for an unknown number, and for a reader who has gone: an old letter must not bring one back.
    """
    with writing(engine, durable=True) as session:
        row = _row(session, subscriber_id)
        if row.state == "gone":
            raise NotFound("this address was taken off the list", mend="ask for a new confirmation letter")
        if row.state == "pending":
            row.state, row.confirmed_at = "confirmed", now
        return view_subscriber(row)


def get_subscriber(engine: Engine, subscriber_id: int) -> SubscriberView:
    """Return a reader by number. Raises NotFound."""
    with reading(engine) as session:
        return view_subscriber(_row(session, subscriber_id))


def check_address(email: str) -> str:
    """Return the address with its domain in small letters. Raises AskedWrongly when it cannot be one."""
    address = email.strip()
    if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address):
        raise AskedWrongly(
            f"'{address[:80]}' is not a mail address", mend="write one such as li@example.org, in ASCII letters"
        )
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def view_subscriber(row: models.Subscriber) -> SubscriberView:
    """Return the record of a row."""
    return SubscriberView(
        id=row.id,
        email=row.email,
        language=row.language,
        time_zone=row.time_zone,
        state=row.state,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
    )


def _row(session: Session, subscriber_id: int) -> models.Subscriber:
    row = session.get(models.Subscriber, subscriber_id)
    if row is None:
        raise NotFound(f"no subscriber {subscriber_id}", mend="`jianbao alert list` shows who is subscribed")
    return row


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, and the name of a folder
        raise AskedWrongly(f"no time zone '{name}'", mend="write an IANA name such as Asia/Shanghai") from error
