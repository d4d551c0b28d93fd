"""Candidates for a duplicate: found by shared keys, furniture left aside."""

import hashlib
from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from archive import duplicates
from archive.db import reading, writing
from archive.duplicates import HOT_CLUSTERS, is_plausible
from archive.models import DedupHot
from archive.records import Fingerprint, NewsText, Relation, Verdict
from archive.store import Store
from pipelines.dedup import fingerprint
from tests.archive.news import news, write_text

pytestmark = pytest.mark.both_databases


def _print(*keys: int) -> Fingerprint:
    return Fingerprint(keys=keys, units=100, exact=hashlib.sha256(str(keys).encode()).hexdigest(), version="test")


def _apart(_a: NewsText, _b: NewsText) -> Verdict:
    return Verdict(relation=Relation.DIFFERENT, score=0.0)


@pytest.fixture
def unfolding(engine: Engine) -> Store:
    """A store whose judge keeps all apart, so that keys alone are looked at."""
    return Store(engine, same=_apart)


def _near(engine: Engine, looked_for: Fingerprint, limit: int = 6) -> list[tuple[int, int]]:
    with writing(engine) as session:
        return [(one.article_id, one.shared) for one in duplicates.candidates(session, looked_for, limit)]


@pytest.mark.parametrize("share", [1.0, 0.6, 0.35])
def test_cut_text_finds_its_original(store: Store, engine: Engine, now: datetime, share: float) -> None:
    """A text finds its original among others, whole or cut to about a third."""
    whole = write_text(7, 24)
    for seed in (1, 2, 3):
        store.save(news(seed), now=now)
    original = store.save(news(7, text=whole), now=now).article_id

    near = _near(engine, fingerprint(whole[: int(len(whole) * share)]))

    assert near[0][0] == original


def test_one_shared_key_is_too_few_for_texts_of_one_length(unfolding: Store, engine: Engine, now: datetime) -> None:
    """Of two texts equally long, one common key in ten says that they cannot be copies."""
    unfolding.save(news(1, fingerprint=_print(*range(1, 11))), now=now)

    assert _near(engine, _print(1, *range(20, 30))) == []


def test_one_shared_key_is_enough_for_an_excerpt(unfolding: Store, engine: Engine, now: datetime) -> None:
    """A text ten times as long as another is compared with it when they share one key."""
    number = unfolding.save(news(1, fingerprint=_print(*range(1, 11))), now=now).article_id
    excerpt = Fingerprint(keys=(1, *range(20, 30)), units=10, exact="", version="test")

    assert _near(engine, excerpt) == [(number, 1)]


def test_one_shared_key_is_enough_for_a_short_text(unfolding: Store, engine: Engine, now: datetime) -> None:
    """A text of fewer than eight keys is compared with what shares one."""
    number = unfolding.save(news(1, fingerprint=_print(1, 2, 3)), now=now).article_id

    assert _near(engine, _print(1, 30)) == [(number, 1)]


def test_best_candidate_comes_first_and_weak_ones_are_dropped(unfolding: Store, engine: Engine, now: datetime) -> None:
    """Order is by shared keys; a candidate with less than a fifth of the best one's keys is not judged."""
    keys = tuple(range(1, 21))
    half = unfolding.save(news(1, fingerprint=_print(*keys[:10])), now=now).article_id
    all_of_them = unfolding.save(news(2, fingerprint=_print(*keys)), now=now).article_id
    unfolding.save(news(3, fingerprint=_print(*keys[:3], *range(100, 117))), now=now)

    assert _near(engine, _print(*keys)) == [(all_of_them, 20), (half, 10)]


def test_six_candidates_at_most(unfolding: Store, engine: Engine, now: datetime) -> None:
    """However many share the keys, the judge is asked about six."""
    for seed in range(9):
        unfolding.save(news(seed, fingerprint=_print(*range(1, 11))), now=now)

    assert len(_near(engine, _print(*range(1, 11)))) == 6


def test_key_of_many_stories_is_furniture(unfolding: Store, engine: Engine, now: datetime) -> None:
    """A key that more than twelve stories with different titles share is noted as hot and never looked up again."""
    for seed in range(HOT_CLUSTERS + 1):
        unfolding.save(news(seed, fingerprint=_print(1, 2, 100 + seed)), now=now)

    assert _near(engine, _print(1, 2, 3)) == []
    with reading(engine) as session:
        assert set(session.scalars(select(DedupHot.key))) == {1, 2}


def test_hot_key_finds_nobody_however_often_it_comes(unfolding: Store, engine: Engine, now: datetime) -> None:
    """Later articles with a hot key are found by their other keys only."""
    for seed in range(HOT_CLUSTERS + 2):
        unfolding.save(news(seed, fingerprint=_print(1, 2, 100 + seed)), now=now)

    last = unfolding.save(news(50, fingerprint=_print(1, 2, 999)), now=now).article_id

    assert _near(engine, _print(1, 2)) == []
    assert _near(engine, _print(1, 999)) == [(last, 1)]


def test_key_of_many_equal_titles_is_no_furniture(unfolding: Store, engine: Engine, now: datetime) -> None:
    """A daily notice under one title shares keys for good reason."""
    for seed in range(HOT_CLUSTERS + 1):
        unfolding.save(news(seed, title="天气预报", fingerprint=_print(1, 2, 100 + seed)), now=now)

    assert len(_near(engine, _print(1, 2, 3))) == 6


def test_key_of_one_large_story_is_no_furniture(engine: Engine, now: datetime) -> None:
    """Copies of one story may share a key as often as they like."""
    store = Store(engine, same=lambda a, b: Verdict(relation=Relation.COPY, score=0.8, coverage=(0.9, 0.9)))
    for seed in range(HOT_CLUSTERS + 3):
        store.save(news(seed, fingerprint=_print(1, 2, 100 + seed)), now=now)

    assert _near(engine, _print(1, 2, 3))


@pytest.mark.parametrize(
    ("shared", "units_a", "units_b", "expected"),
    [(24, 300, 300, True), (2, 300, 300, False), (2, 60, 900, True), (12, 300, 300, True)],
)
def test_lengths_bound_what_can_be_a_copy(shared: int, units_a: int, units_b: int, expected: bool) -> None:
    """Few shared keys of 24 can mean a copy only when one text is much shorter than the other."""
    assert is_plausible(shared, 24, units_a, units_b) is expected
