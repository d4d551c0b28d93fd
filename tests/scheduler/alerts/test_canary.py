"""The operator's letters: the canary goes the whole way, and changes of sources are told once."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from archive import subscriptions
from archive.health import SourceHealth
from archive.subscriptions import AlertsConfig
from archive.subscriptions.canary import look
from scheduler.alerts.canary import check, judge, sing, tell_changes
from tests.scheduler.alerts.conftest import Desk
from tests.scheduler.relay import Postbox

pytestmark = pytest.mark.both_databases


def source(name: str, state: str, why: str = "") -> SourceHealth:
    """A source on the board."""
    return SourceHealth(
        source=name, name=f"云江{name}", state=state, why=why, last=None, next_due_at=None, last_success_at=None
    )


@pytest.fixture
def operated(desk: Desk, relay: int) -> Desk:
    """A desk with a relay and an operator, and the canary set up."""
    desk.settings["JIANBAO_MAIL_OPERATOR"] = "ops@example.org"
    sing(desk.engine, desk.config, (), now=desk.now)
    return desk


def sung(desk: Desk, *board: SourceHealth) -> int | None:
    """Run the canary's step."""
    return sing(desk.engine, desk.config, board, now=desk.now)


def text_of(desk: Desk, number: int) -> str:
    """The text of a letter."""
    mail = message_from_bytes(subscriptions.get_delivery(desk.engine, number)[1], policy=default)
    return str(mail["Subject"]) + "\n" + str(mail.get_content())


def test_the_canary_goes_the_whole_way(operated: Desk, postbox: Postbox) -> None:
    """News is matched for the canary, written to the operator and taken by the relay; the report says so."""
    operated.publish(1)
    operated.match()
    assert sung(operated) is not None
    assert operated.send().sent == 1
    assert [recipient for recipient, _ in postbox.letters] == ["ops@example.org"]
    report = check(operated.engine, operated.config, now=operated.now)
    assert (report.state, "taken by the relay" in report.says) == ("ok", True)


def test_the_canary_comes_once_a_day(operated: Desk) -> None:
    """However much news there is, the next letter comes a day later, and only with news."""
    operated.publish(1)
    operated.match()
    assert sung(operated) is not None
    operated.publish(2, title="另一条", text="本报讯 另一条消息说明了另一件事情，与前面的完全不同。")
    operated.match()
    assert sung(operated) is None
    operated.now += timedelta(hours=24)
    assert sung(operated) is not None
    operated.now += timedelta(hours=24)
    assert sung(operated) is None


def test_a_batch_leaves_one_match(operated: Desk) -> None:
    """The canary keeps one story of each batch, so that its rows do not grow with the archive."""
    for number in range(5):
        operated.publish(
            number, title=f"第{number}条", text=f"本报讯 第{number}号消息，内容各不相同：{'甲乙丙丁戊'[number] * 30}。"
        )
    assert operated.match() == 1


def test_the_letter_names_what_is_red(operated: Desk) -> None:
    """Sources that are not well stand in the letter with the evidence."""
    operated.publish(1)
    operated.match()
    number = sung(operated, source("daily", "silent", "nothing since Monday"), source("radio", "ok"))
    assert number is not None
    text = text_of(operated, number)
    assert "1 个信源需要查看" in text
    assert "daily 云江daily: silent nothing since Monday" in text
    assert "radio" not in text


def test_readers_letters_do_not_mix(operated: Desk) -> None:
    """What the canary found makes no reader's letter."""
    operated.publish(1)
    operated.match()
    assert operated.compose() == 0


@pytest.mark.parametrize(
    ("minutes", "state", "words"),
    [
        ({"unread_since": 11}, "broken", "not matched"),
        ({"unread_since": 9}, "ok", "matched"),
        ({"waiting_since": 25 * 60}, "broken", "no letter was written"),
        ({"letter_at": 20, "letter_state": "queued"}, "broken", "state 'queued'"),
        ({"letter_at": 10, "letter_state": "queued"}, "ok", "on its way"),
        ({"letter_at": 60, "letter_state": "doubt"}, "broken", "state 'doubt'"),
        ({"letter_at": 60, "letter_state": "sent", "sent_at": 59}, "ok", "after 60 s"),
    ],
)
def test_the_first_stage_that_stands_still_is_told(desk: Desk, minutes: dict[str, Any], state: str, words: str) -> None:
    """Matching, writing and sending are judged in this order, each by its own patience."""
    sung(desk)
    found = look(desk.engine)
    times = {key: desk.now - timedelta(minutes=v) if isinstance(v, int) else v for key, v in minutes.items()}
    report = judge(replace(found, **times), AlertsConfig(), now=desk.now, operator="ops@example.org")
    assert (report.state, words in report.says) == (state, True), report.says


def test_no_canary_when_switched_off(desk: Desk) -> None:
    """With canary_hours = 0 there is none, and that is no fault."""
    desk.settings["JIANBAO_ALERTS_CANARY_HOURS"] = "0"
    assert sung(desk) is None
    assert look(desk.engine).subscription is None
    assert check(desk.engine, desk.config, now=desk.now).state == "off"


def test_changes_are_told_once(operated: Desk) -> None:
    """A source that goes red makes one letter, none while it stays so, and one when it is well again."""
    told = tell_changes(operated.engine, operated.config, [source("daily", "silent", "nothing")], {}, now=operated.now)
    assert told == {"daily": "silent"}
    again = tell_changes(operated.engine, operated.config, [source("daily", "silent")], told, now=operated.now)
    assert again == told
    running = tell_changes(operated.engine, operated.config, [source("daily", "running")], told, now=operated.now)
    assert running == told
    assert tell_changes(operated.engine, operated.config, [source("daily", "ok")], running, now=operated.now) == {}
    letters = subscriptions.list_deliveries(operated.engine)
    assert [one.kind for one in letters] == ["ops", "ops"]
    assert "恢复正常" in text_of(operated, letters[0].id)


def test_a_crash_between_letter_and_note_tells_once(operated: Desk) -> None:
    """The same change, told again because the note of it was lost, is the same letter."""
    for _ in range(2):
        tell_changes(operated.engine, operated.config, [source("daily", "silent")], {}, now=operated.now)
    assert len(subscriptions.list_deliveries(operated.engine)) == 1
