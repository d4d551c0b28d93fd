"""The index of keys: what was entered is found, in whatever table it lies and whoever entered it."""

import random
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine, func, insert, select

from archive import keys
from archive.config import DatabaseConfig
from archive.db import connect, reading, writing
from archive.duplicates import wait_turn
from archive.models import DedupBlock, DedupHot, DedupRecent

pytestmark = pytest.mark.both_databases

CYCLE = 16
KEYS = 5


@pytest.fixture
def short_cycles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a cycle be sixteen articles, so that blocks are written soon."""
    monkeypatch.setattr(keys, "CYCLE", CYCLE)


def _enter(engine: Engine, article: int, given: Sequence[int]) -> None:
    with writing(engine) as session:
        wait_turn(session)
        keys.enter_keys(session, article, given)


def _found(engine: Engine, *wanted: int) -> dict[int, list[int]]:
    with writing(engine) as session:
        wait_turn(session)
        return keys.holders(session, wanted)


def _some(chance: random.Random, articles: int) -> Iterator[tuple[int, list[int]]]:
    """Yield articles with keys, some of which others have too."""
    for article in range(1, articles + 1):
        yield article, [*(chance.getrandbits(32) for _ in range(KEYS)), chance.randrange(40) << 26]


def _rows(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        recent = session.scalar(select(func.count()).select_from(DedupRecent)) or 0
        return recent, session.scalar(select(func.count()).select_from(DedupBlock)) or 0


def test_an_article_is_found_by_each_of_its_keys(engine: Engine) -> None:
    """The smallest and the largest key lead to the article, others to nobody."""
    _enter(engine, 7, [0, 2**32 - 1])

    assert _found(engine, 0, 5, 2**32 - 1) == {0: [7], 2**32 - 1: [7]}


def test_all_is_found_while_articles_come_and_cycles_end(engine: Engine, short_cycles: None) -> None:
    """At every moment of five cycles each key leads to exactly the articles that were entered with it."""
    chance = random.Random(5)
    wanted: dict[int, list[int]] = {}
    for article, given in _some(chance, 5 * CYCLE + 3):
        _enter(engine, article, given)
        for key in given:
            wanted.setdefault(key, []).append(article)
        asked = [*given, *chance.sample(sorted(wanted), 3)]
        assert _found(engine, *asked) == {key: wanted[key] for key in asked}

    assert _found(engine, *wanted) == wanted


def test_recent_rows_are_two_cycles_at_most(engine: Engine, short_cycles: None) -> None:
    """What the blocks have taken up is no row of its own any more."""
    for article, given in _some(random.Random(6), 4 * CYCLE):
        _enter(engine, article, given)

    recent, blocks = _rows(engine)
    assert recent <= 2 * CYCLE
    assert blocks


def test_two_writers_see_each_other(engine: Engine, config_of: DatabaseConfig, short_cycles: None) -> None:
    """Each of two engines, as of two processes, finds what the other entered, across the ends of cycles."""
    other = connect(config_of)
    wanted: dict[int, list[int]] = {}
    for article, given in _some(random.Random(7), 4 * CYCLE):
        _enter(engine if article % 3 else other, article, given)
        for key in given:
            wanted.setdefault(key, []).append(article)

    assert _found(engine, *wanted) == _found(other, *wanted) == wanted
    other.dispose()


def test_a_writer_who_slept_finds_what_came_meanwhile(
    engine: Engine, config_of: DatabaseConfig, short_cycles: None
) -> None:
    """One whose last row is gone long ago reads anew."""
    sleeper = connect(config_of)
    _enter(sleeper, 1, [10, 20])
    for article in range(2, 5 * CYCLE):
        _enter(engine, article, [20, 1000 + article])

    assert _found(sleeper, 10, 1004) == {10: [1], 1004: [4]}
    sleeper.dispose()


def test_what_was_rolled_back_is_not_remembered(engine: Engine) -> None:
    """Keys of an article that never came lead to nobody, also where another one takes its place."""
    with writing(engine) as session:
        wait_turn(session)
        keys.enter_keys(session, 1, [10])
        assert keys.holders(session, [10]) == {10: [1]}
        session.rollback()
    _enter(engine, 1, [11])

    assert _found(engine, 10, 11) == {11: [1]}


def test_many_articles_of_one_transaction_are_found_in_it(engine: Engine, short_cycles: None) -> None:
    """A transaction that spans the end of a cycle loses nothing of its own."""
    with writing(engine) as session:
        wait_turn(session)
        for article in range(1, 3 * CYCLE):
            keys.enter_keys(session, article, [article << 20, 5])
        inside = keys.holders(session, [5, 3 << 20])

    assert inside == _found(engine, 5, 3 << 20) == {5: list(range(1, 3 * CYCLE)), 3 << 20: [3]}


def test_emptied_keys_are_gone_for_all(engine: Engine, config_of: DatabaseConfig, short_cycles: None) -> None:
    """After emptying nobody finds anything, another process neither, and what comes later is found."""
    other = connect(config_of)
    for article, given in _some(random.Random(8), 2 * CYCLE + 5):
        _enter(other, article, [*given, 3])
    with writing(engine) as session:
        wait_turn(session)
        keys.empty(session)
        assert keys.holders(session, [3]) == {}
    assert _found(other, 3) == {}
    for article in range(1, 2 * CYCLE):
        _enter(other, article, [3])

    assert _found(engine, 3) == {3: list(range(1, 2 * CYCLE))}
    other.dispose()


def test_furniture_is_left_out_of_the_blocks(engine: Engine, short_cycles: None) -> None:
    """A key that turned out to be furniture is not packed; its neighbours are."""
    with writing(engine) as session:
        session.execute(insert(DedupHot), [{"key": 6}])
    for article in range(1, 4 * CYCLE):
        _enter(engine, article, [5, 6])

    with reading(engine) as session:
        packed = b"".join(session.scalars(select(DedupBlock.entries)))
    held = {int.from_bytes(packed[at + 4 : at + 8], "little") for at in range(0, len(packed), 8)}
    assert held == {5}


@pytest.fixture
def config_of(engine: Engine) -> DatabaseConfig:
    """How the archive's database is connected to."""
    return DatabaseConfig(url=engine.url.render_as_string(hide_password=False))
