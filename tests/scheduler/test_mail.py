"""The SMTP door hands letters over to a real server on loopback, and says what became of each."""

import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.config import load_config
from archive.errors import ConfigError
from scheduler.mail import MailConfig, Relay, Verdict, dot_stuffed, judge, read_mail_config, retry_delay_s
from tests.scheduler.relay import Postbox, serve

LETTER = b"Subject: test\r\n\r\nfirst\r\n.second\r\n..third\r\n"


def yes() -> bool:
    """Let the letter's end go out."""
    return True


@pytest.fixture
def postbox() -> Postbox:
    """A server that takes everything."""
    return Postbox()


@pytest.fixture
def relay(postbox: Postbox) -> Iterator[Relay]:
    """A connection to that server."""
    with serve(postbox) as port, Relay(MailConfig(host="127.0.0.1", port=port, timeout_s=600)) as opened:
        yield opened


def test_a_letter_arrives_as_it_was_written(relay: Relay, postbox: Postbox) -> None:
    """Lines that begin with dots arrive whole."""
    assert relay.hand_over("li@example.org", LETTER, before_dot=yes).verdict is Verdict.ACCEPTED
    assert postbox.letters == [("li@example.org", LETTER)]


def test_the_connection_is_used_again(relay: Relay, postbox: Postbox) -> None:
    """Three letters need one connection, also when the second is refused."""
    postbox.at_recipient["wu@example.org"] = "550 5.7.1 no"
    said = [relay.hand_over(f"{name}@example.org", LETTER, before_dot=yes).verdict for name in ("li", "wu", "he")]
    assert said == [Verdict.ACCEPTED, Verdict.REFUSED, Verdict.ACCEPTED]
    assert postbox.connections == 1


def test_nothing_is_delivered_before_the_caller_is_asked(relay: Relay, postbox: Postbox) -> None:
    """When the caller is asked, the relay has accepted nothing yet."""
    before: list[int] = []

    def look() -> bool:
        before.append(len(postbox.letters))
        return True

    relay.hand_over("li@example.org", LETTER, before_dot=look)
    assert (before, len(postbox.letters)) == ([0], 1)


def test_a_caller_who_says_no_keeps_the_letter(relay: Relay, postbox: Postbox) -> None:
    """Without the caller's yes the letter is not delivered, and the next one is."""
    assert relay.hand_over("li@example.org", LETTER, before_dot=lambda: False).verdict is Verdict.LOST_CLAIM
    assert relay.hand_over("wu@example.org", LETTER, before_dot=yes).verdict is Verdict.ACCEPTED
    assert [recipient for recipient, _ in postbox.letters] == ["wu@example.org"]


def test_a_caller_who_fails_keeps_the_letter(relay: Relay, postbox: Postbox) -> None:
    """An error of the caller, such as a full disk, passes through and nothing is delivered."""

    def fail() -> bool:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        relay.hand_over("li@example.org", LETTER, before_dot=fail)
    relay.close()
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("450 4.2.1 busy", Verdict.LATER),
        ("452 4.2.2 mailbox full", Verdict.LATER),
        ("550 5.1.1 no such user", Verdict.GONE),
        ("550 5.1.10 null MX", Verdict.GONE),
        ("550 5.2.1 disabled", Verdict.GONE),
        ("550 5.7.1 on a block list", Verdict.REFUSED),
        ("550 no such user", Verdict.REFUSED),
        ("553 5.1.8 bad sender domain", Verdict.REFUSED),
        ("530 5.7.0 log in first", Verdict.UNREACHABLE),
    ],
)
def test_answers_to_the_readers_address(relay: Relay, postbox: Postbox, answer: str, verdict: Verdict) -> None:
    """Only codes that say that the mailbox does not exist strike a reader off."""
    postbox.at_recipient["li@example.org"] = answer
    assert relay.hand_over("li@example.org", LETTER, before_dot=yes).verdict is verdict
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("451 4.3.0 later", Verdict.LATER), ("554 5.7.1 spam", Verdict.REFUSED), ("550 5.1.1 gone", Verdict.GONE)],
)
def test_answers_to_the_letters_end(relay: Relay, postbox: Postbox, answer: str, verdict: Verdict) -> None:
    """A relay that refuses after the letter's end has certainly not delivered it."""
    postbox.at_end = [answer]
    assert relay.hand_over("li@example.org", LETTER, before_dot=yes).verdict is verdict


def test_no_answer_to_the_letters_end_is_a_doubt(relay: Relay, postbox: Postbox) -> None:
    """A relay that hangs up after the end may have delivered the letter, as it has here."""
    postbox.at_end = ["hang up"]
    assert relay.hand_over("li@example.org", LETTER, before_dot=yes).verdict is Verdict.DOUBT
    assert len(postbox.letters) == 1
    assert relay.hand_over("wu@example.org", LETTER, before_dot=yes).verdict is Verdict.ACCEPTED


