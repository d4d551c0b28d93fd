"""Kill -9 of a process that merges the pieces of the search index: no word is lost, and the next tidying goes on."""

import os
import signal
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event, select, text

from archive.config import DatabaseConfig
from archive.db import connect, reading
from archive.models import Article
from archive.search import answer, tidy
from archive.store import Store
from pipelines.dedup import same
from scheduler.upkeep import tidy_due
from tests.archive.news import news

ARTICLES = 24
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)


def _open(home: Path) -> Engine:
    return connect(DatabaseConfig(url=f"sqlite:///{home / 'archive.db'}"))


def _tidy_and_die(home: Path, deaths_at: int) -> None:
    """Tidy as the clock does, a page a transaction; be killed before the commit of one, or after the last."""
    setattr(import_module("archive.search.sqlite"), "MERGED_PAGES", 1)  # noqa: B010 # unknown to mypy
    engine, commits = _open(home), count(1)

    @event.listens_for(engine, "commit")
    def _die(_connection: object) -> None:
        if next(commits) == deaths_at:
            os.kill(os.getpid(), signal.SIGKILL)

    tidy_due(engine, now=NOW)


def _was_killed(home: Path, deaths_at: int) -> bool:
    """Tidy in a child; True when it was killed, False when it came to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _tidy_and_die(home, deaths_at)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "the child failed by itself"
    return os.WIFSIGNALED(status)


def _check(engine: Engine) -> None:
    with reading(engine) as session:
        rows = session.execute(select(Article.id, Article.title)).all()
        assert set(session.scalars(text("SELECT rowid FROM article_fts"))) == {row.id for row in rows}
        session.execute(text("INSERT INTO article_fts (article_fts, rank) VALUES ('integrity-check', 0)"))
        assert session.scalar(text("PRAGMA quick_check")) == "ok"
    for number, title in rows[-3:]:
        assert number in [hit.article_id for hit in answer(engine, f'title:"{title}"', facets=False).hits]


def test_a_killed_tidying_is_finished_by_the_next(tmp_path: Path) -> None:
    """Killed within one transaction after the other, the index holds every article, and a tidying is due until done."""
    engine = _open(tmp_path)
    store = Store(engine, same=same)
    for seed in range(ARTICLES):
        store.save(news(seed), now=NOW)
    engine.dispose()

    killed = 0
    # Each gets one transaction further than the one before, which went on where that one was killed.
    while _was_killed(tmp_path, killed % 3 + 1):
        killed += 1
        engine = _open(tmp_path)
        _check(engine)
        engine.dispose()
        assert killed < 500, "tidying never comes to its end"

    assert killed >= 5
    engine = _open(tmp_path)
    _check(engine)
    assert tidy_due(engine, now=NOW) is None
    assert tidy(engine) == 1
    engine.dispose()
