"""What the tests of alerts share: a newsroom that stores articles, readers, and a relay on loopback."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config, load_config
from archive.records import Draft, Evidence, Saved, Tag, ThemeName
from archive.store import Store
from archive.subscriptions import SubscriptionView
from pipelines.dedup import same
from scheduler.alerts.compose import compose_due
from scheduler.alerts.match import match
from scheduler.alerts.send import SendReport, send_due
from tests.scheduler.relay import Postbox, serve

TEXT = "本报讯 市政府昨日印发人才公寓管理办法。\n办法自四月一日起施行，首批房源共{number}套。"


@dataclass(slots=True, kw_only=True)
class Desk:
    """The control desk of a test: stores news, adds readers, and runs the three steps."""

    engine: Engine
    home: Path
    now: datetime
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """The settings, those of the test included."""
        return load_config(self.home, environment=self.settings)

    def publish(self, number: int, *, alertable: bool = True, **changes: Any) -> Saved:
        """Store an article with this number."""
        fields: dict[str, Any] = {
            "url": f"http://paper.test/content_{number}.html",
            "source": "yunjiang-daily",
            "title": f"云江市第{number}批人才公寓开工",
            "text": TEXT.format(number=number),
            "published_on": self.now.date(),
            "language": "zh-Hans",
        }
        store = Store(self.engine, same=same)
        return store.save(Draft(**(fields | changes)), now=self.now, alertable=alertable)

    def subscribe(
        self, query: str = "人才公寓", *, email: str = "li@example.org", rhythm: str = "at-once", **more: Any
    ) -> SubscriptionView:
        """Add an alert for a confirmed reader."""
        language = more.pop("language", "zh")
        reader = subscriptions.add_subscriber(
            self.engine, email, language=language, now=self.now, confirmed=more.pop("confirmed", True)
        )
        return subscriptions.add(self.engine, reader.id, query, rhythm=rhythm, now=self.now, **more)

    def match(self) -> int:
        """Run the first step."""
        return match(self.engine, now=self.now)

    def compose(self) -> int:
        """Run the second step."""
        return compose_due(self.engine, self.config, now=self.now)

    def send(self) -> SendReport:
        """Run the third step."""
        return send_due(self.engine, self.config, now=self.now, owner="test")

    def mail(self) -> SendReport:
        """Run all three."""
        self.match()
        self.compose()
        return self.send()

    def states(self) -> list[str]:
        """The states of all letters, oldest first."""
        return [one.state for one in reversed(subscriptions.list_deliveries(self.engine))]


def tag(text: str, word: str, theme: str = "talent", *, central: bool = True) -> Tag:
    """A theme that the first occurrence of a word in the text earned."""
    at = text.index(word)
    evidence = Evidence(field="text", start=at, end=at + len(word), term=word, weight=2.0)
    return Tag(theme=theme, score=5.0, central=central, evidence=(evidence,))


@pytest.fixture
def desk(engine: Engine, config: Config, now: datetime) -> Desk:
    """A control desk without a relay."""
    Store(engine, same=same).register_themes(
        [
            ThemeName(id="talent", zh="人才政策", en="Talent policy"),
            ThemeName(id="housing", zh="住房保障", en="Housing"),
        ]
    )
    return Desk(engine=engine, home=config.home, now=now)


@pytest.fixture
def postbox() -> Postbox:
    """A relay that takes everything."""
    return Postbox()


@pytest.fixture
def relay(desk: Desk, postbox: Postbox) -> Iterator[int]:
    """That relay on loopback, entered into the desk's settings; gives its port."""
    with serve(postbox) as port:
        use_relay(desk, port)
        yield port


def use_relay(desk: Desk, port: int) -> None:
    """Enter a relay on loopback into the desk's settings."""
    desk.settings |= {
        "JIANBAO_MAIL_HOST": "127.0.0.1",
        "JIANBAO_MAIL_PORT": str(port),
        "JIANBAO_MAIL_SENDER": "news@jianbao.test",
        "JIANBAO_MAIL_TIMEOUT_S": "10",
        "JIANBAO_WEB_PUBLIC_URL": "https://news.test",
    }