def test_a_relay_that_refuses_our_address_blames_no_letter(relay: Relay, postbox: Postbox) -> None:
    """When our own address is refused, every letter would be; so the relay counts as unusable."""
    postbox.at_sender = "553 5.7.1 not your domain"
    reply = relay.hand_over("li@example.org", LETTER, before_dot=yes)
    assert (reply.verdict, reply.said) == (Verdict.UNREACHABLE, "553 5.7.1 not your domain")


def test_a_relay_that_is_down_is_unreachable() -> None:
    """A closed port says nothing about the letter."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Relay(MailConfig(host="127.0.0.1", port=port, timeout_s=600)) as relay:
        assert relay.hand_over("li@example.org", LETTER, before_dot=yes).verdict is Verdict.UNREACHABLE


def test_a_connection_that_broke_while_idle_is_made_again(postbox: Postbox) -> None:
    """A relay that was restarted between two letters gets the second one at the first try."""
    with serve(postbox) as port:
        relay = Relay(MailConfig(host="127.0.0.1", port=port, timeout_s=600))
        assert relay.hand_over("li@example.org", LETTER, before_dot=yes).verdict is Verdict.ACCEPTED
    with serve(postbox, port=port), relay:
        assert relay.hand_over("wu@example.org", LETTER, before_dot=yes).verdict is Verdict.ACCEPTED


def test_the_address_is_cut_out_of_what_the_relay_said(relay: Relay, postbox: Postbox) -> None:
    """Answers that name the reader are kept without the address."""
    postbox.at_recipient["li@example.org"] = "550 5.1.1 <LI@example.org>: no such user"
    said = relay.hand_over("li@example.org", LETTER, before_dot=yes).said
    assert said == "550 5.1.1 <(the reader)>: no such user"


def test_an_address_cannot_smuggle_in_a_second_reader(relay: Relay, postbox: Postbox) -> None:
    """An address with a line break reaches nobody beside the first address in it."""
    relay.hand_over("li@example.org>\r\nRCPT TO:<all@example.org", LETTER, before_dot=yes)
    assert {recipient for recipient, _ in postbox.letters} <= {"li@example.org"}


def test_an_address_that_cannot_be_written_stops_no_other_letter(relay: Relay, postbox: Postbox) -> None:
    """An unforeseen error with one letter is told as 'later', and the next letter is delivered."""
    assert relay.hand_over("李@example.org", LETTER, before_dot=yes).verdict is Verdict.LATER
    assert relay.hand_over("wu@example.org", LETTER, before_dot=yes).verdict is Verdict.ACCEPTED
    assert [recipient for recipient, _ in postbox.letters] == ["wu@example.org"]


def test_small_packets_are_sent_at_once(relay: Relay) -> None:
    """The letter's end does not wait for the relay's delayed acknowledgement."""
    asked: list[int] = []

    def look() -> bool:
        smtp = relay._smtp
        assert smtp is not None
        assert smtp.sock is not None
        asked.append(smtp.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return True

    relay.hand_over("li@example.org", LETTER, before_dot=look)
    assert asked[0] != 0


@pytest.mark.parametrize("letter", [b"", b".", b"\n.\n", b"a\r.\rb", b".\r\n.\r\n", b"x" * 5000])
def test_no_letter_can_end_itself(letter: bytes) -> None:
    """Whatever is in a letter, the line that ends it is never inside."""
    wire = dot_stuffed(letter)
    assert wire.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + wire


def test_our_own_address_never_strikes_a_reader_off() -> None:
    """5.1.1 in the answer to MAIL FROM blames the sender."""
    assert judge(550, "550 5.1.1 unknown sender", about_recipient=False) is Verdict.UNREACHABLE


def test_retries_wait_longer_and_longer() -> None:
    """Waits double from about a minute to about an hour, and differ by chance."""
    rng = random.Random(1)
    waits = [retry_delay_s(attempts, rng) for attempts in (1, 2, 3, 7, 50)]
    for wait, steady in zip(waits, (60, 120, 240, 3600, 3600), strict=True):
        assert 0.5 * steady <= wait <= 1.5 * steady
    assert retry_delay_s(1, rng) != retry_delay_s(1, rng)


@pytest.mark.parametrize(
    ("variable", "value", "wrong"),
    [
        ("JIANBAO_MAIL_SECURITY", "ssl", "security = 'ssl'"),
        ("JIANBAO_MAIL_SENDER", "news", "is no address"),
        ("JIANBAO_MAIL_SENDER", "a@b.test\r\nBcc: c@d.test", "is no address"),
        ("JIANBAO_MAIL_USER", "news", "without password_file"),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path: Path, variable: str, value: str, wrong: str) -> None:
    """A setting that would fail at night fails when it is read."""
    with pytest.raises(ConfigError, match=wrong):
        read_mail_config(load_config(tmp_path, environment={variable: value}))
