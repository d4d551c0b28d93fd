"""Keys and clusters built anew from the stored texts: the same as before, but for what people decided."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from archive import keys as keys_table
from archive.clusters import hands, rebuild
from archive.clusters.rebuild import Rebuilt
from archive.db import reading, writing
from archive.models import Article, Cluster, DedupEdge, DedupHot, Setting
from archive.records import Fingerprint, NewsText, Verdict
from archive.store import Store
from pipelines.dedup import fingerprint, same
from tests.archive.look import all_keys, events
from tests.archive.news import news, write_text, write_title

pytestmark = pytest.mark.both_databases

Rebuild = Callable[[], Rebuilt]
Look = tuple[dict[int, int], set[tuple[int, int]], set[tuple[int, int]]]


@pytest.fixture
def again(engine: Engine, now: datetime) -> Rebuild:
    """Build the archive's clusters anew."""
    return lambda: rebuild.rebuild(engine, same=same, fingerprint=fingerprint, now=now)


@pytest.fixture
def filled(store: Store, now: datetime) -> Store:
    """Six stories, each in two papers, the second copy cut."""
    for seed in range(6):
        text = write_text(seed, 10)
        store.save(news(seed, text=text), now=now)
        store.save(news(seed, text=text[: len(text) * 2 // 3], url=f"http://b.test/{seed}", source="b"), now=now)
    return store


def _look(engine: Engine) -> Look:
    with reading(engine) as session:
        clusters = {row.id: row.cluster_id for row in session.scalars(select(Article))}
        edges = {(a, b) for a, b in session.execute(select(DedupEdge.a, DedupEdge.b))}
    return clusters, all_keys(engine), edges


def _cluster_of(engine: Engine, number: int) -> int:
    return _look(engine)[0][number]


def test_a_rebuild_of_what_is_right_changes_nothing(engine: Engine, filled: Store, again: Rebuild) -> None:
    """Clusters, keys and edges are those that the store wrote."""
    before = _look(engine)

    done = again()

    assert (done.done, done.moved) == (12, 0)
    assert _look(engine) == before


def test_lost_keys_and_wrong_clusters_are_mended(engine: Engine, filled: Store, again: Rebuild) -> None:
    """From texts alone the same clusters come back, leads and sizes too."""
    before = _look(engine)
    with writing(engine) as session:
        keys_table.empty(session)
        session.add(DedupHot(key=next(iter(before[1]))[0]))
        session.execute(update(Article).values(cluster_id=1))

    again()

    clusters, keys, _ = _look(engine)
    assert keys == before[1]
    assert sorted(clusters[1 + 2 * seed] == clusters[2 + 2 * seed] for seed in range(6)) == [True] * 6
    assert len(set(clusters.values())) == 6
    with reading(engine) as session:
        assert set(session.scalars(select(Cluster.size))) == {2}


def test_a_rebuild_mails_nobody(engine: Engine, filled: Store, again: Rebuild) -> None:
    """Moved articles are in the change log, none of them alertable."""
    with writing(engine) as session:
        session.execute(update(Article).values(cluster_id=1))
    before = len(events(engine))

    again()

    later = events(engine)[before:]
    assert {kind for kind, _, _ in later} == {"moved"}
    assert not any(alertable for _, _, alertable in later)


def test_a_split_survives_a_rebuild(engine: Engine, filled: Store, again: Rebuild, now: datetime) -> None:
    """What a person took apart stays apart though the judge would fold it."""
    hands.split(engine, _cluster_of(engine, 2), [2], fingerprint=fingerprint, by="li", now=now)

    again()

    assert _cluster_of(engine, 1) != _cluster_of(engine, 2)


def test_a_merge_survives_a_rebuild(engine: Engine, filled: Store, again: Rebuild, now: datetime) -> None:
    """What a person put together stays together, the copies of both included."""
    hands.merge(engine, _cluster_of(engine, 1), _cluster_of(engine, 5), by="li", now=now)
    with writing(engine) as session:
        session.execute(update(Article).where(Article.id.in_([5, 6])).values(cluster_id=_cluster_of(engine, 3)))

    again()

    assert {_cluster_of(engine, number) for number in (1, 2, 5, 6)} == {_cluster_of(engine, 1)}
    assert _cluster_of(engine, 3) != _cluster_of(engine, 1)


def test_a_split_counts_for_those_put_together_with_it(
    engine: Engine, store: Store, again: Rebuild, now: datetime
) -> None:
    """An article merged with one that was split off does not lead it back."""
    for paper in ("a", "b", "c"):
        store.save(news(1, url=f"http://{paper}.test/1", source=paper), now=now)
    apart = hands.split(engine, 1, [2], fingerprint=fingerprint, by="li", now=now).moved_to
    third = hands.split(engine, 1, [3], fingerprint=fingerprint, by="li", now=now).moved_to
    assert apart is not None
    assert third is not None
    hands.merge(engine, apart, third, by="li", now=now)

    again()

    assert _cluster_of(engine, 2) == _cluster_of(engine, 3) != _cluster_of(engine, 1)


def test_a_later_save_leaves_a_split_alone(engine: Engine, filled: Store, now: datetime) -> None:
    """A third copy joins one of the two, and a revision moves neither."""
    hands.split(engine, _cluster_of(engine, 2), [2], fingerprint=fingerprint, by="li", now=now)
    text = write_text(0, 10)

    filled.save(news(0, text=text, url="http://c.test/0", source="c"), now=now)
    filled.save(news(0, text=text + "\n本报将继续关注。"), now=now + timedelta(hours=1))

    assert _cluster_of(engine, 1) != _cluster_of(engine, 2)


def test_a_broken_off_rebuild_goes_on_where_it_stopped(
    engine: Engine, filled: Store, again: Rebuild, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run does only the rest, and then the version that built it is kept."""
    monkeypatch.setattr(rebuild, "STEP", 5)

    def judge(a: NewsText, b: NewsText) -> Verdict:
        if b.title == write_title(4):  # the ninth article, in the second transaction
            raise KeyboardInterrupt
        return same(a, b)

    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(engine, same=judge, fingerprint=fingerprint, now=now)

    assert again().done == 7
    with reading(engine) as session:
        kept = {row.key: row.value for row in session.scalars(select(Setting)) if row.key.startswith("dedup")}
    assert kept == {"dedup.engine": fingerprint("").version}


def test_another_engine_begins_at_the_first_article(
    engine: Engine, filled: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that an older version broke off is not gone on with."""

    def newer(text: str) -> Fingerprint:
        made = fingerprint(text)
        made.version = "other/2"
        return made

    with writing(engine) as session:
        session.merge(Setting(key=rebuild.PLACE_KEY, value=f"{fingerprint('').version} 8"))

    done = rebuild.rebuild(engine, same=same, fingerprint=newer, now=now)

    assert (done.done, done.engine) == (12, "other/2")
    with reading(engine) as session:
        assert set(session.scalars(select(DedupEdge.engine))) == {"other/2"}
