"""A real SMTP server on loopback that keeps what it receives."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class _Keep:
    """Handler that files every letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd's name
        """Keep one letter and accept it."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        self.letters.append(message_from_bytes(raw, _class=EmailMessage, policy=policy.default))
        return "250 kept"


class _AnyPort(Controller):
    """A controller that lets the system choose the port, and then knows it."""

    def _trigger_server(self) -> None:
        # The parent connects once to wake the server, and would connect to port 0.
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd ships no types


class Postbox:
    """Receives letters on 127.0.0.1 until stopped."""

    def __init__(self) -> None:
        self._keep = _Keep()
        self._controller = _AnyPort(self._keep, hostname="127.0.0.1", port=0)

    @property
    def port(self) -> int:
        """TCP port it listens on, once started."""
        return int(self._controller.port)

    @property
    def letters(self) -> tuple[EmailMessage, ...]:
        """All letters so far, oldest first."""
        return tuple(self._keep.letters)

    def start(self) -> None:
        """Begin to receive."""
        self._controller.start()

    def stop(self) -> None:
        """Receive no more."""
        self._controller.stop(no_assert=True)
