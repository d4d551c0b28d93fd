"""Letters to webhooks: one signed POST each, as Standard Webhooks 1.0 describes it.

What holds for a mail holds here: everything but the last byte goes out, the caller commits that the end follows, then
the end goes out. A receiver acts on a whole body only, so until then the letter is certainly not delivered.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from archive.subscriptions import Claimed, Target
from scheduler.mail import Reply, Verdict

AGENT = "jianbao-webhook/1"
LONGEST_SAID = 300
"""Characters kept of what a receiver answers."""


class Hooks:
    """Hands letters to webhooks. Follows no redirect, and goes to no address inside a network unless allowed."""

    def __init__(self, *, timeout_s: float, allow_private: bool, clock: Callable[[], datetime]) -> None:
        self._timeout_s = timeout_s
        self._allow_private = allow_private
        self._clock = clock

    def hand_over(self, claimed: Claimed, *, before_dot: Callable[[], bool]) -> Reply:
        """Hand one letter over, and return what the receiver said to it. See `scheduler.mail.Relay.hand_over`."""
        if claimed.target is None:
            return Reply(verdict=Verdict.REFUSED, said="the alert has no address any more")
        parts = urlsplit(claimed.target.address)
        try:
            address = self._address_of(parts)
        except OSError as error:
            return Reply(verdict=Verdict.LATER, said=f"no address for {parts.hostname}: {error}")
        if address is None:
            return Reply(
                verdict=Verdict.REFUSED,
                said=f"{parts.hostname} is an address inside a network; [alerts] webhook_private = true allows it",
            )
        connection = http.client.HTTPConnection(str(parts.hostname), timeout=self._timeout_s)
        try:
            return self._post(connection, parts, address, claimed, claimed.target, before_dot)
        finally:
            connection.close()

    def _post(
        self,
        connection: http.client.HTTPConnection,
        parts: SplitResult,
        address: tuple[str, int],
        claimed: Claimed,
        target: Target,
        before_dot: Callable[[], bool],
    ) -> Reply:
        try:
            connection.sock = self._connect(parts, address)
            self._begin(connection, parts, claimed, target)
        except (OSError, http.client.HTTPException) as error:
            return Reply(verdict=Verdict.LATER, said=_said(error))
        if not before_dot():
            return Reply(verdict=Verdict.LOST_CLAIM)
        try:
            connection.send(claimed.mime[-1:])
            answer = connection.getresponse()
            said = f"{answer.status} {answer.read(LONGEST_SAID).decode('utf-8', 'replace')}"
        except (OSError, http.client.HTTPException) as error:
            return Reply(verdict=Verdict.DOUBT, said=_said(error))
        return Reply(verdict=judge(answer.status), said=" ".join(said.split())[:LONGEST_SAID])

    def _address_of(self, parts: SplitResult) -> tuple[str, int] | None:
        """Return the address to connect to; None when the name leads into a network that is not allowed.

        The address that was judged is the one that is used, so a name cannot point elsewhere a moment later.
        """
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if not self._allow_private and not all(ipaddress.ip_address(one).is_global for one in addresses):
            return None
        return addresses[0], port

    def _connect(self, parts: SplitResult, address: tuple[str, int]) -> socket.socket:
        plain = socket.create_connection(address, timeout=self._timeout_s)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if parts.scheme != "https":
                return plain
            return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
        except OSError:
            plain.close()
            raise

    def _begin(
        self, connection: http.client.HTTPConnection, parts: SplitResult, claimed: Claimed, target: Target
    ) -> None:
        """Send everything of the request but its last byte."""
        path = parts.path or "/"
        connection.putrequest("POST", f"{path}?{parts.query}" if parts.query else path, skip_host=True)
        stamp = str(int(self._clock().timestamp()))
        name = claimed.message_id.strip("<>")
        headers = {
            "Host": parts.netloc,
            "User-Agent": AGENT,
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(claimed.mime)),
            "webhook-id": name,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(target.secret, name, stamp, claimed.mime),
        }
        for key, value in headers.items():
            connection.putheader(key, value)
        connection.endheaders(claimed.mime[:-1])


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a letter, as the receiver computes it (Standard Webhooks 1.0, symmetric).

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.partition("_")[2])
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")


def judge(status: int) -> Verdict:
    """Return what an HTTP status means for the letter: 410 ends the alert, other refusals are tried again for days."""
    if 200 <= status < 300:
        return Verdict.ACCEPTED
    return Verdict.GONE if status == http.client.GONE else Verdict.LATER


def _said(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:LONGEST_SAID]
