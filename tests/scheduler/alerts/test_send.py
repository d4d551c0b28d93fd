"""Letters reach a real relay once, through outages, refusals and second senders."""

import logging
import threading
from datetime import timedelta

import pytest

from archive import subscriptions
from archive.db import connect
from scheduler.alerts.send import GIVE_UP_AFTER, SendReport, send_due
from tests.scheduler.alerts.conftest import Desk, use_relay
from tests.scheduler.relay import Postbox, serve

pytestmark = [pytest.mark.usefixtures("relay"), pytest.mark.both_databases]


def publish_for(desk: Desk, *readers: str) -> None:
    """Give each reader one letter in the outbox."""
    for reader in readers:
        desk.subscribe(email=f"{reader}@example.org")
    desk.publish(1)
    desk.match()
    desk.compose()


def received(postbox: Postbox) -> list[str]:
    """Names of the readers whose letters arrived, in order."""
    return [recipient.partition("@")[0] for recipient, _ in postbox.letters]


def test_a_letter_arrives(desk: Desk, postbox: Postbox) -> None:
    """From the stored article to the relay: one letter, the frozen bytes with the address before them."""
    publish_for(desk, "li")
    assert desk.send() == SendReport(sent=1)
    (mail,) = postbox.mails
    assert mail["Subject"] == "1 篇：云江市第1批人才公寓开工 · 人才公寓"
    assert postbox.letters[0][1] == b"To: li@example.org\r\n" + subscriptions.get_delivery(desk.engine, 1)[1]
    assert desk.states() == ["sent"]


def test_a_letter_is_sent_once(desk: Desk, postbox: Postbox) -> None:
    """Sending again sends nothing."""
    publish_for(desk, "li")
    desk.send()
    desk.now += timedelta(days=1)
    assert desk.mail() == SendReport()
    assert received(postbox) == ["li"]


def test_an_outage_delays_and_loses_nothing(desk: Desk, postbox: Postbox) -> None:
    """While the relay is down letters wait; when it is back each arrives once."""
    publish_for(desk, "li", "wu", "he")
    good = dict(desk.settings)
    with serve(Postbox()) as port:
        use_relay(desk, port)
    for _ in range(5):
        report = desk.send()
        assert (report.sent, report.later) == (0, 1)
        assert report.stopped.startswith("the relay cannot be used")
        desk.now += timedelta(seconds=61)
    assert desk.states() == ["queued"] * 3
    assert {one.attempts for one in subscriptions.list_deliveries(desk.engine)} == {0}
    desk.settings = good
    assert desk.send().sent == 3
    assert sorted(received(postbox)) == ["he", "li", "wu"]


def test_without_a_relay_letters_wait(desk: Desk, postbox: Postbox) -> None:
    """An installation without [mail] host keeps its letters."""
    publish_for(desk, "li")
    host = desk.settings.pop("JIANBAO_MAIL_HOST")
    assert desk.send().stopped == "no relay: [mail] host is empty"
    desk.settings["JIANBAO_MAIL_HOST"] = host
    assert desk.send().sent == 1


def test_a_relay_that_says_later_is_asked_later(desk: Desk, postbox: Postbox) -> None:
    """A letter greylisted once arrives at the next try, and others are not held up."""
    publish_for(desk, "li", "wu")
    postbox.at_recipient["li@example.org"] = "451 4.7.1 greylisted"
    report = desk.send()
    assert (report.sent, report.later) == (1, 1)
    postbox.at_recipient.clear()
    assert desk.send() == SendReport()
    desk.now += timedelta(seconds=91)
    assert desk.send().sent == 1
    assert received(postbox) == ["wu", "li"]


def test_after_five_days_a_letter_is_given_up(desk: Desk, postbox: Postbox) -> None:
    """A relay that says later for ever makes the letter dead, and the reason is kept."""
    publish_for(desk, "li")
    postbox.at_recipient["li@example.org"] = "451 4.7.1 greylisted"
    desk.send()
    desk.now += GIVE_UP_AFTER + timedelta(hours=2)
    assert desk.send().dead == 1
    assert subscriptions.list_deliveries(desk.engine)[0].error.startswith("given up after 5 days: 451")


def test_a_mailbox_that_does_not_exist_strikes_the_reader_off(desk: Desk, postbox: Postbox) -> None:
    """After 5.1.1 no letter goes there any more, and the other reader's arrives."""
    publish_for(desk, "li", "wu")
    postbox.at_recipient["li@example.org"] = "550 5.1.1 <li@example.org>: no such user"
    report = desk.send()
    assert (report.sent, report.gone) == (1, 1)
    postbox.at_recipient.clear()
    desk.now += timedelta(minutes=20)
    desk.publish(2)
    desk.mail()
    assert received(postbox) == ["wu", "wu"]


def test_a_block_list_strikes_nobody_off(desk: Desk, postbox: Postbox) -> None:
    """A relay that refuses for its own reasons makes the letter dead; the reader stays, and a retry delivers it."""
    publish_for(desk, "li")
    postbox.at_recipient["li@example.org"] = "550 5.7.1 your address is on a block list"
    assert desk.send().dead == 1
    postbox.at_recipient.clear()
    subscriptions.retry(desk.engine, 1, now=desk.now)
    assert desk.send().sent == 1
    assert subscriptions.get(desk.engine, 1).state == "active"


