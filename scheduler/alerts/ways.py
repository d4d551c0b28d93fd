"""The ways out of the outbox: mail by the relay, webhooks, chats. Each hands over in the same two steps."""

from collections.abc import Callable
from datetime import datetime

from archive.subscriptions import AlertsConfig, Claimed
from scheduler.alerts.chat import Chats
from scheduler.alerts.letter import addressed
from scheduler.alerts.webhook import Hooks
from scheduler.mail import Relay, Reply


class Ways:
    """What one sender can hand letters to. `open` names the channels that still work."""

    def __init__(self, relay: Relay, settings: AlertsConfig, *, clock: Callable[[], datetime]) -> None:
        self._relay = relay
        self._hooks = Hooks(timeout_s=settings.webhook_timeout_s, allow_private=settings.webhook_private, clock=clock)
        self._chats = Chats()
        self.open = {"mail", "webhook", "chat"}

    def close(self, channel: str) -> None:
        """Claim no more letters of a channel: it cannot be used now."""
        self.open.discard(channel)

    def hand_over(self, claimed: Claimed, recipient: str, *, before_dot: Callable[[], bool]) -> Reply:
        """Hand one letter over and return what the other side said; `before_dot` is asked right before its end."""
        if claimed.channel == "webhook":
            return self._hooks.hand_over(claimed, before_dot=before_dot)
        if claimed.channel == "chat":
            return self._chats.hand_over(claimed, before_dot=before_dot)
        return self._relay.hand_over(recipient, addressed(recipient, claimed.mime), before_dot=before_dot)
