"""Signed links: what a letter's link may do, provable without a login and without naming an address.

The key is a file of its own in the home folder. Tokens do not expire: the unsubscribe link of an old letter must work.
"""

import os
import secrets
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from archive.errors import ConfigError, NotFound

KEY_FILE = "signing.key"
KEY_BYTES = 32
"""256 bits, as many as the digest that signs."""


class Purpose(StrEnum):
    """What a token allows; a token for one purpose is worthless for another."""

    CONFIRM = "confirm"
    """The ids are one subscriber."""
    START = "start"
    """The ids are one subscription that its reader asked for on the web pages, and now confirms."""
    UNSUBSCRIBE = "unsubscribe"
    """The ids are the subscriptions to end."""
    MANAGE = "manage"
    """The ids are one subscriber, whose alerts and settings may be seen and changed."""
    LESS = "less"
    """The ids are one subscription, and the article after which its reader wants less like it."""
    FEED = "feed"
    """The ids are one subscription, and how often its feed address was revoked before."""


def signing_key(home: Path) -> str:
    """Return the key of the home folder, in hex; made on first use, readable by its owner alone.

    Raises ConfigError when the file cannot be read or written.
    """
    path = home / KEY_FILE
    try:
        return _read_key(path) or _make_key(path)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", mend="let the program read and write its home folder") from error


def sign(key: str, purpose: Purpose, ids: Sequence[int]) -> str:
    """Return a token, safe in a URL path, that says `purpose` of `ids`."""
    return URLSafeSerializer(key, salt=purpose.value).dumps(list(ids))


def unsign(key: str, purpose: Purpose, token: str) -> tuple[int, ...]:
    """Return the ids of a token made by `sign` for the same purpose.

    Raises NotFound when the token is of another purpose, or was changed.
    """
    try:
        ids = URLSafeSerializer(key, salt=purpose.value).loads(token)
    except BadData as error:
        raise NotFound("this link is not one of ours", mend="open the link of the letter again, in full") from error
    return tuple(int(number) for number in ids)


def feed_url(base_url: str, key: str, subscription_id: int, serial: int) -> str:
    """Return the private address of an alert's feed; dead once the alert's `feed_serial` goes beyond `serial`."""
    return f"{base_url}/feed/{sign(key, Purpose.FEED, [subscription_id, serial])}.atom"


def _read_key(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip() if path.exists() else ""
    if path.exists() and len(key) < KEY_BYTES:
        raise ConfigError(f"{path}: holds no key", mend="put it back from a backup, or remove it to end all old links")
    return key


def _make_key(path: Path) -> str:
    """Write a new key beside the path and link it into place, so that two processes end with one whole key."""
    key = secrets.token_hex(KEY_BYTES)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key + "\n")
    try:
        os.link(beside, path)
    except FileExistsError:
        return _read_key(path)
    finally:
        beside.unlink()
    return key
