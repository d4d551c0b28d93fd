"""Other texts on the same event are linked, never folded."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from archive import read
from archive.clusters.likeness import count_terms, likeness, rarity, weigh
from archive.clusters.stories import link_stories
from archive.db import reading
from archive.models import StoryLink
from archive.records import Draft
from archive.store import Store
from pipelines.dedup import fingerprint
from tests.archive.look import events
from tests.archive.news import DAY, news

pytestmark = pytest.mark.both_databases

TOLD = "白琴鹭今年在芦荡湿地停留的数量比去年多四成，观鸟人顾小满守在木栈道记下起落，候鸟监测站说水位退得慢。"
RETOLD = "顾小满在木栈道上守了一冬。候鸟监测站昨天说，芦荡湿地的白琴鹭多了四成，水位退得慢是主要原因，观鸟人都很高兴。"


def _bird(text: str, paper: str, *, days: int = 0, title: str = "芦荡湿地白琴鹭多四成") -> Draft:
    day = DAY + timedelta(days=days)
    url = f"http://{paper}.test/bird"
    return news(900, url=url, source=paper, title=title, text=text, published_on=day, fingerprint=fingerprint(text))


@pytest.fixture
def crowd(store: Store, now: datetime) -> Store:
    """Thirty other articles of those days."""
    for seed in range(30):
        store.save(news(seed), now=now)
    return store


def _links(engine: Engine) -> list[tuple[int, int]]:
    with reading(engine) as session:
        return [(a, b) for a, b in session.execute(select(StoryLink.a, StoryLink.b).order_by(StoryLink.a, StoryLink.b))]


def test_another_text_on_the_event_is_linked_not_folded(crowd: Store, engine: Engine, now: datetime) -> None:
    """Both stay stories of their own, and each names the other."""
    one = crowd.save(_bird(TOLD, "a"), now=now)
    two = crowd.save(_bird(RETOLD, "b", days=1), now=now)

    link_stories(engine, now=now)

    assert one.cluster_id != two.cluster_id
    assert (one.article_id, two.article_id) in _links(engine)
    assert [report.article_id for report in read.article(engine, one.article_id).reports] == [two.article_id]
    assert [report.article_id for report in read.article(engine, two.article_id).reports] == [one.article_id]


def test_an_event_of_another_week_is_not_linked(crowd: Store, engine: Engine, now: datetime) -> None:
    """More than three days apart it is another event."""
    one = crowd.save(_bird(TOLD, "a"), now=now)
    two = crowd.save(_bird(RETOLD, "b", days=4), now=now)

    link_stories(engine, now=now)

    assert (one.article_id, two.article_id) not in _links(engine)


def test_only_what_is_new_is_looked_at(crowd: Store, engine: Engine, now: datetime) -> None:
    """A second run without news does nothing; a later report is linked with what was there."""
    one = crowd.save(_bird(TOLD, "a"), now=now)
    link_stories(engine, now=now)

    assert link_stories(engine, now=now).days == 0

    two = crowd.save(_bird(RETOLD, "b"), now=now)
    assert link_stories(engine, now=now).days == 1
    assert (one.article_id, two.article_id) in _links(engine)


def test_links_mail_nobody(crowd: Store, engine: Engine, now: datetime) -> None:
    """The change log stays as it is."""
    before = events(engine)

    link_stories(engine, now=now)

    assert events(engine) == before


def test_likeness_is_of_equal_texts_one_and_of_strange_ones_zero() -> None:
    """The measure goes from 0 to 1 and does not mind the script."""
    documents = [count_terms("", text) for text in (TOLD, "会议部署河道整治", "市民排队买早点")]
    weights = rarity(documents)
    told, meeting, _ = (weigh(document, weights) for document in documents)

    assert likeness(told, told) == pytest.approx(1)
    assert likeness(told, meeting) == 0
    assert count_terms("", "鎮江") == count_terms("", "镇江")
    assert weigh({}, weights) == {}
