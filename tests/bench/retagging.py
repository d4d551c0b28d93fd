"""Retagging: 100,000 stored articles read, tagged and switched, database included; then one changed theme.

CPU seconds of all processes together: on two cores of one's own the rate is twice the figure. The archive is made
of newspaper texts where the measured data is beside the checkout, each several times, else of the taxonomy's terms.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, insert

from archive.config import load_config
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


def measure() -> list[Row]:
    """Retag an archive whole, then by one changed theme."""
    taxonomy = load_taxonomy()
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(Path(folder), environment={})
        engine = connect(config.database)
        _fill(engine, taxonomy)
        whole = _seconds(lambda: retag_all(engine, config.database, taxonomy, now=NOW, workers=WORKERS))
        changed = _with_term(taxonomy, "housing", "公寓")
        one = _seconds(lambda: retag_all(engine, config.database, changed, now=NOW, workers=WORKERS))
        engine.dispose()
    return [
        Row(what="all rules", value=ARTICLES / whole, unit="articles a CPU-second"),
        Row(what="one theme changed", value=ARTICLES / one, unit="articles a CPU-second"),
        Row(what="one theme changed, share of the time of all", value=one / whole, unit="share"),
    ]


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process and of those that it started and saw end."""
    started = _cpu()
    work()
    return _cpu() - started


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _with_term(taxonomy: Taxonomy, theme_id: str, term: str) -> Taxonomy:
    themes = tuple(
        replace(one, terms=(*one.terms, (term, 2.0))) if one.id == theme_id else one for one in taxonomy.themes
    )
    return replace(taxonomy, themes=themes, version="changed")


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
