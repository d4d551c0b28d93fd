"""Readers: entered, confirmed by their own click, changed, gone, forgotten. Sends nothing.

The archive's table knows number and state; the address and how to write to it stand in the address book.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, exists, or_, select
from sqlalchemy.orm import Session

from archive import models
from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.subscriptions.address_book import Contact, book_of, find_in, insert_in
from archive.subscriptions.records import LANGUAGES, SubscriberView

# What a browser accepts as an address (HTML standard, "valid e-mail address"): ASCII, so no SMTPUTF8 is needed,
# and nothing that could end a header or an SMTP command.
LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
ADDRESS = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{LABEL}(?:\.{LABEL})*")
LONGEST_ADDRESS = 254
"""Characters; RFC 5321 §4.5.3.1.3 less the angle brackets."""
QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased with a reader. Names nobody."""

    subscriber_id: int
    subscriptions: int
    letters: int
    log_emptied: bool
    """False when another process read the archive meanwhile: its log keeps erased pages until that one ends. Always
    False on PostgreSQL, which keeps them in files and log until it needs the space."""


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
    _check_language(language)
    _check_zone(time_zone)
    # The book is held while the number is made, so that two processes cannot enter one address twice. A number
    # without an address, should this process die between the two commits, is a reader who can never be written to.
    with book_of(engine).writing() as book:
        contact = find_in(book, address)
        number = contact.subscriber_id if contact else None
        row = _enter(engine, number, confirmed=confirmed, now=now)
        if contact is None:
            contact = Contact(subscriber_id=row.id, email=address, language=language, time_zone=time_zone)
            insert_in(book, contact)
    return _view(row, contact)


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
        return view_subscribers(session, [row])[row.id]


def get_subscriber(engine: Engine, subscriber_id: int) -> SubscriberView:
    """Return a reader by number. Raises NotFound."""
    with reading(engine) as session:
        return view_subscribers(session, [_row(session, subscriber_id)])[subscriber_id]


def find_subscriber(engine: Engine, email: str) -> SubscriberView:
    """Return the reader who has an address. Raises NotFound."""
    contact = book_of(engine).find(email.strip())
    if contact is None:
        raise NotFound("no reader has this address", mend="`jianbao subscriber list` shows all of them")
    return get_subscriber(engine, contact.subscriber_id)


def list_subscribers(engine: Engine) -> tuple[SubscriberView, ...]:
    """Return all readers who have an address, in the order they were entered."""
    with reading(engine) as session:
        rows = session.scalars(select(models.Subscriber).order_by(models.Subscriber.id)).all()
        return tuple(view for view in view_subscribers(session, rows).values() if view.email)


def change_subscriber(
    engine: Engine,
    subscriber_id: int,
    *,
    language: str | None = None,
    time_zone: str | None = None,
    quiet: str | None = None,
    working_days_only: bool | None = None,
    letters_at: str | None = None,
) -> SubscriberView:
    """Change how a reader is written to; None leaves a value as it is. Raises AskedWrongly, NotFound."""
    given = {
        "language": language,
        "time_zone": time_zone,
        "quiet": quiet,
        "working_days_only": working_days_only,
        "letters_at": letters_at,
    }
    values = {name: value for name, value in given.items() if value is not None}
    if language is not None:
        _check_language(language)
    if time_zone is not None:
        _check_zone(time_zone)
    if quiet is not None:
        quiet_hours(quiet)
    if letters_at is not None:
        letter_hour(letters_at)
    if values and not book_of(engine).change(subscriber_id, **values):
        raise NotFound(f"no subscriber {subscriber_id}", mend="`jianbao subscriber list` shows all of them")
    return get_subscriber(engine, subscriber_id)


def forget(engine: Engine, email: str) -> Forgotten:
    """Erase a reader: the address, the saved queries, what these found, and every letter. The number stays, unused.

    May be called again after a crash: the address goes last. Raises NotFound when nobody has the address.
    """
    return _forget(engine, find_subscriber(engine, email))


def forget_unconfirmed(engine: Engine) -> int:
    """Erase the readers who never said yes and have nothing left to say yes to; return how many."""
    wanted = models.Subscription.subscriber_id == models.Subscriber.id, models.Subscription.state != "ended"
    any_ended = exists().where(models.Subscription.subscriber_id == models.Subscriber.id)
    asked = select(models.Subscriber).where(models.Subscriber.state == "pending", any_ended, ~exists().where(*wanted))
    with reading(engine) as session:
        readers = view_subscribers(session, session.scalars(asked).all())
    for reader in readers.values():
        _forget(engine, reader)
    return len(readers)


