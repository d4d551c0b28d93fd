"""Senders are killed at chance moments, and every reader gets every story: none lost, none unmarked twice."""

import random
import re
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.records import Draft, NewsText, Relation, Verdict
from archive.store import Store
from tests.faults.kills import Workers, workers
from tests.scheduler.relay import Postbox, serve

KILLS = 24
READERS = 4
BETWEEN = timedelta(minutes=20)  # longer than any lease of the outbox


def apart(a: NewsText, b: NewsText) -> Verdict:
    """Judge any two texts as different: every article of this test is a story."""
    return Verdict(relation=Relation.DIFFERENT, score=0.0)


def publish(store: Store, number: int, *, now: datetime) -> int:
    """Store one story that every reader waits for."""
    draft = Draft(
        url=f"http://paper.test/content_{number}.html",
        source="yunjiang-daily",
        title=f"云江市第{number}批人才公寓开工",
        text=f"本报讯 第{number}批人才公寓昨日开工，共六百套。",
        published_on=now.date(),
    )
    return store.save(draft, now=now).article_id


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


@pytest.mark.slow
def test_killed_senders_lose_nothing_and_repeat_nothing(engine: Engine, config: Config, now: datetime) -> None:
    """After 24 kills, at chance and at the worst moments, each story reached each reader, unmarked at most once."""
    postbox, rng = Postbox(), random.Random(20240220)
    store = Store(engine, same=apart)
    for number in range(READERS):
        reader = subscriptions.add_subscriber(engine, f"reader{number}@example.org", now=now, confirmed=True)
        subscriptions.add(engine, reader.id, "人才公寓", rhythm="at-once", now=now)
    articles, killed = [publish(store, 0, now=now)], 0
    with serve(postbox) as port:
        settings = {"JIANBAO_MAIL_HOST": "127.0.0.1", "JIANBAO_MAIL_PORT": str(port)}
        with workers(config.home, settings) as crew:
            postbox.watch = trap = Trap(crew, postbox)
            done, undisturbed_s = crew.run(now)
            assert done
            while killed < KILLS:
                now += BETWEEN
                articles.append(publish(store, len(articles), now=now))
                how = rng.choice(["chance", "recipient", "dot", "taken"])
                trap.set(how, rng.randint(1, READERS))
                done, _ = crew.run(now, kill_after_s=rng.uniform(0.0, undisturbed_s) if how == "chance" else None)
                killed += not done
            trap.set("", 0)
            for _ in range(3):
                # A doubtful story goes alone on the next morning; what is left after that was lost.
                now += timedelta(days=1)
                assert crew.run(now)[0]
    new, marked = told(postbox)
    wanted = {(f"reader{number}@example.org", article) for number in range(READERS) for article in articles}
    doubts = subscriptions.count_by_state(engine).get("doubt", 0)
    print(
        f"{killed} kills, {len(wanted)} stories to tell, {doubts} letters in doubt, {marked.total()} told again marked"
    )
    assert {pair for pair in wanted if new[pair] + marked[pair] == 0} == set()
    assert {pair: count for pair, count in new.items() if count > 1} == {}
    ids = [message_from_bytes(letter, policy=default)["Message-ID"] for _, letter in postbox.letters]
    assert len(ids) == len(set(ids))
    assert 0 < doubts <= killed
    assert subscriptions.count_waiting(engine) == 0
    assert set(subscriptions.count_by_state(engine)) <= {"sent", "doubt"}
