"""From stored to taken by the relay: a burst of 200 articles over a minute, 1,000 saved searches, no hold window.

Wall time, on a real SMTP server on loopback, with the clock's own match and send ticks at their usual pace; a busy
machine shows in it.
"""

import random
import re
import threading
import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config, load_config
from archive.db import connect
from archive.records import Draft
from archive.store import Store
from pipelines.dedup import same
from scheduler.crawling import Company
from scheduler.service import Clock
from tests.bench.rows import Row
from tests.scheduler.relay import Postbox, serve

ARTICLES, SEARCHES, READERS, BURST_S = 200, 1000, 40, 60.0
WORDS = tuple(f"{a}{b}" for a in "春夏秋冬东南西北山水" for b in "风雨云雪路桥港湾城镇")
ADDRESS = re.compile(r"/article/(\d+)")


def measure() -> list[Row]:
    """Store the burst while the ticks run, and compare times."""
    rng = random.Random(20240220)  # chance that is the same every time, not a secret
    postbox, stored, taken = Postbox(), {}, {}
    with TemporaryDirectory() as folder, serve(postbox) as port:
        config = _config(Path(folder), port)
        engine = connect(config.database)
        wanted = _subscribe(engine, rng)
        stop = threading.Event()
        postbox.watch = lambda what: _note(what, postbox, taken)
        clock = Clock(config, engine, now=lambda: datetime.now(UTC), company=Company())
        ticks = threading.Thread(target=_tick, args=(clock, stop))
        ticks.start()
        store = Store(engine, same=same)
        for number in range(ARTICLES):
            word = WORDS[number % len(WORDS)]
            saved = store.save(_draft(number, word, rng), now=datetime.now(UTC))
            stored[saved.article_id] = time.monotonic()
            time.sleep(BURST_S / ARTICLES)
        until = time.monotonic() + 30
        while len(taken) < len(stored) and time.monotonic() < until:
            time.sleep(0.1)
        stop.set()
        ticks.join()
        engine.dispose()
    delays = sorted(taken[one] - at for one, at in stored.items() if one in taken)
    cuts = quantiles(delays, n=20)
    return [
        Row(what="articles told of", value=len(delays), unit=f"of {len(stored)}; {wanted} searches"),
        Row(what="stored → taken, median", value=cuts[9], unit="s"),
        Row(what="stored → taken, p95", value=cuts[18], unit="s"),
    ]


def _config(home: Path, port: int) -> Config:
    environment = {
        "JIANBAO_MAIL_HOST": "127.0.0.1",
        "JIANBAO_MAIL_PORT": str(port),
        "JIANBAO_MAIL_SENDER": "news@jianbao.test",
        "JIANBAO_ALERTS_HOLD_MIN": "0",
        "JIANBAO_ALERTS_LETTERS_AN_HOUR": "100000",
        "JIANBAO_ALERTS_DOMAIN_LETTERS_A_MIN": "0",
    }
    return load_config(home, environment=environment)


def _subscribe(engine: Engine, rng: random.Random) -> int:
    """Enter readers with searches; every word of an article is wanted by one reader at least."""
    now = datetime.now(UTC)
    readers = [
        subscriptions.add_subscriber(engine, f"reader{n}@example.org", now=now, confirmed=True).id
        for n in range(READERS)
    ]
    added = 0
    for number in range(SEARCHES):
        word = WORDS[number % len(WORDS)]
        query = word if number < len(WORDS) else f"{word} -{rng.choice(WORDS)}{number}"
        subscriptions.add(engine, readers[number % READERS], query, rhythm="at-once", now=now)
        added += 1
    return added


def _draft(number: int, word: str, rng: random.Random) -> Draft:
    text = f"本报讯 {word}第{number}号消息。" + "".join(rng.choices("甲乙丙丁戊己庚辛壬癸子丑寅卯", k=500))
    return Draft(
        url=f"http://paper.test/{number}.html",
        source="paper",
        title=f"{word}消息{number}",
        text=text,
        published_on=datetime.now(UTC).date(),
        language="zh-Hans",
    )


def _tick(clock: Clock, stop: threading.Event) -> None:
    """Do what the scheduler does with these two ticks."""
    last_send = 0.0
    while not stop.wait(clock.settings.match_every_s):
        clock.match()
        if time.monotonic() - last_send > clock.settings.send_every_s:
            clock.send()
            last_send = time.monotonic()


def _note(what: str, postbox: Postbox, taken: dict[int, float]) -> None:
    """Note when the relay took the first letter about each article."""
    if what == "taken":
        part = message_from_bytes(postbox.letters[-1][1], policy=default).get_body(("plain",))
        for number in ADDRESS.findall(str(part.get_content()) if part is not None else ""):
            taken.setdefault(int(number), time.monotonic())
