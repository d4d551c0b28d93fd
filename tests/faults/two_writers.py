"""Two processes store the same news at once and are killed at random moments, until everything is stored."""

import os
import random
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from archive.config import load_config
from archive.db import connect, reading
from archive.models import Address, Article, Cluster, Event, Facet
from archive.query import Text, parse
from archive.query.fold import runs
from archive.records import Draft
from archive.search import backend
from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news, write_text

PAPERS = ("morning", "evening")
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)
MOST_STEPS = 7
"""Articles after which a writer is killed, at most; the moment within the last one is chance."""


@dataclass(slots=True, kw_only=True)
class End:
    """What the archive holds after all."""

    kills: int
    lost: int
    """Addresses that lead to no article."""
    doubled: int
    """Articles beyond one for each address."""
    apart: int
    """Stories whose copies are not in one cluster."""
    merged: int
    """Clusters that hold more than one story."""
    half: int
    """Articles without exactly one event that says that they came."""
    unfound: int
    """Articles that the search index does not find by headline and source, or finds and no row has."""


def drafts(paper: str, stories: int) -> Iterator[Draft]:
    """Yield a paper's version of each story: the evening paper cuts the text."""
    for seed in range(stories):
        text = write_text(seed)
        if paper == "evening":
            text = text[: len(text) * 2 // 3]
        yield news(seed, url=f"http://{paper}.test/{seed}", source=paper, text=text)


def torment(home: Path, *, stories: int, kills: int, seed: int) -> End:
    """Let two writers store the stories, kill one of them again and again, and look at what there is."""
    chance = random.Random(seed)
    connect(load_config(home, environment={}).database).dispose()
    running = {paper: _start(home, paper, stories) for paper in PAPERS}
    done: set[str] = set()
    killed = 0
    while len(done) < len(PAPERS):
        paper = chance.choice([one for one in PAPERS if one not in done])
        child, pipe = running[paper]
        steps = chance.randrange(1, MOST_STEPS) if killed < kills else stories + 1
        ended = _hear(pipe, steps)
        if not ended:
            os.kill(child, signal.SIGKILL)
            killed += 1
        os.close(pipe)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "a writer failed by itself"
            done.add(paper)
            if killed < kills:  # begin anew: everything is known by now, and must stay as it is
                done.discard(paper)
                running[paper] = _start(home, paper, stories)
        else:
            running[paper] = _start(home, paper, stories)
    engine = connect(load_config(home, environment={}).database)
    found = look(engine, stories, killed)
    engine.dispose()
    return found


def look(engine: Engine, stories: int, kills: int) -> End:
    """Compare the archive with what was to be stored."""
    wanted = {f"http://{paper}.test/{seed}": seed for paper in PAPERS for seed in range(stories)}
    with reading(engine) as session:
        rows = session.execute(select(Address.url, Article.cluster_id).join(Article, Article.id == Address.article_id))
        cluster_of: dict[str, int] = dict(rows.all())
        articles = session.scalar(select(func.count(Article.id))) or 0
        came = Counter(session.scalars(select(Event.article_id).where(Event.kind.in_(["new", "joined"]))))
        sizes = dict(session.execute(select(Cluster.id, Cluster.size)).all())
    of_story: dict[int, set[int]] = defaultdict(set)
    stories_of: dict[int, set[int]] = defaultdict(set)
    for url, cluster in cluster_of.items():
        of_story[wanted[url]].add(cluster)
        stories_of[cluster].add(wanted[url])
    assert sum(sizes.values()) == articles
    return End(
        kills=kills,
        lost=len(wanted.keys() - cluster_of.keys()),
        doubled=articles - len(wanted),
        apart=sum(len(clusters) > 1 for clusters in of_story.values()),
        merged=sum(len(held) > 1 for held in stories_of.values()),
        half=sum(times != 1 for times in came.values()) + articles - len(came),
        unfound=_unfound(engine),
    )


def _unfound(engine: Engine) -> int:
    """Count the differences between the rows and the search index: its postings, and what it keeps to count by."""
    searcher = backend(engine)
    with reading(engine) as session:
        titles = dict(session.execute(select(Article.id, Article.title)).all())
        facets = set(session.scalars(select(Facet.article_id)))
        papers = parse(" OR ".join(f"source:{paper}" for paper in PAPERS))
        indexed = set(searcher.ids(session, papers).tolist())
        by_title = {
            number: set(searcher.ids(session, Text(runs=runs(title), field="title")).tolist())
            for number, title in titles.items()
        }
    differing = (titles.keys() ^ indexed) | (titles.keys() ^ facets)
    return len(
        differing | {number for number, found in by_title.items() if number not in found or found - titles.keys()}
    )


def _start(home: Path, paper: str, stories: int) -> tuple[int, int]:
    """Start a writer; return its process and the end of the pipe on which it tells each article."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(hear)
            _store_all(home, paper, stories, tell)
            code = 0
        except BrokenPipeError:
            code = 0
        finally:
            os._exit(code)
    os.close(tell)
    return child, hear


def _store_all(home: Path, paper: str, stories: int, tell: int) -> None:
    engine = connect(load_config(home, environment={}).database)
    store = Store(engine, same=same)
    for draft in drafts(paper, stories):
        store.save(draft, now=NOW)
        os.write(tell, b".")


def _hear(pipe: int, steps: int) -> bool:
    """Wait for so many articles; True when the writer has come to its end."""
    return any(not os.read(pipe, 1) for _ in range(steps))
