"""Kill -9 of a process that rebuilds the search index: the archive is searched as before, the next one finishes it."""

import os
import random
import signal
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, inspect, select, text

from archive.config import DatabaseConfig
from archive.db import connect, reading
from archive.models import Article
from archive.search import answer, needs_reindex, reindex
from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news

KILLS = 15
ARTICLES = 24
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)


def _open(home: Path) -> Engine:
    return connect(DatabaseConfig(url=f"sqlite:///{home / 'archive.db'}"))


def _rebuild_until_killed(home: Path, turn: int, told: int) -> None:
    """Store an article, then rebuild again and again, three articles a step, telling each step."""
    setattr(import_module("archive.search.reindex"), "STEP", 3)  # noqa: B010 # mypy knows no names of such a module
    engine = _open(home)
    Store(engine, same=same).save(news(1000 + turn), now=NOW)

    def tell(_at: int, _total: int) -> None:
        os.write(told, b"s")

    while True:
        reindex(engine, progress=tell)


def _run_and_kill(home: Path, turn: int, steps: int, wait_s: float) -> bytes:
    """Let a child rebuild for so many steps and a moment more, kill it, and return all that it told."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _rebuild_until_killed(home, turn, tell)
        finally:
            os._exit(1)
    os.close(tell)
    with os.fdopen(hear, "rb", buffering=0) as pipe:
        said = b""
        while len(said) < steps and (one := pipe.read(1)):
            said += one
        # Not on the step itself: between two steps lie the switch and the dropping.
        signal.sigtimedwait([], wait_s)
        os.kill(child, signal.SIGKILL)
        said += pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    return said


def _check(engine: Engine) -> None:
    with reading(engine) as session:
        rows = session.execute(select(Article.id, Article.title)).all()
        assert set(session.scalars(text("SELECT rowid FROM article_fts"))) == {row.id for row in rows}
        assert session.scalar(text("PRAGMA quick_check")) == "ok"
    for number, title in rows[-3:]:
        assert number in [hit.article_id for hit in answer(engine, f'title:"{title}"', facets=False).hits]


def test_a_killed_rebuild_is_finished_by_the_next(tmp_path: Path) -> None:
    """After each of 15 kills every article is found; in the end one rebuild leaves the new index and nothing else."""
    engine = _open(tmp_path)
    store = Store(engine, same=same)
    for seed in range(ARTICLES):
        store.save(news(seed), now=NOW)
    engine.dispose()
    chance = random.Random(15)
    unfinished = 0
    for turn in range(KILLS):
        _run_and_kill(tmp_path, turn, chance.randrange(1, 24), chance.random() / 100)
        engine = _open(tmp_path)
        _check(engine)
        unfinished += needs_reindex(engine)
        engine.dispose()
    engine = _open(tmp_path)

    reindex(engine)

    _check(engine)
    assert not needs_reindex(engine)
    tables = inspect(engine).get_table_names()
    assert not [name for name in tables if name.startswith(("article_fts_next", "article_fts_old"))]
    assert unfinished, "no kill fell into a rebuild"
    engine.dispose()
