"""Tagging the stored articles anew."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from archive import read
from archive.config import Config
from archive.db import reading, writing
from archive.models import Article, Event, Retag, RetagRow, Tag
from archive.query import parse
from archive.records import Draft
from archive.search import backend
from archive.store import Store
from archive.themes import Verdict, decide, versions
from pipelines.dedup import same
from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.stored import from_json
from pipelines.themes.taxonomy import Names, Taxonomy, Theme
from scheduler.retagging import retag_all

pytestmark = pytest.mark.both_databases

OLD = load_taxonomy()
NEW = replace(
    OLD,
    version="next",
    themes=(
        *OLD.themes,
        Theme(id="bell", name=Names(zh="钟声", en="Bells"), group="people", layer="national", terms=(("钟楼", 9.0),)),
    ),
)
TEXTS = ("钟楼昨日重新开放，市民登楼听钟。", "人才公寓管理办法施行，首批房源六百套。", "云江今日晴。")


@pytest.fixture
def articles(engine: Engine, make_draft: Callable[..., Draft], now: datetime) -> list[int]:
    """Three stored articles, tagged by the old rules, and both versions' names."""
    store, tagger = Store(engine, same=same), Tagger(OLD)
    store.register_themes(NEW.names())
    saved = []
    for number, text in enumerate(TEXTS):
        tagged = tagger.tag(f"第{number}篇", text)
        draft = make_draft(
            url=f"http://paper.test/{number}",
            title=f"第{number}篇",
            text=text,
            tags=tagged.tags,
            policy=tagged.policy,
            reader=f"reader 1, {OLD.label}",
        )
        saved.append(store.save(draft, now=now).article_id)
    return saved


def run(engine: Engine, config: Config, taxonomy: Taxonomy, now: datetime) -> tuple[int, int]:
    """Retag in this process; return articles read and changed."""
    done = retag_all(engine, config.database, taxonomy, now=now, workers=0)
    return done.articles, done.changed


def themes(engine: Engine, article: int) -> set[str]:
    """The themes of an article."""
    return {tag.theme for tag in read.article(engine, article).tags}


def test_new_theme_reaches_the_stored_articles(
    engine: Engine, config: Config, articles: list[int], now: datetime
) -> None:
    """After a retagging the article has the theme, the others are untouched, and the search finds it."""
    assert run(engine, config, NEW, now) == (3, 1)

    assert "bell" in themes(engine, articles[0])
    with reading(engine) as session:
        assert [int(one) for one in backend(engine).ids(session, parse("theme:bell"))] == articles[:1]


def test_second_retagging_reads_only_what_can_differ(
    engine: Engine, config: Config, articles: list[int], now: datetime
) -> None:
    """Back to the old rules, one article changes, and the theme is gone from it."""
    run(engine, config, NEW, now)

    assert run(engine, config, OLD, now) == (3, 1)
    assert "bell" not in themes(engine, articles[0])


def test_text_read_by_rules_of_another_place_is_tagged_anew(
    engine: Engine, config: Config, articles: list[int], now: datetime
) -> None:
    """An article that came later, read by rules that nobody knows here, is tagged though no changed word is in it."""
    run(engine, config, OLD, now)
    foreign = {"reader": "reader 1, themes 0123456789ab, engine 1", "text_seen_at": now + timedelta(days=1)}
    with writing(engine) as session:
        session.execute(update(Tag).where(Tag.article_id == articles[1]).values(score=99.0))
        session.execute(update(Article).where(Article.id == articles[1]).values(**foreign))

    assert run(engine, config, NEW, now) == (3, 2)
    assert 99.0 not in [tag.score for tag in read.article(engine, articles[1]).tags]


def test_retagging_writes_no_event(engine: Engine, config: Config, articles: list[int], now: datetime) -> None:
    """Nobody is mailed because the rules changed: no event comes of it."""
    with reading(engine) as session:
        before = session.scalar(select(func.count()).select_from(Event))

    run(engine, config, NEW, now)

    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before


