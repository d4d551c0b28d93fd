"""`jianbao alert` on a real archive: who is mailed what, and the outbox."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.config import Config
from tests.scheduler.alerts.conftest import Desk
from tests.scheduler.conftest import Ran

Jianbao = Callable[..., Ran]
READER = "li@example.org"


@pytest.fixture
def desk(engine: Engine, config: Config, present: datetime) -> Desk:
    """A control desk in the home that the commands work in."""
    return Desk(engine=engine, home=config.home, now=present)


def test_add_asks_the_reader_first(jianbao: Jianbao) -> None:
    """A new alert waits for the reader's yes: a confirmation letter is queued, and a missing relay is told of."""
    ran = jianbao("alert", "add", READER, "人才公寓")
    assert (ran.code, ran.out) == (0, "alert 1\n")
    assert "asks the reader to confirm" in ran.err
    assert "set [mail] host" in ran.err
    (letter,) = jianbao("alert", "outbox", "list", "--json").told
    assert (letter["kind"], letter["state"]) == ("confirm", "queued")
    (alert,) = jianbao("alert", "list", "--json").told
    assert (alert["query"], alert["rhythm"], alert["subscriber"]["state"]) == ("人才公寓", "day", "pending")


def test_add_confirmed_sends_no_question(jianbao: Jianbao) -> None:
    """With --confirmed the alert works at once."""
    jianbao("alert", "add", READER, "人才公寓", "--confirmed", "--every", "at-once", "--name", "住房")
    assert jianbao("alert", "outbox", "list", "--json").told == []
    alert = jianbao("alert", "show", "1", "--json").told
    assert (alert["name"], alert["rhythm"], alert["subscriber"]["state"]) == ("住房", "at-once", "confirmed")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ((READER, "(人才"), "not closed"),
        (("li", "人才"), "is not a mail address"),
        ((READER, "人才", "--time-zone", "Mars"), "no time zone"),
        ((READER, "人才", "--every", "hourly"), "hourly"),
    ],
)
def test_add_refuses_what_cannot_work(jianbao: Jianbao, arguments: tuple[str, ...], wrong: str) -> None:
    """A wrong query, address, zone or rhythm ends with 2 and the mend, and enters nothing."""
    ran = jianbao("alert", "add", *arguments)
    assert ran.code == 2
    assert wrong in ran.err
    assert "mend:" in ran.err
    assert jianbao("alert", "list", "--json").told == []


def test_test_prints_the_letter_and_sends_nothing(desk: Desk, jianbao: Jianbao) -> None:
    """The letter as it would look now goes to stdout, with its subject and the sentence that matched."""
    desk.subscribe()
    desk.publish(1)
    ran = jianbao("alert", "test", "1")
    assert "Subject: 1 篇：云江市第1批人才公寓开工 · 人才公寓" in ran.out
    assert "市政府昨日印发【人才公寓】管理办法。" in ran.out
    assert "<mark" in jianbao("alert", "test", "1", "--html").out
    assert jianbao("alert", "outbox", "list", "--json").told == []


def test_preview_shows_finds_and_rate(desk: Desk, jianbao: Jianbao) -> None:
    """A preview names the last stories with marks and says how many a week to expect."""
    desk.publish(1)
    desk.publish(2)
    ran = jianbao("alert", "preview", "人才公寓")
    assert "云江市第2批【人才公寓】开工" in ran.out
    assert "2 stories in the archive; about 14 a week, going by 1 day(s) of news" in ran.out
    assert jianbao("alert", "preview", "人才公寓", "--json").told["stories"] == 2


def test_pause_resume_remove(desk: Desk, jianbao: Jianbao) -> None:
    """An alert is paused, resumed, and ended only with --yes."""
    desk.subscribe()
    for verb, state in (("pause", "paused"), ("resume", "active")):
        assert jianbao("alert", verb, "1").code == 0
        assert jianbao("alert", "show", "1", "--json").told["state"] == state
    refused = jianbao("alert", "remove", "1")
    assert (refused.code, "add --yes" in refused.err) == (2, True)
    assert jianbao("alert", "remove", "1", "--yes").code == 0
    assert jianbao("alert", "list", "--json").told == []
    assert [one["state"] for one in jianbao("alert", "list", "--all", "--json").told] == ["ended"]


def test_the_outbox_shows_tries_and_drops(desk: Desk, jianbao: Jianbao, tmp_path: Path) -> None:
    """A letter can be read, written to a file, dropped with --yes, and queued again."""
    desk.subscribe()
    desk.publish(1)
    desk.match()
    desk.compose()
    assert "人才公寓" in jianbao("alert", "outbox", "show", "1").out
    file = tmp_path / "letter.eml"
    assert jianbao("alert", "outbox", "show", "1", "--eml", str(file), "--json").told["stories"] == 1
    assert file.read_bytes().startswith(b"From: ")
    assert jianbao("alert", "outbox", "drop", "1").code == 2
    assert jianbao("alert", "outbox", "drop", "1", "--yes").code == 0
    assert jianbao("alert", "outbox", "list", "--state", "queued", "--json").told == []
    assert jianbao("alert", "outbox", "retry", "1").code == 0
    assert [one["id"] for one in jianbao("alert", "outbox", "list", "--state", "queued", "--json").told] == [1]


def test_lists_are_tables_for_people(desk: Desk, jianbao: Jianbao) -> None:
    """Without --json the lists are aligned columns with headings."""
    desk.subscribe(name="住房")
    desk.publish(1)
    desk.match()
    desk.compose()
    alerts = jianbao("alert", "list").out.splitlines()
    assert alerts[0].split() == ["id", "reader", "search", "every", "state", "matches", "waiting", "last", "letter"]
    assert alerts[1].split()[:8] == ["1", "l***@example.org", "住房", "mail", "at-once", "active", "1", "0"]
    assert "queued" in jianbao("alert", "outbox", "list").out
    assert "has “人才公寓”" in jianbao("alert", "show", "1").out


def test_unknown_numbers_are_wrongly_asked(jianbao: Jianbao) -> None:
    """A number that no alert or letter has ends with 2."""
    for arguments in (("show", "9"), ("test", "9"), ("pause", "9"), ("outbox", "show", "9"), ("outbox", "retry", "9")):
        assert jianbao("alert", *arguments).code == 2
