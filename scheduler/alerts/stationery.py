"""What every letter of this installation shares: sender, addresses of pages, signed links, ids."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from archive.config import Config
from archive.signing import Purpose, feed_url, sign, signing_key
from archive.web.settings import WebConfig
from scheduler.mail import MailConfig, read_mail_config


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """The settings of letters, and the key that signs their links."""

    mail: MailConfig
    base_url: str
    """Address of the archive's pages, without a slash at the end."""
    key: str = field(repr=False)

    @property
    def domain(self) -> str:
        """Domain of the sender's address; ids of letters end with it."""
        return self.mail.sender.rpartition("@")[2]

    @property
    def list_id(self) -> str:
        """List-Id (RFC 2919) of all alerts, for readers' mail rules."""
        return f"<alerts.{self.domain}>"

    def message_id(self, *parts: object) -> str:
        """Return an id that the same parts always give, and that nobody without the key can foretell."""
        named = "\n".join(str(part) for part in parts)
        digest = hmac.new(self.key.encode(), named.encode(), hashlib.sha256).hexdigest()
        return f"<{digest[:32]}@{self.domain}>"

    def route(self, recipient: str) -> str:
        """Return a digest of an address's mail domain or host, to count letters by it without keeping its name."""
        domain = urlsplit(recipient).netloc if "://" in recipient else recipient
        domain = domain.rpartition("@")[2].lower()
        return hmac.new(self.key.encode(), f"route {domain}".encode(), hashlib.sha256).hexdigest()[:16]

    def article_url(self, article_id: int) -> str:
        """Return the address of an article's page."""
        return f"{self.base_url}/article/{article_id}"

    def search_url(self, query: str) -> str:
        """Return the address of all results of a query, newest first."""
        return f"{self.base_url}/search?{urlencode({'q': query, 'sort': 'date'})}"

    def stop_token(self, subscription_ids: Sequence[int]) -> str:
        """Return the token that ends these subscriptions."""
        return sign(self.key, Purpose.UNSUBSCRIBE, sorted(subscription_ids))

    def stop_url(self, subscription_ids: Sequence[int]) -> str:
        """Return the address of the page that ends these subscriptions; a POST to it does (RFC 8058)."""
        return f"{self.base_url}/unsubscribe/{self.stop_token(subscription_ids)}"

    def manage_url(self, subscriber_id: int) -> str:
        """Return the address of the page with a reader's alerts and settings."""
        return f"{self.base_url}/manage/{sign(self.key, Purpose.MANAGE, [subscriber_id])}"

    def less_url(self, subscription_id: int, article_id: int) -> str:
        """Return the address of the page that narrows an alert after a story its reader did not want."""
        return f"{self.base_url}/less/{sign(self.key, Purpose.LESS, [subscription_id, article_id])}"

    def feed_url(self, subscription_id: int, serial: int) -> str:
        """Return the private address of an alert's feed; `serial` is its view's `feed_serial`."""
        return feed_url(self.base_url, self.key, subscription_id, serial)

    def start_url(self, subscription_id: int) -> str:
        """Return the address of the page that starts an alert asked for on the web pages."""
        return f"{self.base_url}/start/{sign(self.key, Purpose.START, [subscription_id])}"

    def confirm_url(self, subscriber_id: int) -> str:
        """Return the address of the page that confirms a reader."""
        return f"{self.base_url}/confirm/{sign(self.key, Purpose.CONFIRM, [subscriber_id])}"


def open_stationery(config: Config) -> Stationery:
    """Return the stationery of this installation. Raises ConfigError when a setting cannot be."""
    web = config.section("web", WebConfig)
    return Stationery(mail=read_mail_config(config), base_url=web.address, key=signing_key(config.home))