def _forget(engine: Engine, reader: SubscriberView) -> Forgotten:
    own = models.Subscription.subscriber_id == reader.id
    mine = select(models.Subscription.id).where(own)
    letters = select(models.Delivery.id).where(models.Delivery.subscriber_id == reader.id)
    with writing(engine, durable=True) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
        either = or_(models.Match.subscription_id.in_(mine), models.Match.delivery_id.in_(letters))
        session.execute(delete(models.Match).where(either))
        erased = len(session.scalars(letters).all())
        session.execute(delete(models.Delivery).where(models.Delivery.subscriber_id == reader.id))
        ended = session.scalars(mine).all()
        session.execute(delete(models.SubscriptionEdit).where(models.SubscriptionEdit.subscription_id.in_(ended)))
        session.execute(delete(models.Subscription).where(own))
        row = _row(session, reader.id)
        row.state, row.confirmed_at = "gone", None
    emptied = _empty_log(engine)
    for number in ended:
        book_of(engine).aim(number, None)
    book_of(engine).erase(reader.id)
    return Forgotten(subscriber_id=reader.id, subscriptions=len(ended), letters=erased, log_emptied=emptied)


def house(engine: Engine, *, now: datetime) -> SubscriberView:
    """Return the house itself as a reader, entered on first use: whose alerts go to no person's mailbox."""
    with writing(engine, durable=True) as session:
        row = session.scalar(select(models.Subscriber).where(models.Subscriber.is_house).order_by(models.Subscriber.id))
        if row is None:
            row = models.Subscriber(state="confirmed", created_at=now, confirmed_at=now, is_house=True)
            session.add(row)
            session.flush()
        return _view(row, None)


def check_address(email: str) -> str:
    """Return the address with its domain in small letters. Raises AskedWrongly when it cannot be one."""
    address = email.strip()
    if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address):
        raise AskedWrongly(
            f"'{address[:80]}' is not a mail address", mend="write one such as li@example.org, in ASCII letters"
        )
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def masked(email: str) -> str:
    """Return an address as lists show it: enough to know one's own, too little to write to.

    >>> masked("li@example.org"), masked("")
    ('l***@example.org', '(forgotten)')
    """
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}" if email else "(forgotten)"


def quiet_hours(text: str) -> tuple[time, time] | None:
    """Return from when until when no letters come, by the reader's clock; None for empty text.

    The end may lie on the next day. Raises AskedWrongly when the text is no such stretch.

    >>> quiet_hours("22:00-07:00")
    (datetime.time(22, 0), datetime.time(7, 0))
    """
    if not text:
        return None
    found = QUIET.fullmatch(text)
    if found is None:
        raise AskedWrongly(f"'{text[:40]}' are no quiet hours", mend="write such as 22:00-07:00, or nothing")
    hours = [int(part) for part in found.groups()]
    begin, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if begin == end:
        raise AskedWrongly("quiet hours that never end", mend="pause the alerts instead")
    return begin, end


def letter_hour(text: str) -> time:
    """Return a time of day as written. Raises AskedWrongly when it is none.

    >>> letter_hour("07:30")
    datetime.time(7, 30)
    """
    if not HOUR.fullmatch(text):
        raise AskedWrongly(f"'{text[:40]}' is no time of day", mend="write such as 07:30")
    return time.fromisoformat(text)


def view_subscribers(session: Session, rows: Sequence[models.Subscriber]) -> dict[int, SubscriberView]:
    """Return the records of rows by number, in their order."""
    contacts = book_of(session.connection().engine).get(row.id for row in rows)
    return {row.id: _view(row, contacts.get(row.id)) for row in rows}


def _view(row: models.Subscriber, contact: Contact | None) -> SubscriberView:
    known = contact or Contact(subscriber_id=row.id, email="")
    return SubscriberView(
        id=row.id,
        email=known.email,
        language=known.language,
        time_zone=known.time_zone,
        quiet=known.quiet,
        working_days_only=known.working_days_only,
        letters_at=known.letters_at,
        state=row.state,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        is_house=row.is_house,
    )


def _enter(engine: Engine, number: int | None, *, confirmed: bool, now: datetime) -> models.Subscriber:
    """Write the row of a reader: a new one without a number, else the one there is. One who had gone is pending."""
    with writing(engine, durable=True) as session:
        row = session.get(models.Subscriber, number) if number is not None else None
        if row is None:
            row = models.Subscriber(id=number, created_at=now, confirmed_at=None, state="pending", is_house=False)
            session.add(row)
        if row.state == "gone":
            row.state, row.confirmed_at = "pending", None
        if confirmed and row.state == "pending":
            row.state, row.confirmed_at = "confirmed", now
        session.flush()
        return row


def _empty_log(engine: Engine) -> bool:
    """Write the archive's log into the archive and empty it; False when another process kept it from doing so.

    PostgreSQL empties its log in its own time; the pages of what was erased are given free for use at once.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM match, delivery, subscription, subscription_edit")
        return False
    with engine.connect() as connection:
        busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return int(busy) == 0


def _row(session: Session, subscriber_id: int) -> models.Subscriber:
    row = session.get(models.Subscriber, subscriber_id)
    if row is None:
        raise NotFound(f"no subscriber {subscriber_id}", mend="`jianbao subscriber list` shows all of them")
    return row


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise AskedWrongly(f"no letters in the language '{language}'", mend="use one of: zh, en")


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, and the name of a folder
        raise AskedWrongly(f"no time zone '{name}'", mend="write an IANA name such as Asia/Shanghai") from error
