"""A person splits and merges clusters: kept with the name, told to the search, mailed to nobody."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from archive import read
from archive.clusters import hands
from archive.db import reading
from archive.errors import AskedWrongly, NotFound
from archive.models import Article, Cluster, DedupEdge
from archive.search import answer
from archive.store import Store
from pipelines.dedup import fingerprint
from tests.archive.look import events, keys_of
from tests.archive.news import news

pytestmark = pytest.mark.both_databases


@pytest.fixture
def copies(store: Store, now: datetime) -> list[int]:
    """Three copies of one text in three papers: one cluster."""
    return [
        store.save(news(1, url=f"http://{paper}.test/1", source=paper), now=now).article_id for paper in ("a", "b", "c")
    ]


def _clusters(engine: Engine) -> dict[int, int]:
    with reading(engine) as session:
        return {row.id: row.cluster_id for row in session.scalars(select(Article))}


def _sizes(engine: Engine) -> dict[int, tuple[int, int]]:
    with reading(engine) as session:
        return {row.id: (row.lead_id, row.size) for row in session.scalars(select(Cluster))}


def _split(engine: Engine, cluster: int, *articles: int, now: datetime, dry_run: bool = False) -> hands.Regrouped:
    return hands.split(engine, cluster, articles, fingerprint=fingerprint, by="li", now=now, dry_run=dry_run)


def test_a_split_article_gets_a_cluster_of_its_own(engine: Engine, copies: list[int], now: datetime) -> None:
    """The article leaves, the others stay, and both clusters count anew."""
    done = _split(engine, 1, copies[1], now=now)

    assert done.moved == (copies[1],)
    assert _clusters(engine) == {copies[0]: 1, copies[1]: done.moved_to, copies[2]: 1}
    assert _sizes(engine) == {1: (copies[0], 2), done.moved_to: (copies[1], 1)}


def test_a_split_keeps_who_decided_it(engine: Engine, copies: list[int], now: datetime) -> None:
    """Each pair taken apart is an edge with the person's name, the judge's measure still in it."""
    _split(engine, 1, copies[1], now=now)

    with reading(engine) as session:
        edges = session.scalars(select(DedupEdge).where(DedupEdge.decided_by == "li").order_by(DedupEdge.b)).all()
    assert [(edge.a, edge.b, edge.relation) for edge in edges] == [
        (copies[0], copies[1], "apart"),
        (copies[1], copies[2], "apart"),
    ]
    assert edges[0].coverage_a == 1.0


def test_a_split_mails_nobody_and_is_in_the_log(engine: Engine, copies: list[int], now: datetime) -> None:
    """The change log has the move, and it is not alertable."""
    _split(engine, 1, copies[1], now=now)

    assert events(engine)[-1] == ("moved", copies[1], False)


def test_the_search_counts_stories_after_a_split(engine: Engine, copies: list[int], now: datetime) -> None:
    """A search that was asked before sees the new story at once."""
    assert answer(engine, "source:a OR source:b").stories == 1

    _split(engine, 1, copies[1], now=now)

    assert answer(engine, "source:a OR source:b").stories == 2


def test_a_dry_run_changes_nothing(engine: Engine, copies: list[int], now: datetime) -> None:
    """It names what would move; clusters and log stay."""
    before = _clusters(engine), events(engine)

    assert _split(engine, 1, copies[1], now=now, dry_run=True).moved == (copies[1],)
    assert (_clusters(engine), events(engine)) == before


def test_a_split_article_can_be_found_by_its_later_copies(engine: Engine, copies: list[int], now: datetime) -> None:
    """An article that had no keys, because its original had them, gets its own."""
    assert not keys_of(engine, copies[1])

    _split(engine, 1, copies[1], now=now)

    assert keys_of(engine, copies[1])


def test_those_who_stay_can_be_found_when_the_original_leaves(engine: Engine, copies: list[int], now: datetime) -> None:
    """The lead of the rest gets the keys that only the original had."""
    _split(engine, 1, copies[0], now=now)

    assert keys_of(engine, copies[1])


@pytest.mark.parametrize("articles", [(1, 2, 3), (77,)], ids=["all", "stranger"])
def test_what_is_no_split_is_refused(
    engine: Engine, copies: list[int], now: datetime, articles: tuple[int, ...]
) -> None:
    """Taking out everything, or an article of another cluster, is a wrong request that says how to ask."""
    with pytest.raises(AskedWrongly) as caught:
        _split(engine, 1, *articles, now=now)

    assert caught.value.mend


def test_an_unknown_cluster_is_not_found(engine: Engine, now: datetime) -> None:
    """A number that no cluster has is told as such."""
    with pytest.raises(NotFound):
        hands.merge(engine, 5, 6, by="li", now=now)


def test_merged_clusters_are_one_story(engine: Engine, store: Store, now: datetime) -> None:
    """All articles of the other cluster move, it is gone, and the member's relation says that a person did it."""
    first, second = (store.save(news(seed), now=now) for seed in (1, 2))

    hands.merge(engine, first.cluster_id, second.cluster_id, by="li", now=now)

    assert set(_clusters(engine).values()) == {first.cluster_id}
    assert _sizes(engine).keys() == {first.cluster_id}
    members = read.cluster(engine, first.cluster_id)
    assert {one.article_id: one.relation for one in members}[second.article_id] == "together"


def test_a_cluster_cannot_be_merged_with_itself(engine: Engine, copies: list[int], now: datetime) -> None:
    """Naming one cluster twice is a wrong request."""
    with pytest.raises(AskedWrongly):
        hands.merge(engine, 1, 1, by="li", now=now)


def test_the_later_word_wins(engine: Engine, copies: list[int], now: datetime) -> None:
    """A merge after a split takes the split back."""
    new = _split(engine, 1, copies[1], now=now).moved_to
    assert new is not None

    hands.merge(engine, 1, new, by="wang", now=now)

    with reading(engine) as session:
        decided = set(session.scalars(select(DedupEdge.relation).where(DedupEdge.decided_by != "")))
    assert decided == {"together"}
    assert set(_clusters(engine).values()) == {1}
