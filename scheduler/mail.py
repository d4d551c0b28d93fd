"""The SMTP door: one connection to the relay, letters out over it, the relay's answers as values.

Knows nothing of the outbox; the caller is told right before a letter's end goes out (`before_dot`), which is the
last moment at which the letter is certainly not delivered.
"""

import contextlib
import logging
import random
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from archive.config import Config, read_secret
from archive.errors import ConfigError, MailError

log = logging.getLogger(__name__)
SECURITIES = ("none", "starttls", "tls")
DOT_TIMEOUT_S = 600.0
"""How long the relay may take to answer a letter's end, in seconds: RFC 5321 §4.5.3.2.6. Giving up earlier puts
letters in doubt that the relay accepts a moment later."""
LETTERS_PER_CONNECTION = 100
"""Then a new connection is made: relays limit it (Exim: smtp_accept_max_per_connection, 1000 by default)."""
FIRST_RETRY_S, LONGEST_RETRY_S = 60.0, 3600.0
ADDRESS_IS_GONE = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)")
"""Enhanced status codes (RFC 3463, RFC 7505) that say that this mailbox does not exist. The other 5.1.x blame the
sender's address, and the other 5.x.x the relay, the content or a block list: no reason to strike a reader off."""
RELAY_AT_FAULT = frozenset({421, 530})
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailConfig:
    """`[mail]`: the relay that takes the letters, and whom they are from."""

    host: str = ""
    """Name or address of the relay; empty means that letters wait in the outbox."""
    port: int = 25
    """Its TCP port, mostly 587 with starttls, 465 with tls, 25 for a relay on this machine."""
    security: str = "none"
    """none, starttls or tls. A relay on another machine should have starttls or tls."""
    user: str = ""
    """Name to log in with; empty means no log-in."""
    password_file: str = ""
    """File whose first line is the password."""
    sender: str = "jianbao@localhost"
    """Address that letters are from; must be one that the relay accepts."""
    sender_name: str = "简报 Jianbao"
    """Name beside that address."""
    operator: str = ""
    """Address told when letters are refused; empty means that only the log tells."""
    timeout_s: float = 60.0
    """How long the relay may take to answer, in seconds. Its answer to a letter's end may take ten minutes."""


def read_mail_config(config: Config) -> MailConfig:
    """Return the section `[mail]`, checked. Raises ConfigError when it cannot work."""
    found = config.section("mail", MailConfig)
    if found.security not in SECURITIES:
        raise ConfigError(f"[mail] security = '{found.security}'", mend=f"use one of: {', '.join(SECURITIES)}")
    if "@" not in found.sender or re.search(r"[\s<>,]", found.sender):
        raise ConfigError(f"[mail] sender = '{found.sender}' is no address", mend="write one such as news@example.org")
    if found.user and not found.password_file:
        raise ConfigError("[mail] user without password_file", mend="name the file that holds the password")
    return found


class Verdict(StrEnum):
    """What became of one try to hand over a letter."""

    ACCEPTED = "accepted"
    LATER = "later"
    """Not accepted now; the relay, or the network, may do better later."""
    GONE = "gone"
    """Never: the mailbox does not exist."""
    REFUSED = "refused"
    """Never, for another reason."""
    DOUBT = "doubt"
    """The letter's end went out and no answer came."""
    UNREACHABLE = "unreachable"
    """The relay could not be spoken to at all: nothing is said about this letter, others will fare alike."""
    LOST_CLAIM = "lost-claim"
    """The caller did not let the letter's end go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The verdict, and what the relay said, without the reader's address."""

    verdict: Verdict
    said: str = ""


