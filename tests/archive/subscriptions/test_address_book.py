"""Addresses stand in a file of their own, and nowhere after a reader is forgotten."""

import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.db import connect
from archive.errors import AskedWrongly, DatabaseError, NotFound
from archive.records import Saved
from archive.subscriptions import NewDelivery, SubscriberView, SubscriptionView
from archive.subscriptions.address_book import BOOK_FILE, book_of
from archive.subscriptions.book_file import open_file

NAME = b"li.unmistakable"
EMAIL = "li.unmistakable@Example.org"

pytestmark = pytest.mark.both_databases


def holding(folder: Path, part: bytes) -> list[str]:
    """Return the names of all files below a folder that hold these bytes."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and part in path.read_bytes())


@pytest.mark.sqlite_only
def test_the_address_stands_in_the_address_book_alone(engine: Engine, config: Config, now: datetime) -> None:
    """The archive's file and its log hold no byte of it, whatever is done with the reader."""
    reader = subscriptions.add_subscriber(engine, EMAIL, now=now, confirmed=True)
    subscriptions.add(engine, reader.id, "人才公寓", now=now)
    assert holding(config.home, NAME) == [BOOK_FILE]


@pytest.mark.sqlite_only
def test_the_book_is_its_owners_alone(engine: Engine, config: Config, now: datetime) -> None:
    """No other account of the machine can read the addresses."""
    subscriptions.add_subscriber(engine, EMAIL, now=now)
    assert stat.S_IMODE((config.home / BOOK_FILE).stat().st_mode) == 0o600


@pytest.mark.sqlite_only
def test_forgetting_leaves_no_byte_in_any_file(
    engine: Engine, config: Config, now: datetime, save: Callable[..., Saved]
) -> None:
    """After `forget` no file holds the address, the query or the letters, deleted pages and logs included."""
    subscriptions.add_subscriber(engine, "wu@example.org", now=now)
    reader = subscriptions.add_subscriber(engine, EMAIL, now=now, confirmed=True)
    wanted = subscriptions.add(engine, reader.id, "unmistakablequery", name="unmistakablename", now=now)
    found = subscriptions.Found(subscription_id=wanted.id, cluster_id=1, article_id=save(1).article_id)
    subscriptions.record_matches(engine, [found], before=0, after=1, now=now)
    mime = b"Subject: unmistakablesubject\r\n\r\n" + b"unmistakablebody " * 2000
    letter = NewDelivery(
        subscriber_id=reader.id, kind="alert", message_id="<1@x>", subject="unmistakablesubject", mime=mime
    )
    subscriptions.enqueue(engine, letter, now=now)
    assert holding(config.home, b"unmistakablebody") != []

    done = subscriptions.forget(engine, EMAIL.lower())

    assert (done.subscriptions, done.letters, done.log_emptied) == (1, 1, True)
    assert holding(config.home, b"unmistakable") == []
    assert [one.email for one in subscriptions.list_subscribers(engine)] == ["wu@example.org"]


def test_a_forgotten_number_is_never_given_again(engine: Engine, now: datetime, reader: SubscriberView) -> None:
    """Links of letters to a forgotten reader lead to nobody, and the next reader has another number."""
    subscriptions.forget(engine, reader.email)
    with pytest.raises(NotFound, match="taken off"):
        subscriptions.confirm(engine, reader.id, now=now)
    assert subscriptions.add_subscriber(engine, reader.email, now=now).id != reader.id


def test_forgetting_nobody_says_so(engine: Engine) -> None:
    """An address that nobody has is answered with NotFound, which does not repeat it."""
    with pytest.raises(NotFound) as caught:
        subscriptions.forget(engine, EMAIL)
    assert "unmistakable" not in str(caught.value)


def test_a_letter_of_a_forgotten_reader_is_not_sent(engine: Engine, now: datetime, wanted: SubscriptionView) -> None:
    """A sender that holds a letter when its reader is forgotten may not let its end go out."""
    number = wanted.subscriber.id
    letter = NewDelivery(subscriber_id=number, kind="alert", message_id="<1@x>", subject="s", mime=b"m")
    subscriptions.enqueue(engine, letter, now=now)
    claimed = subscriptions.claim(engine, owner="a", now=now, lease_s=60)
    assert claimed is not None
    subscriptions.forget(engine, wanted.subscriber.email)
    assert not subscriptions.mark_dot(engine, claimed, now=now, lease_s=60)


@pytest.mark.sqlite_only
def test_a_lost_book_leaves_readers_without_address(engine: Engine, config: Config, now: datetime) -> None:
    """When the book was deleted, lists still work, nobody can be written to, and numbers are not mixed up."""
    lost = subscriptions.add_subscriber(engine, EMAIL, now=now, confirmed=True)
    subscriptions.add(engine, lost.id, "人才公寓", now=now)
    (config.home / BOOK_FILE).unlink()
    again = connect(config.database)
    assert subscriptions.list_subscribers(again) == ()
    assert [one.subscriber.email for one in subscriptions.list_subscriptions(again)] == [""]
    assert subscriptions.add_subscriber(again, EMAIL, now=now).id != lost.id
    again.dispose()


@pytest.mark.sqlite_only
def test_a_newer_book_is_refused(engine: Engine, config: Config, now: datetime) -> None:
    """A file written by a newer program is left alone."""
    subscriptions.add_subscriber(engine, EMAIL, now=now)
    with book_of(engine).writing() as book:
        book.exec_driver_sql("PRAGMA user_version=99")
    with pytest.raises(DatabaseError, match="newer"):
        open_file(config.home / BOOK_FILE)


def test_how_a_reader_is_written_to_can_be_changed(engine: Engine, reader: SubscriberView) -> None:
    """Language, zone, quiet hours and days change; what is not named stays."""
    subscriptions.change_subscriber(engine, reader.id, quiet="22:00-07:00", working_days_only=True, letters_at="18:00")
    changed = subscriptions.change_subscriber(engine, reader.id, language="en")
    assert (changed.language, changed.quiet, changed.working_days_only) == ("en", "22:00-07:00", True)
    assert changed.letters_at == "18:00"
    assert changed.time_zone == reader.time_zone


@pytest.mark.parametrize("quiet", ["22", "22:00", "24:00-07:00", "22:00-22:00", "22:00–07:00", "a" * 1000])
def test_what_cannot_be_quiet_hours_is_refused(engine: Engine, reader: SubscriberView, quiet: str) -> None:
    """Quiet hours are two different times of day."""
    with pytest.raises(AskedWrongly, match="quiet hours"):
        subscriptions.change_subscriber(engine, reader.id, quiet=quiet)


@pytest.mark.parametrize("hour", ["7:30", "24:00", "07:60", "soon", "0٧:30"])
def test_what_is_no_hour_is_refused(engine: Engine, reader: SubscriberView, hour: str) -> None:
    """Letters come at a time of day, or as before."""
    with pytest.raises(AskedWrongly, match="no time of day"):
        subscriptions.change_subscriber(engine, reader.id, letters_at=hour)
