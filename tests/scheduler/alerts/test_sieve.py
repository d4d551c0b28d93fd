"""What is mailed is what a search finds, and the sieve before it holds nothing back."""

import contextlib
import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from archive import models, subscriptions
from archive.db import reading
from archive.errors import AskedWrongly, QueryError
from archive.query import parse
from archive.records import Draft, NewsText, Relation, Tag, Verdict
from archive.search import answer
from archive.store import Store
from scheduler.alerts.match import match
from scheduler.alerts.sieve import telling_words
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases

WORDS = [
    "人才",
    "人才公寓",
    "公寓",
    "碳",
    "5G",
    "5g基站",
    "基站",
    "GDP",
    "營商環境",
    "营商",
    "创新引领",
    "Ａ股",
    "office",
]
JOINTS = ["", "，", "\n", " ", "。", "·"]
THEMES, SOURCES = ("talent", "housing", "economy"), ("yunjiang-daily", "yunjiang-evening")
PAIRS = 1200


def apart(a: NewsText, b: NewsText) -> Verdict:
    """Judge any two texts as different stories."""
    return Verdict(relation=Relation.DIFFERENT, score=0.0)


def some_text(rng: random.Random) -> str:
    """Words run together with and without punctuation between them."""
    return "".join(rng.choice(WORDS) + rng.choice(JOINTS) for _ in range(rng.randint(1, 12)))


def some_query(rng: random.Random, depth: int = 2) -> str:
    """A query of the whole language: words, phrases, fields, filters, days, NEAR, NOT, AND, OR."""
    if depth == 0 or rng.random() < 0.3:
        word, other = rng.choice(WORDS), rng.choice(WORDS)
        leaves = (
            word,
            f'"{word} {other}"',
            f"title:{word}",
            f"body:{word}",
            f"theme:{rng.choice(THEMES)}",
            f"source:{rng.choice(SOURCES)}",
            f"date:2026-03-0{rng.randint(1, 9)}..",
            f"{word} NEAR/{rng.randint(1, 9)} {other}",
        )
        return rng.choice(leaves)
    left, right = some_query(rng, depth - 1), some_query(rng, depth - 1)
    return rng.choice((f"({left}) ({right})", f"({left}) OR ({right})", f"({left}) NOT ({right})", f"NOT ({left})"))


def test_mail_set_is_search_set(desk: Desk) -> None:
    """On 1,200 random pairs of query and article, a query matches exactly the articles that its search finds."""
    rng = random.Random(20240220)
    reader = subscriptions.add_subscriber(desk.engine, "li@example.org", now=desk.now, confirmed=True)
    wanted: dict[int, str] = {}
    while len(wanted) < 40:
        query = some_query(rng)
        with contextlib.suppress(QueryError, AskedWrongly):  # absences alone are refused, and so is a second one
            wanted[subscriptions.add(desk.engine, reader.id, query, now=desk.now).id] = query
    store = Store(desk.engine, same=apart)
    for number in range(PAIRS // len(wanted)):
        draft = Draft(
            url=f"http://paper.test/{number}.html",
            source=rng.choice(SOURCES),
            title=some_text(rng),
            kicker=some_text(rng) if rng.random() < 0.3 else "",
            text=some_text(rng),
            published_on=rng.choice([None, date(2026, 3, rng.randint(1, 9))]),
            tags=tuple(Tag(theme=theme, score=1.0) for theme in rng.sample(THEMES, k=rng.randrange(3))),
        )
        store.save(draft, now=desk.now)

    match(desk.engine, now=desk.now)

    with reading(desk.engine) as session:
        rows = session.execute(select(models.Match.subscription_id, models.Match.article_id)).all()
    mailed = {number: {row.article_id for row in rows if row.subscription_id == number} for number in wanted}
    found = {
        number: {hit.article_id for hit in answer(desk.engine, query, limit=1000, facets=False).hits}
        for number, query in wanted.items()
    }
    assert mailed == found
    assert 0.1 < sum(map(len, found.values())) / PAIRS < 0.9


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("碳", {"碳"}),
        ("營商環境", {"营商环境"}),
        ('"5G 基站"', {"5g"}),
        ("人才 创新引领", {"创新引领"}),
        ("人才 OR 公寓", {"人才", "公寓"}),
        ("碳达峰 NEAR/5 人才公寓", {"人才公寓"}),
        ("(人才 OR 公寓) theme:talent -广告", {"人才", "公寓"}),
        ("theme:talent", None),
        ("人才 OR theme:talent", None),
        ("theme:talent -人才", None),
    ],
)
def test_words_that_tell(query: str, words: set[str] | None) -> None:
    """Of an AND one part is enough, of an OR every part must say something, and an absence says nothing."""
    found = telling_words(parse(query))
    assert (None if found is None else set(found)) == words


def test_old_news_is_never_mailed(desk: Desk) -> None:
    """An article published more than [alerts] max_age_days ago makes no match, though it is new in the archive."""
    desk.subscribe()
    today = desk.now.date()
    desk.publish(1, published_on=today - timedelta(days=15))
    assert desk.match() == 0
    desk.publish(
        2, published_on=today - timedelta(days=14), text="另一条人才公寓消息，内容完全不同，足以另算一篇稿件。"
    )
    assert desk.match() == 1
