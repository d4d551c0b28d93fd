"""Retagging: 100,000 stored articles read, tagged and switched, database included; then one changed theme.

By all rules, nothing differs from what is stored; by one theme with other weights, the tags of every article that
holds one of its terms are written anew; the commonest change is one further term. Where one theme takes more than
MOST_OF_ALL of the CPU time of all rules, the run ends as failed. CPU seconds of all processes together, and seconds of
the clock with two workers, which say something only on a machine with nothing else to do. The archive is made of
newspaper texts where the measured data is beside the checkout, each several times, else of the taxonomy's terms.
"""

import os
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, insert

from archive.config import DatabaseConfig, load_config
from archive.db import connect, writing
from archive.models import Article, Tag
from archive.store.sources import ensure_source
from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.rules import compile_rules
from pipelines.themes.taxonomy import Taxonomy
from scheduler.retagging import as_row, retag_all
from tests.bench.rows import Row
from tests.bench.themes import some_texts

ARTICLES = 100_000
NOW = datetime(2026, 3, 10, tzinfo=UTC)
WORKERS = 2
MOST_OF_ALL = 0.25
"""Share of the CPU time of all rules that one changed theme may take."""


def measure() -> list[Row]:
    """Retag an archive whole, then by one changed theme."""
    taxonomy = load_taxonomy()
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(Path(folder), environment={})
        engine = connect(config.database)
        _fill(engine, taxonomy)
        whole = _retag(engine, config.database, taxonomy)
        heavier = _heavier(taxonomy, "housing")
        one = _retag(engine, config.database, heavier)
        term = _retag(engine, config.database, _with_term(heavier, "housing", "保障性租赁住房"))
        engine.dispose()
    if one.cpu > MOST_OF_ALL * whole.cpu:
        raise AssertionError(f"one changed theme took {one.cpu / whole.cpu:.2f} of the time of all, not {MOST_OF_ALL}")
    return [
        *_rows("all rules", whole),
        *_rows("one theme changed", one),
        *_rows("one term added", term),
        Row(what="one theme changed, share of the time of all", value=one.cpu / whole.cpu, unit="of its CPU-seconds"),
        Row(what="one theme changed, share of the time of all", value=one.clock / whole.clock, unit="of its seconds"),
        Row(what="one term added, share of the time of all", value=term.cpu / whole.cpu, unit="of its CPU-seconds"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spent:
    cpu: float
    """Seconds of this process and of those that it started and saw end."""
    clock: float
    """Seconds."""
    changed: int
    """Articles."""


def _retag(engine: Engine, database: DatabaseConfig, taxonomy: Taxonomy) -> _Spent:
    cpu, clock = _cpu(), time.perf_counter()
    done = retag_all(engine, database, taxonomy, now=NOW, workers=WORKERS)
    return _Spent(cpu=_cpu() - cpu, clock=time.perf_counter() - clock, changed=done.changed)


def _rows(what: str, spent: _Spent) -> list[Row]:
    return [
        Row(what=what, value=ARTICLES / spent.cpu, unit="articles a CPU-second"),
        Row(what=what, value=ARTICLES / spent.clock, unit="articles a second"),
        Row(what=f"{what}, articles with other tags", value=spent.changed, unit=f"of {ARTICLES}"),
    ]


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _heavier(taxonomy: Taxonomy, theme_id: str) -> Taxonomy:
    """Return the rules with all terms of one theme heavier by one."""
    themes = tuple(
        replace(one, terms=tuple((text, weight + 1) for text, weight in one.terms)) if one.id == theme_id else one
        for one in taxonomy.themes
    )
    return replace(taxonomy, themes=themes, version="changed")


def _with_term(taxonomy: Taxonomy, theme_id: str, term: str) -> Taxonomy:
    """Return the rules with a further term of one theme, a phrase that it does not have yet."""
    themes = tuple(
        replace(one, terms=(*one.terms, (f"{term}项目", 3.0))) if one.id == theme_id else one for one in taxonomy.themes
    )
    return replace(taxonomy, themes=themes, version="a further term")


def _fill(engine: Engine, taxonomy: Taxonomy) -> None:
    """Store the articles with the tags that the rules give, as a crawl would have left them; nothing is searchable."""
    texts = some_texts([literal.text for literal in compile_rules(taxonomy).literals])
    tagger = Tagger(taxonomy)
    tagged = [tagger.tag(*text) for text in texts]
    with writing(engine) as session:
        ensure_source(session, "paper")
        for first in range(1, ARTICLES + 1, 1000):
            numbers = range(first, first + 1000)
            session.execute(
                insert(Article),
                [
                    _article(number, *texts[number % len(texts)], tagged[number % len(texts)].policy)
                    for number in numbers
                ],
            )
            session.execute(
                insert(Tag),
                [
                    {**as_row(tag), "article_id": number, "taxonomy": "", "tagged_at": NOW}
                    for number in numbers
                    for tag in tagged[number % len(texts)].tags
                ],
            )


def _article(number: int, title: str, text: str, policy: float) -> dict[str, object]:
    return {
        "id": number,
        "source": "paper",
        "url": f"http://paper.test/{number}",
        "cluster_id": number,
        "kind": "news",
        "title": title,
        "text": text,
        "text_sha256": f"{number:064d}",
        "policy": policy,
        "text_seen_at": NOW,
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }
