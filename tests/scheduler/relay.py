"""A real SMTP server on loopback for tests: keeps what it accepts, and refuses what it is told to."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 OK"


@dataclass(slots=True)
class Postbox:
    """What the server does and did."""

    letters: list[tuple[str, bytes]] = field(default_factory=list)
    """(recipient, letter as received) of every letter accepted, in order."""
    at_sender: str = TAKEN
    at_recipient: dict[str, str] = field(default_factory=dict)
    """Recipient → answer to RCPT TO."""
    at_end: list[str] = field(default_factory=list)
    """Answers to the ends of the next letters; empty means yes. `hang up` accepts the letter and says nothing."""
    connections: int = 0
    watch: Callable[[str], None] | None = None
    """Called with `recipient` before an address is answered, with `dot` when a letter's end has come, and with `taken`
    when the letter is kept and the yes has not gone out."""

    @property
    def mails(self) -> list[EmailMessage]:
        """The letters accepted, parsed."""
        return [message_from_bytes(letter, policy=default) for _, letter in self.letters]

    async def handle_EHLO(  # noqa: N802 # aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connection."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to our own address."""
        if self.at_sender == TAKEN:
            envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(  # noqa: N802 # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to the reader's address."""
        if self.watch is not None:
            self.watch("recipient")
        answer = self.at_recipient.get(address, TAKEN)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd's name
        """Take the letter, or not."""
        if self.watch is not None:
            self.watch("dot")
        answer = self.at_end.pop(0) if self.at_end else TAKEN
        if answer in (TAKEN, "hang up"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append((envelope.rcpt_tos[0], content))
            if self.watch is not None:
                self.watch("taken")
        if answer == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer


class _AnyPort(Controller):
    """A controller that may be given port 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd types only a part


@contextmanager
def serve(postbox: Postbox, *, port: int = 0) -> Iterator[int]:
    """Serve the postbox on 127.0.0.1 while the block runs; gives the port."""
    controller = _AnyPort(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
