"""A real SMTP server on loopback that keeps what it receives."""

import asyncio
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

WAIT_STEP_S = 0.05


class _Keep:
    """Handler that files every letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.arrived = threading.Event()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd's name
        """Keep one letter and accept it."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        self.letters.append(message_from_bytes(raw, _class=EmailMessage, policy=policy.default))
        self.arrived.set()
        return "250 kept"


class Postbox:
    """Receives letters on 127.0.0.1 until stopped."""

    def __init__(self) -> None:
        self._keep = _Keep()
        self._controller = Controller(self._keep, hostname="127.0.0.1", port=0)

    @property
    def port(self) -> int:
        """TCP port it listens on."""
        server = self._controller.server
        return int(server.sockets[0].getsockname()[1]) if isinstance(server, asyncio.Server) else 0

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
