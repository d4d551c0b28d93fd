"""Where letters of an alert go that are no mail: the address of a webhook or a chat, and the secret that signs them.

Addresses of this kind hold keys, so they stand in the address book and in no log, list or export.
"""

import base64
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.errors import AskedWrongly

CHANNELS = ("mail", "webhook", "chat", "feed")
"""How an alert reaches its reader; a feed is fetched, the others are sent."""
SECRET_BYTES = 32
"""Standard Webhooks 1.0 asks for 24 to 64."""
SECRET_PREFIX = "whsec_"  # noqa: S105 # the mark of a secret of Standard Webhooks, not a secret
LONGEST_TARGET = 2000
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the letters of one alert go."""

    address: str = field(repr=False)
    """https://… of a webhook, or a chat address as Apprise writes it."""
    secret: str = field(default="", repr=False)
    """Signs what goes to a webhook, as Standard Webhooks 1.0 writes it; empty for a chat."""


def new_target(channel: str, address: str) -> Target | None:
    """Return the target of a new alert, with a fresh secret for a webhook; None for a channel that needs none.

    Raises AskedWrongly when the channel is unknown, or the address cannot be one of its kind.
    """
    if channel not in CHANNELS:
        raise AskedWrongly(f"no channel '{channel}'", mend=f"use one of: {', '.join(CHANNELS)}")
    if channel not in ("webhook", "chat"):
        if address:
            raise AskedWrongly(f"the channel {channel} takes no address", mend="leave it out")
        return None
    text = address.strip()
    if len(text) > LONGEST_TARGET or not text.isprintable() or " " in text:
        raise AskedWrongly("this is no address", mend="write it in one piece, as the receiver gives it")
    if channel == "chat":
        return Target(address=_checked_chat(text))
    return Target(address=_checked_hook(text), secret=new_secret())


def new_secret() -> str:
    """Return a fresh secret for a webhook, as Standard Webhooks 1.0 writes it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def masked_target(address: str) -> str:
    """Return a target as lists show it: scheme and host, no key.

    >>> masked_target("https://hooks.example.org/T0/secret"), masked_target("wecombot://key")
    ('https://hooks.example.org/…', 'wecombot://…')
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/…" if parts.scheme in ("http", "https") else f"{parts.scheme}://…"


def _checked_hook(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise AskedWrongly("a webhook needs a web address", mend="write such as https://hooks.example.org/jianbao")
    if parts.username is not None or parts.password is not None:
        raise AskedWrongly(
            "a webhook's address may hold no password", mend="check the signature at the receiver instead"
        )
    return text


def _checked_chat(text: str) -> str:
    scheme, found, rest = text.partition("://")
    if not found or not SCHEME.fullmatch(scheme) or not rest:
        raise AskedWrongly(
            "this is no chat address", mend="write one of Apprise's, such as wecombot://KEY or feishu://TOKEN"
        )
    return text
