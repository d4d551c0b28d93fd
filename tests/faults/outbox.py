"""Crawl, match, compose and send under kills, outages, a full disk, wrong clocks and two senders at once.

What a test and a benchmark share: `torment` runs it and says what reached whom.
"""

import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Protocol

from sqlalchemy import Engine, select

from archive import subscriptions
from archive.config import Config
from archive.db import reading
from archive.models import Article
from archive.records import Draft, NewsText, Relation, Verdict
from archive.store import Store
from tests.archive.news import write_text
from tests.crawler.site import Site, Story, publish_feed
from tests.faults.kills import Workers, workers
from tests.faults.torments import SOURCE
from tests.scheduler.relay import TAKEN, Postbox, serve

READERS = 3
BETWEEN = timedelta(minutes=20)  # longer than any lease of the outbox and than the hold window
ON_FEED = 30
"""Stories that a feed shows; more come out in no outage of these tests."""
HOWS = ("chance", "chance", "recipient", "dot", "taken", "twins", "outage", "disk", "clock")


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What reached the readers."""

    kills: int
    rounds: Counter[str]
    """How often each kind of fault was tried."""
    wanted: int
    """Pairs of reader and story."""
    lost: int
    """Of these, pairs that no letter told of."""
    repeated: int
    """Pairs told of more than once without the mark that says so."""
    marked: int
    """Times that a story was told again, marked."""
    doubts: int
    same_ids: int
    """Letters whose Message-ID came before."""
    left: int
    """Stories still waiting, and letters neither sent nor in doubt."""


def apart(a: NewsText, b: NewsText) -> Verdict:
    """Judge any two texts as different: every article of this test is a story."""
    return Verdict(relation=Relation.DIFFERENT, score=0.0)


class Press(Protocol):
    """Where the news comes from."""

    source: str
    """What workers crawl; empty when the news is in the archive as soon as it is out."""

    def publish(self, *, now: datetime) -> None:
        """Bring out one story that every reader waits for."""

    def articles(self) -> list[int]:
        """Return the number of the article of each story; raises when one is not in the archive."""


class Desk:
    """Stores each story at once."""

    source = ""

    def __init__(self, engine: Engine) -> None:
        self._store = Store(engine, same=apart)
        self._articles: list[int] = []

    def publish(self, *, now: datetime) -> None:
        """Store one story."""
        number = len(self._articles)
        draft = Draft(
            url=f"http://paper.test/content_{number}.html",
            source="yunjiang-daily",
            title=f"云江市第{number}批人才公寓开工",
            text=f"本报讯 第{number}批人才公寓昨日开工，共六百套。",
            published_on=now.date(),
        )
        self._articles.append(self._store.save(draft, now=now).article_id)

    def articles(self) -> list[int]:
        """Return what was stored."""
        return self._articles


class Paper:
    """Publishes each story on a site, to be crawled."""

    source = SOURCE

    def __init__(self, site: Site, engine: Engine) -> None:
        self._site = site
        self._engine = engine
        self._out: list[tuple[Story, date]] = []

    def publish(self, *, now: datetime) -> None:
        """Publish one story at the head of the feed."""
        number = len(self._out)
        text = (f"本报讯 第{number}批人才公寓昨日开工，共六百套。", *write_text(number).split("\n"))
        one = Story(number=7000 + number, title=f"云江市第{number}批人才公寓开工", text=text)
        self._out.insert(0, (one, now.date()))
        publish_feed(self._site, "/feed.xml", tuple(self._out[:ON_FEED]))

    def articles(self) -> list[int]:
        """Return the articles of the stories in the archive; a story twice or not at all is a fault."""
        with reading(self._engine) as session:
            stored = session.execute(select(Article.id, Article.title)).all()
        titles = {one.title for one, _ in self._out}
        found = {row.title: row.id for row in stored}
        assert len(stored) == len(found)
        assert titles <= set(found), titles - set(found)
        return [found[title] for title in titles]


def told(postbox: Postbox) -> tuple[Counter[tuple[str, int]], Counter[tuple[str, int]]]:
    """Return how often each reader was told of each article as new, and how often as perhaps sent before."""
    new: Counter[tuple[str, int]] = Counter()
    marked: Counter[tuple[str, int]] = Counter()
    for recipient, letter in postbox.letters:
        part = message_from_bytes(letter, policy=default).get_body(("plain",))
        assert part is not None
        for item in re.findall(r"符合订阅：.*?/article/\d+", part.get_content(), flags=re.DOTALL):
            article = int(item.rpartition("/")[2])
            (marked if "可能已送达" in item else new)[recipient, article] += 1
    return new, marked


class Trap:
    """Kills the worker when the relay has seen something for the n-th time."""

    def __init__(self, crew: Workers, postbox: Postbox) -> None:
        self.crew, self.postbox = crew, postbox
        self.what, self.left = "", 0

    def set(self, what: str, count: int) -> None:
        """Kill at the `count`-th `what` from now on."""
        self.what, self.left = what, count

    def __call__(self, seen: str) -> None:
        """Note what the relay sees. A letter whose sender dies at its end is not taken: the relay dies with it."""
        if seen != self.what:
            return
        self.left -= 1
        if self.left == 0:
            self.crew.kill()
            if seen == "dot":
                self.postbox.at_end.append("451 4.3.0 going down")


def torment(
    engine: Engine, config: Config, now: datetime, *, kills: int, press: Press | None = None, seed: int = 20240220
) -> Outcome:
    """Publish story after story for some readers while senders die, until so many were killed; then let all finish."""
    postbox, rng = Postbox(), random.Random(seed)
    press, rounds = press or Desk(engine), Counter[str]()
    for number in range(READERS):
        reader = subscriptions.add_subscriber(engine, f"reader{number}@example.org", now=now, confirmed=True)
        subscriptions.add(engine, reader.id, "人才公寓", rhythm="at-once", now=now)
    killed = 0
    with serve(postbox) as port:
        settings = {"JIANBAO_MAIL_HOST": "127.0.0.1", "JIANBAO_MAIL_PORT": str(port)}
        with workers(config.home, settings, press.source) as crew:
            if press.source:
                assert crew.run(now)[0]  # the first crawl of a source mails nobody
                now += BETWEEN
            press.publish(now=now)
            postbox.watch = trap = Trap(crew, postbox)
            done, undisturbed_s = crew.run(now)
            assert done
            while killed < kills:
                now += BETWEEN
                press.publish(now=now)
                how = rng.choice(HOWS)
                rounds[how] += 1
                ended = _one_round(crew, trap, postbox, now, how, rng, undisturbed_s)
                killed += not ended and how != "disk"  # a full disk ends a worker, but nobody killed it
            trap.set("", 0)
            for _ in range(3):
                # A doubtful story goes alone on the next morning; what is left after that was lost.
                now += timedelta(days=1)
                assert crew.run(now)[0]
    return _outcome(engine, postbox, press.articles(), killed, rounds)


def _one_round(
    crew: Workers, trap: Trap, postbox: Postbox, now: datetime, how: str, rng: random.Random, usual_s: float
) -> bool:
    """Let workers run under one kind of fault; return whether they came to their end."""
    trap.set(how if how in ("recipient", "dot", "taken") else "", rng.randint(1, READERS))
    postbox.at_sender = "421 4.3.2 down for repairs" if how == "outage" else TAKEN
    late = {"clock": timedelta(days=rng.choice((-2, 2)))}.get(how, timedelta())
    disk_bytes = rng.randint(70_000, 500_000) if how == "disk" else 0
    by_chance = rng.uniform(0.0, usual_s) if how in ("chance", "twins", "clock") else None
    return crew.run(now + late, kill_after_s=by_chance, crew=2 if how == "twins" else 1, disk_bytes=disk_bytes)[0]


def _outcome(engine: Engine, postbox: Postbox, articles: list[int], killed: int, rounds: Counter[str]) -> Outcome:
    new, marked = told(postbox)
    wanted = {(f"reader{number}@example.org", article) for number in range(READERS) for article in articles}
    states = subscriptions.count_by_state(engine)
    ids = [message_from_bytes(letter, policy=default)["Message-ID"] for _, letter in postbox.letters]
    return Outcome(
        kills=killed,
        rounds=rounds,
        wanted=len(wanted),
        lost=sum(new[pair] + marked[pair] == 0 for pair in wanted),
        repeated=sum(count > 1 for count in new.values()),
        marked=marked.total(),
        doubts=states.get("doubt", 0),
        same_ids=len(ids) - len(set(ids)),
        left=subscriptions.count_waiting(engine)
        + sum(n for state, n in states.items() if state not in ("sent", "doubt")),
    )
