"""Kill -9 of a process that feeds the accelerator: searches answer as before, the next round goes on and repairs."""

import os
import random
import signal
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from archive.config import load_config
from archive.db import connect, reading, writing
from archive.query import parse
from archive.search import accelerate, backend
from archive.search.accelerator import feed, standing
from archive.search.settings import accelerator_folder
from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news

pytest.importorskip("tantivy")

KILLS = 12
ARTICLES = 24
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)
QUERIES = ("市", "一", "市 -一", "清理", "三个小组 OR 水")


def _open(home: Path) -> Engine:
    return connect(load_config(home, environment={}).database)


def _feed_until_killed(home: Path, turn: int, told: int) -> None:
    """Store articles, remove one, and feed, three changes a step and six a commit, telling each step; again and again.

    Every fourth child makes a new generation.
    """
    room = import_module("archive.search.accelerator.feed")
    for name, size in (("STEP", 3), ("COMMIT", 6)):
        setattr(room, name, size)
    engine, folder = _open(home), accelerator_folder(load_config(home, environment={}))
    if turn % 4 == 3:
        with writing(engine) as session:
            session.execute(text("DELETE FROM setting WHERE key LIKE 'accelerator.%'"))
    store, number = Store(engine, same=same), 0
    while True:
        for _ in range(7):
            number += 1
            store.save(news(1000 * (turn + 1) + number), now=NOW)
        with writing(engine) as session:
            last = session.scalar(text("SELECT max(article_id) FROM facet WHERE tokens > 0"))
            backend(engine).remove(session, last)
        feed(engine, folder, progress=lambda _at, _total: _tell(told))


def _tell(told: int) -> None:
    os.write(told, b"s")


def _run_and_kill(home: Path, turn: int, steps: int, wait_s: float) -> None:
    """Let a child feed for so many steps and a moment more, and kill it."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _feed_until_killed(home, turn, tell)
        finally:
            os._exit(1)
    os.close(tell)
    with os.fdopen(hear, "rb", buffering=0) as pipe:
        for _ in range(steps):
            pipe.read(1)
        # Not on the step itself: between two steps lie the commits and the switch.
        signal.sigtimedwait([], wait_s)
        os.kill(child, signal.SIGKILL)
        while pipe.read(1024):
            pass
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"


def _agree(home: Path, *, is_fed: bool) -> None:
    """Whatever the accelerator is, searches through it say what the archive says; when fed, it has just these rows."""
    config = load_config(home, environment={})
    plain, fast = _open(home), _open(home)
    accelerate(fast, config)
    for query in QUERIES:
        found = []
        for engine in (plain, fast):
            with reading(engine) as session:
                tree = parse(query)
                found.append((backend(engine).ids(session, tree).tolist(), backend(engine).total(session, tree)))
        assert found[0] == found[1], query
    stands = standing(plain, accelerator_folder(config))
    if is_fed:
        with reading(plain) as session:
            rows = session.scalar(text("SELECT count(*) FROM facet WHERE tokens > 0"))
        assert (stands.is_used, stands.behind, stands.articles) == (True, 0, rows)
    plain.dispose()
    fast.dispose()


def test_a_killed_feeding_is_finished_by_the_next(tmp_path: Path) -> None:
    """After each of 12 kills searches answer exactly, and the next round leaves the accelerator equal to the rows."""
    (tmp_path / "jianbao.toml").write_text("[search]\naccelerator = true\n", encoding="utf-8")
    folder = accelerator_folder(load_config(tmp_path, environment={}))
    engine = _open(tmp_path)
    store = Store(engine, same=same)
    for seed in range(ARTICLES):
        store.save(news(seed), now=NOW)
    engine.dispose()
    chance = random.Random(12)
    for turn in range(KILLS):
        _run_and_kill(tmp_path, turn, chance.randrange(1, 14), chance.random() / 50)
        _agree(tmp_path, is_fed=False)
        if turn % 2:
            engine = _open(tmp_path)
            feed(engine, folder)
            engine.dispose()
            _agree(tmp_path, is_fed=True)
