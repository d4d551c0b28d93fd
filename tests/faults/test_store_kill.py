"""Kill -9 of a process that keeps captures and stores articles: what was acknowledged is there, and all rows agree."""

import os
import random
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from archive.captures import Captures
from archive.config import Config, load_config
from archive.db import connect, reading
from archive.keys import all_entries
from archive.models import Address, Article, Cluster, Event
from archive.models import Capture as CaptureRow
from archive.records import Capture, Draft, NewsText, Outcome, Verdict
from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import DAY, news, printed, write_text

KILLS = 20
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)
KEPT, JUDGED, STORED = b"k", b"j", b"s"


def _open(home: Path) -> tuple[Engine, Captures]:
    engine = connect(load_config(home, environment={}).database)
    return engine, Captures(engine, home / "captures")


def _next_draft(turn: int, step: int) -> Draft:
    """New article, copy elsewhere, further placement, revision: each in turn, each with one event."""
    seed, form = 40 * turn + step // 4, step % 4
    if form == 1:
        return news(seed, url=f"http://evening.test/{seed}", source="yunjiang-evening")
    if form == 2:
        return news(seed, url=f"http://paper.test/inside_{seed}.html", placement=printed(DAY, "A03"))
    if form == 3:
        return news(seed, text=write_text(seed) + "\n后续进展本报将继续关注。", placement=printed(DAY, "A01"))
    return news(seed, placement=printed(DAY, "A01"))


def _store_until_killed(home: Path, turn: int, told: int) -> None:
    """Keep and store one article after another, telling each step."""

    def judge(a: NewsText, b: NewsText) -> Verdict:
        # Told inside the transaction, so that some kills fall between its first and its last row.
        os.write(told, JUDGED)
        return same(a, b)

    engine, captures = _open(home)
    store = Store(engine, same=judge)
    for step in range(10_000):
        draft = _next_draft(turn, step)
        draft.capture = captures.keep(
            Capture(
                url=draft.url,
                final_url=draft.url,
                status=200,
                headers=(),
                body=draft.text.encode(),
                fetched_at=NOW,
                source=draft.source,
            )
        )
        os.write(told, KEPT)
        saved = store.save(draft, now=NOW)
        assert saved.outcome is not Outcome.UNCHANGED
        os.write(told, STORED)


def _run_and_kill(home: Path, turn: int, steps: int) -> bytes:
    """Let a child work for so many steps, kill it, and return all that it told."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _store_until_killed(home, turn, tell)
        finally:
            os._exit(1)
    os.close(tell)
    with os.fdopen(hear, "rb", buffering=0) as pipe:
        said = b""
        while len(said) < steps and (one := pipe.read(1)):
            said += one
        os.kill(child, signal.SIGKILL)
        said += pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    return said


def _check_rows_agree(engine: Engine) -> None:
    with reading(engine) as session:
        articles = set(session.scalars(select(Article.id)))
        is_sqlite = engine.dialect.name == "sqlite"
        key = "rowid" if is_sqlite else "article_id"
        assert set(session.scalars(text(f"SELECT {key} FROM article_fts"))) == articles
        found_by_keys = {article for _, article in all_entries(session)}
        assert found_by_keys <= articles
        assert set(session.scalars(select(Address.article_id))) == articles
        sizes = dict(session.execute(select(Article.cluster_id, func.count()).group_by(Article.cluster_id)).all())
        for cluster in session.scalars(select(Cluster)):
            assert cluster.size == sizes.pop(cluster.id)
            assert cluster.lead_id in articles
            members = session.scalars(select(Article.id).where(Article.cluster_id == cluster.id)).all()
            assert found_by_keys & set(members)
        assert sizes == {}
        entered = select(func.count(Event.seq)).where(Event.kind.in_(["new", "joined"]))
        assert session.scalar(entered) == len(articles)
        assert not is_sqlite or session.scalar(text("PRAGMA quick_check")) == "ok"


@pytest.mark.both_databases
def test_killed_writer_loses_nothing_and_leaves_no_half(config: Config) -> None:
    """After each of 20 kills all acknowledged articles and captures are there, and rows, index and keys agree."""
    home, chance = config.home, random.Random(20)
    stored = kept = inside = 0
    for turn in range(KILLS):
        said = _run_and_kill(home, turn, chance.randrange(1, 30))
        stored, kept = stored + said.count(STORED), kept + said.count(KEPT)
        inside += said.endswith(JUDGED)

        engine, captures = _open(home)
        _check_rows_agree(engine)
        bodies = {ref.id: captures.read(ref).body for ref in captures.refs()}
        with reading(engine) as session:
            events = session.scalar(select(func.count(Event.seq))) or 0
            rows = session.scalar(select(func.count(CaptureRow.id))) or 0
        engine.dispose()

        # One more than acknowledged is right: the kill may fall between the commit and the word of it.
        assert stored <= events <= stored + 1
        assert kept <= rows == len(bodies) <= kept + 1
        stored, kept = events, rows
    assert not list((home / "captures").glob("*.open"))
    assert inside, "no kill fell into a transaction"
