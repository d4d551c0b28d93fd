"""Letters to chats (WeCom, DingTalk, Feishu and what else Apprise knows), behind the same outbox as mail.

Apprise is an optional part. It says only yes or no: a no may come after the message went through, so it is a doubt and
its stories stand, marked, in the next letter.
"""

import importlib
import json
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

from archive.errors import AskedWrongly
from archive.subscriptions import Claimed
from scheduler.mail import Reply, Verdict

MEND = "install the optional part: pip install 'jianbao[chat]'"


def check_chat(address: str) -> None:
    """Raise AskedWrongly when Apprise is missing, or does not know the address."""
    if _apprise() is None:
        raise AskedWrongly("chats need the package apprise", mend=MEND)
    if _service(address) is None:
        raise AskedWrongly("this chat address is not known", mend="see Apprise's list, such as wecombot://KEY")


class Chats:
    """Hands letters to chats."""

    def hand_over(self, claimed: Claimed, *, before_dot: Callable[[], bool]) -> Reply:
        """Hand one letter over. See `scheduler.mail.Relay.hand_over`."""
        if claimed.target is None:
            return Reply(verdict=Verdict.REFUSED, said="the alert has no address any more")
        if _apprise() is None:
            return Reply(verdict=Verdict.UNREACHABLE, said=f"the package apprise is missing; {MEND}")
        service = _service(claimed.target.address)
        if service is None:
            return Reply(verdict=Verdict.REFUSED, said="Apprise does not know this chat address")
        message = json.loads(claimed.mime)
        if not before_dot():
            return Reply(verdict=Verdict.LOST_CLAIM)
        try:
            taken = service.notify(title=message["title"], body=message["body"])
        except (OSError, TypeError, ValueError) as error:
            return Reply(verdict=Verdict.DOUBT, said=type(error).__name__)
        return (
            Reply(verdict=Verdict.ACCEPTED) if taken else Reply(verdict=Verdict.DOUBT, said="the chat did not say yes")
        )


def _service(address: str) -> Any:
    """Return Apprise's hand for one address; None when it knows no such chat."""
    apprise = _apprise()
    with warnings.catch_warnings():
        # It loads all its services on first use, and some of these use what Python is about to drop.
        warnings.simplefilter("ignore")
        return apprise.Apprise.instantiate(address) if apprise is not None else None


def _apprise() -> ModuleType | None:
    """Return the module, or None where it is not installed. Loaded late: it takes half a second."""
    try:
        return importlib.import_module("apprise")
    except ImportError:
        return None