def test_newer_engine_tags_every_article_anew(
    engine: Engine, config: Config, articles: list[int], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another version of the engine ran the same rules, no text is taken for tagged; each tag names both."""
    run(engine, config, OLD, now)
    with writing(engine) as session:
        session.execute(update(Tag).values(score=99.0))
    assert run(engine, config, OLD, now) == (3, 0)

    for module in ("pipelines.themes.taxonomy", "pipelines.themes.stored", "scheduler.retagging"):
        monkeypatch.setattr(f"{module}.ENGINE", 1000)

    assert run(engine, config, OLD, now)[1] > 0
    assert read.article(engine, articles[1]).tags[0].taxonomy == f"themes {OLD.sha256[:12]}, engine 1000"


def test_rejected_theme_stays_rejected(engine: Engine, config: Config, articles: list[int], now: datetime) -> None:
    """A retagging by rules that give a rejected theme again leaves it rejected."""
    run(engine, config, NEW, now)
    decide(engine, articles[0], "bell", Verdict.REJECT, reviewer="王", now=now)

    retag_all(engine, config.database, replace(NEW, version="third"), now=now, workers=0, everything=True)

    assert "bell" not in themes(engine, articles[0])


def test_tags_equal_those_of_a_fresh_reading(
    engine: Engine, config: Config, articles: list[int], now: datetime
) -> None:
    """What a retagging writes is what the tagger says of the stored text, evidence included."""
    run(engine, config, NEW, now)

    for number, article in enumerate(articles):
        fresh = Tagger(NEW).tag(f"第{number}篇", TEXTS[number]).tags
        stored = read.article(engine, article).tags
        assert {tag.theme: (tag.score, tag.central, tag.evidence) for tag in stored} == {
            tag.theme: (tag.score, tag.central, tag.evidence) for tag in fresh
        }


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.config import load_config
from archive.db import connect
from tests.scheduler.test_retagging import NEW
import scheduler.retagging as retagging

config = load_config(Path(sys.argv[1]), environment={})
retagging.SPAN = 1

def die(last_id, upto):
    if last_id >= 2:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    now = datetime(2026, 3, 11, tzinfo=UTC)
    retagging.retag_all(connect(config.database), config.database, NEW, now=now, workers=1, progress=die)
"""


def test_killed_retagging_goes_on_where_it_was(
    engine: Engine, config: Config, articles: list[int], now: datetime, tmp_path: Path
) -> None:
    """Killed after two of three articles, readers still see the old tags; the next run reads the third and switches."""
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script), str(config.home)],
        env=os.environ | {"PYTHONPATH": str(root)},
        cwd=root,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert "bell" not in themes(engine, articles[0])
    with reading(engine) as session:
        [half] = session.scalars(select(Retag)).all()
        assert (half.last_id, half.articles, half.finished_at) == (2, 2, None)

    assert run(engine, config, NEW, now) == (3, 1)

    assert "bell" in themes(engine, articles[0])
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(RetagRow)) == 0


KILLED_IN_SWITCH = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from archive.config import load_config
from archive.db import connect
from scheduler.retagging import retag_all
from tests.scheduler.test_retagging import NEW

config = load_config(Path(sys.argv[1]), environment={})
engine = connect(config.database)
wanted, seen = sys.argv[2], []

def before(connection, cursor, statement, *rest):
    seen.append(statement)
    if statement.startswith(wanted):
        os.kill(os.getpid(), signal.SIGKILL)

def at_commit(connection):
    if wanted == "COMMIT" and any(one.startswith("UPDATE taxonomy") for one in seen):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "before_cursor_execute", before)
event.listen(engine, "commit", at_commit)
retag_all(engine, config.database, NEW, now=datetime(2026, 3, 11, tzinfo=UTC), workers=0)
"""


@pytest.mark.parametrize("statement", ["INSERT INTO tag ", "COMMIT"])
def test_switch_killed_halfway_leaves_the_old_version_whole(
    engine: Engine, config: Config, articles: list[int], now: datetime, tmp_path: Path, statement: str
) -> None:
    """Killed when the old tags are deleted, or all is written: tags, pinned version and kept rules are the old ones.

    The next run switches to the new ones.
    """
    run(engine, config, OLD, now)
    before = [read.article(engine, article).tags for article in articles]
    script = tmp_path / "killed.py"
    script.write_text(KILLED_IN_SWITCH, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script), str(config.home), statement],
        env=os.environ | {"PYTHONPATH": str(root)},
        cwd=root,
        capture_output=True,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert [read.article(engine, article).tags for article in articles] == before
    assert [one.sha256 for one in versions.versions(engine) if one.pinned_at] == [OLD.sha256]
    assert from_json(versions.content_of(engine, OLD.sha256)) == OLD

    assert run(engine, config, NEW, now) == (3, 1)
    assert "bell" in themes(engine, articles[0])


def test_kept_version_can_be_read_back(engine: Engine, config: Config, articles: list[int], now: datetime) -> None:
    """The archive keeps the rules whole, so that an old tag can be explained."""
    from archive.themes.versions import content_of

    run(engine, config, NEW, now)

    assert from_json(content_of(engine, NEW.sha256[:8])) == NEW