class Relay:
    """One connection to the relay, made on first use, used again for many letters, and made again when it broke."""

    def __init__(self, config: MailConfig) -> None:
        self._config = config
        self._password = read_secret(config.password_file)
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> "Relay":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the relay."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._drop()

    def greet(self) -> None:
        """Connect, log in and take leave, to see that the relay can be used. Raises MailError."""
        try:
            self._connected()
        except (OSError, smtplib.SMTPException) as error:
            where = f"{self._config.host}:{self._config.port}"
            raise MailError(
                f"the relay {where} cannot be used: {error}", mend="check host, port, security and user in [mail]"
            ) from error
        finally:
            self.close()

    def hand_over(self, recipient: str, letter: bytes, *, before_dot: Callable[[], bool]) -> Reply:
        """Hand one letter over, and return what the relay said to it.

        `before_dot` is called when everything but the last line is out; False keeps that line back, and the relay
        throws away what it has. An exception of `before_dot` does the same and passes through.
        """
        if self._sent >= LETTERS_PER_CONNECTION:
            self.close()
        fresh = self._smtp is None
        reply = self._announce(recipient)
        if reply is not None and reply.verdict is Verdict.UNREACHABLE and not fresh:
            # The relay may have closed a connection that stood idle; nothing was handed over yet.
            reply = self._announce(recipient)
        return reply if reply is not None else self._write(recipient, letter, before_dot)

    def _announce(self, recipient: str) -> Reply | None:
        """Say from whom and to whom; None means that the relay waits for the letter."""
        try:
            smtp = self._connected()
            steps: tuple[tuple[Callable[[], tuple[int, bytes]], frozenset[int], bool], ...] = (
                (lambda: smtp.mail(self._config.sender), frozenset({250}), False),
                (lambda: smtp.rcpt(recipient), frozenset({250, 251}), True),
                (lambda: smtp.docmd("data"), frozenset({354}), True),
            )
            for step, yes, about_recipient in steps:
                code, said = step()
                if code not in yes:
                    return self._not_taken(code, said, recipient, about_recipient=about_recipient)
            return None
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(verdict=Verdict.UNREACHABLE, said=_without(recipient, str(error) or type(error).__name__))
        except Exception as error:  # noqa: BLE001 # a door: one letter that cannot be handed over stops no other
            self._drop()
            log.warning("letter not handed over, tried again later", extra={"error": type(error).__name__})
            return Reply(verdict=Verdict.LATER, said=_without(recipient, f"{type(error).__name__}: {error}"))

    def _write(self, recipient: str, letter: bytes, before_dot: Callable[[], bool]) -> Reply:
        """Write the letter, ask the caller, write its end, and read the answer."""
        smtp = self._connected()
        try:
            smtp.send(dot_stuffed(letter))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(verdict=Verdict.LATER, said=_without(recipient, str(error)))
        try:
            allowed = before_dot()
        except BaseException:
            self._drop()  # an open connection could still be told to end the letter
            raise
        if not allowed:
            self._drop()
            return Reply(verdict=Verdict.LOST_CLAIM)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(max(DOT_TIMEOUT_S, self._config.timeout_s))
            smtp.send(b".\r\n")
            code, said = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self._config.timeout_s)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(verdict=Verdict.DOUBT, said=_without(recipient, str(error)))
        self._sent += 1
        if code == 250:
            return Reply(verdict=Verdict.ACCEPTED, said=_without(recipient, _text(code, said)))
        return self._not_taken(code, said, recipient, about_recipient=True)

    def _not_taken(self, code: int, said: bytes, recipient: str, *, about_recipient: bool) -> Reply:
        """Judge an answer other than yes, and make the connection ready for the next letter."""
        text = _text(code, said)
        try:
            if code == 421 or self._smtp is None or self._smtp.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()
        return Reply(verdict=judge(code, text, about_recipient=about_recipient), said=_without(recipient, text))

    def _connected(self) -> smtplib.SMTP:
        """Return the connection, made and logged in when there is none."""
        if self._smtp is not None:
            return self._smtp
        config = self._config
        trust = ssl.create_default_context()
        smtp: smtplib.SMTP
        if config.security == "tls":
            smtp = smtplib.SMTP_SSL(config.host, config.port, timeout=config.timeout_s, context=trust)
        else:
            smtp = smtplib.SMTP(config.host, config.port, timeout=config.timeout_s)
        try:
            # A letter's end is a packet of its own. Nagle's algorithm would hold it back until the relay's delayed
            # acknowledgement: measured 19 letters a second with it, 110 to 190 without.
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if config.security == "starttls":
                smtp.starttls(context=trust)
            smtp.ehlo_or_helo_if_needed()
            if config.user:
                smtp.login(config.user, self._password)
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise
        self._smtp, self._sent = smtp, 0
        return smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def judge(code: int, said: str, *, about_recipient: bool) -> Verdict:
    """Return what an SMTP answer other than yes means for the letter.

    `about_recipient` is False for an answer to our own address: a relay that refuses it will refuse every letter,
    so no letter is to blame. The same holds for 421 (closing down) and 530 (log in first).

    >>> judge(550, "550 5.1.1 no such user", about_recipient=True).value
    'gone'
    >>> judge(550, "550 5.7.1 listed in a block list", about_recipient=True).value
    'refused'
    >>> judge(451, "451 4.7.1 greylisted", about_recipient=True).value
    'later'
    >>> judge(553, "553 5.1.8 unknown sender", about_recipient=False).value
    'unreachable'
    """
    if code in RELAY_AT_FAULT or (code >= 500 and not about_recipient):
        return Verdict.UNREACHABLE
    if code < 500:
        return Verdict.LATER
    enhanced = ENHANCED.search(said)
    return Verdict.GONE if enhanced and ADDRESS_IS_GONE.fullmatch(enhanced[0]) else Verdict.REFUSED


def retry_delay_s(attempts: int, rng: random.Random) -> float:
    """Return how long to wait after `attempts` tries, in seconds: doubling from one minute to an hour, ±50 % by chance.

    >>> 30 <= retry_delay_s(1, random.Random(1)) <= 90
    True
    """
    steady = min(FIRST_RETRY_S * 2.0 ** min(attempts - 1, 16), LONGEST_RETRY_S)
    return steady * rng.uniform(0.5, 1.5)


def dot_stuffed(letter: bytes) -> bytes:
    r"""Return a letter as it goes over the wire up to its end: CRLF line ends, and a dot before leading dots.

    >>> dot_stuffed(b"one\n.two")
    b'one\r\n..two\r\n'
    """
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", letter)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE)


def _text(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}".replace("\n", " ")


def _without(recipient: str, said: str) -> str:
    """Return what the relay said without the reader's address, at most 300 characters, on one line."""
    told = re.sub(re.escape(recipient), "(the reader)", said, flags=re.IGNORECASE)
    return " ".join(told.split())[:300]