def test_the_operator_is_told_once_a_day(desk: Desk, postbox: Postbox) -> None:
    """Refused letters bring the operator one letter a day, without the reader's address."""
    desk.settings["JIANBAO_MAIL_OPERATOR"] = "ops@jianbao.test"
    publish_for(desk, "li", "wu")
    postbox.at_recipient = {f"{name}@example.org": "554 5.7.1 spam" for name in ("li", "wu")}
    assert desk.send().dead == 2
    assert desk.send().sent == 1
    desk.now += timedelta(minutes=20)
    desk.publish(2)
    assert desk.mail().dead == 2
    assert desk.send() == SendReport()
    ((recipient, letter),) = postbox.letters
    assert recipient == "ops@jianbao.test"
    assert b"example.org" not in letter


def test_no_answer_is_a_doubt_and_is_not_repeated(desk: Desk, postbox: Postbox) -> None:
    """A relay that took the letter and hung up gets it no second time; its story comes marked with the next one."""
    publish_for(desk, "li")
    postbox.at_end = ["hang up"]
    assert desk.send() == SendReport(doubtful=1)
    desk.now += timedelta(minutes=20)
    assert desk.mail() == SendReport()
    desk.publish(2)
    assert desk.mail() == SendReport(sent=1)
    texts = [mail.get_body(("plain",)).get_content() for mail in postbox.mails]  # type: ignore[union-attr] # all have one
    assert [text.count("/article/1") for text in texts] == [1, 1]
    assert [text.count("可能已送达") for text in texts] == [0, 1]


def test_two_senders_at_once_send_each_letter_once(desk: Desk, postbox: Postbox) -> None:
    """Two senders that share an outbox send all letters, and none twice."""
    readers = [f"reader{number}" for number in range(24)]
    publish_for(desk, *readers)
    ready = threading.Barrier(2)
    reports: list[SendReport] = []

    def work() -> None:
        engine = connect(desk.config.database, upgrade=False)
        ready.wait(timeout=600)
        reports.append(send_due(engine, desk.config, now=desk.now, owner="same-name"))
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    assert sorted(received(postbox)) == sorted(readers)
    assert sum(report.sent for report in reports) == 24


def test_an_unsubscribed_reader_gets_no_queued_letter(desk: Desk, postbox: Postbox) -> None:
    """A click on the unsubscribe link also stops the letter that waits."""
    publish_for(desk, "li")
    subscriptions.end_all(desk.engine, [1], reason="unsubscribed")
    assert desk.send() == SendReport()
    assert postbox.letters == []


def test_what_a_dead_sender_left_is_taken_up(desk: Desk, postbox: Postbox) -> None:
    """A claim whose sender died is sent by the next one after its lease."""
    publish_for(desk, "li")
    subscriptions.claim(desk.engine, owner="dead", now=desk.now, lease_s=60)
    assert desk.send() == SendReport()
    desk.now += timedelta(seconds=61)
    assert desk.send() == SendReport(recovered=1, sent=1)


def test_no_log_line_names_an_address(desk: Desk, postbox: Postbox, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever happens to letters, addresses of readers are in no log line and in no kept error."""
    caplog.set_level(logging.DEBUG)
    publish_for(desk, "li", "wu", "he", "zhao", "qian")
    postbox.at_recipient = {
        "li@example.org": "550 5.1.1 <li@example.org>: no such user",
        "wu@example.org": "554 5.7.1 <wu@example.org> refused",
        "he@example.org": "451 4.2.1 he@example.org is busy",
    }
    postbox.at_end = ["hang up"]
    desk.send()
    ours = [record for record in caplog.records if record.name.startswith(("scheduler", "archive"))]
    told = " ".join(f"{record.getMessage()} {vars(record)}" for record in ours)
    kept = " ".join(repr(one) for one in subscriptions.list_deliveries(desk.engine))
    assert len(ours) >= 5
    assert "example.org" not in told + kept


def test_a_mail_domain_gets_so_many_letters_a_minute(desk: Desk, postbox: Postbox) -> None:
    """With two a minute allowed, the third letter to a domain goes a minute later, and other domains are not held."""
    desk.settings["JIANBAO_ALERTS_DOMAIN_LETTERS_A_MIN"] = "2"
    desk.subscribe(email="lin@elsewhere.test")
    publish_for(desk, "li", "wu", "he")
    assert (desk.send().sent, desk.send().sent) == (3, 0)
    desk.now += timedelta(minutes=2)
    assert desk.send().sent == 1
    assert sorted(received(postbox)) == ["he", "li", "lin", "wu"]


@pytest.mark.sqlite_only  # the file itself is read
def test_no_letter_row_names_the_domain(desk: Desk) -> None:
    """Letters are counted by a digest that needs the key, so the archive names no reader's mail domain."""
    publish_for(desk, "li")
    desk.send()
    assert b"example.org" not in (desk.home / "archive.db").read_bytes()
    assert b"example.org" not in (desk.home / "archive.db-wal").read_bytes()
