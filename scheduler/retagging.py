"""Tag the stored articles anew: readers of their own processes, one writer, a switch at the end.

Killed at any time, it goes on where it was. It sends no letters.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from sqlalchemy import Engine

from archive.config import DatabaseConfig
from archive.db import connect, reading
from archive.records import Tag
from archive.themes import retag, versions
from archive.themes.retag import NewTags, Stored
from archive.themes.switch import switch
from pipelines.themes import Tagged, Tagger
from pipelines.themes.changes import changed_literals, holding
from pipelines.themes.stored import as_json, from_json
from pipelines.themes.taxonomy import ENGINE, Taxonomy, label_of

SPAN = 4000
"""Article numbers that a worker reads at a time: 15 MB; where few rules changed it tags some two hundred of them."""
NARROW = 0.1
"""Share of changed literals up to which this process reads alone: to start another costs as much as 30,000 texts."""


@dataclass(slots=True, kw_only=True)
class Retagged:
    """What a retagging did."""

    articles: int
    """Articles read, those before a kill among them."""
    changed: int
    """Articles whose tags are others now."""
    taxonomy: str
    """Digest of the rules in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a worker needs to know once."""

    database: DatabaseConfig
    new: dict[str, Any]
    labels: tuple[str, ...]
    """Of the rules in force before and of the new ones."""
    literals: frozenset[str] | None
    """Those whose rules changed; None tags every article anew."""
    covered_until: datetime | None


def retag_all(
    engine: Engine,
    database: DatabaseConfig,
    taxonomy: Taxonomy,
    *,
    now: datetime,
    workers: int = 2,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda at, total: None,
) -> Retagged:
    """Tag every stored article by these rules, and switch readers to them when all are done.

    Only texts that hold a literal whose rules changed are tagged again, unless `everything` is asked for. Without
    `workers`, and where few literals changed, this process reads itself.
    """
    content = as_json(taxonomy)
    versions.keep(engine, sha256=taxonomy.sha256, version=taxonomy.version, content=content, now=now)
    work = retag.begin(engine, taxonomy=taxonomy.sha256, now=now)
    question = Question(
        database=database,
        new=content,
        labels=(label_of(work.before), taxonomy.label),
        literals=None if everything else _changed(engine, work.before, taxonomy),
        covered_until=work.covered_until,
    )
    if _is_narrow(question.literals, taxonomy):
        workers = 0
    with reading(engine) as session:
        upto = retag.last_article(session)
    try:
        with _pool(workers, question) as pool:
            for last_id, found in _in_order(pool, work.last_id, upto, ahead=2 * workers + 1):
                work = retag.stage(engine, work, last_id=last_id, articles=found[0], rows=found[1])
                progress(last_id, upto)
    finally:
        _close()
    changed = switch(engine, work.id, content=content, label=taxonomy.label, now=now)
    return Retagged(articles=work.articles, changed=changed, taxonomy=taxonomy.sha256)


def _changed(engine: Engine, before: str, taxonomy: Taxonomy) -> frozenset[str] | None:
    """Return the literals by which a text may be tagged otherwise than by the rules in force; None: every text may."""
    old = versions.content_of(engine, before) if before else {}
    return changed_literals(from_json(old), taxonomy) if old.get("engine") == ENGINE else None


def _is_narrow(literals: frozenset[str] | None, taxonomy: Taxonomy) -> bool:
    return literals is not None and len(literals) <= NARROW * sum(len(theme.terms) for theme in taxonomy.themes)


def _pool(workers: int, question: Question) -> Executor:
    if workers == 0:
        return ThreadPoolExecutor(1, initializer=_open, initargs=(question,))
    # Spawned, not forked: a fork would share the open database.
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_open, initargs=(question,))


def _in_order(pool: Executor, after: int, upto: int, *, ahead: int) -> Iterator[tuple[int, tuple[int, list[NewTags]]]]:
    """Yield what the workers found span by span, in order of the articles; some spans are read ahead."""
    waiting: list[tuple[int, Future[tuple[int, list[NewTags]]]]] = []
    spans = iter(range(after, upto, SPAN))
    while True:
        while len(waiting) < ahead and (start := next(spans, None)) is not None:
            end = min(start + SPAN, upto)
            waiting.append((end, pool.submit(_read_span, start, end)))
        if not waiting:
            return
        end, future = waiting.pop(0)
        yield end, future.result()


class _Worker:
    """One process that reads and tags."""

    def __init__(self, question: Question) -> None:
        self.engine = connect(question.database, upgrade=False)
        self.tagger = Tagger(from_json(question.new))
        self.labels, self.covered_until = question.labels, question.covered_until
        self.hold = None if question.literals is None else holding(question.literals)

    def read(self, after: int, upto: int) -> tuple[int, list[NewTags]]:
        """Return how many articles the span has, and the new tags of those where they differ."""
        with reading(self.engine) as session:
            stored = retag.texts(session, after, upto, labels=self.labels, covered_until=self.covered_until)
            asked = self._to_read(stored)
            ids = [one.id for one in asked]
            before = retag.machine_tags(session, ids)
            corrected = retag.corrected(session, ids)
        tagged = self.tagger.tag_all((one.title, one.text) for one in asked)
        fresh = [_new_tags(one, of_one) for one, of_one in zip(asked, tagged, strict=True)]
        changed = [
            new
            for one, new in zip(asked, fresh, strict=True)
            if one.id in corrected
            or new.policy != one.policy
            or {tag["theme"]: tag for tag in new.tags} != before.get(one.id, {})
        ]
        return len(stored), changed

    def _to_read(self, stored: list[Stored]) -> list[Stored]:
        """Return those that the rules before may have tagged otherwise, or that nobody knows were tagged by them."""
        if self.hold is None:
            return stored
        held = self.hold([(one.title, one.text) for one in stored])
        return [one for one, holds in zip(stored, held, strict=True) if holds or not one.known]


def _new_tags(one: Stored, tagged: Tagged) -> NewTags:
    tags = [as_row(tag) for tag in tagged.tags]
    return NewTags(article_id=one.id, text_sha256=one.text_sha256, policy=tagged.policy, tags=tags)


def as_row(tag: Tag) -> dict[str, Any]:
    """Return a tag as its row keeps it."""
    return {
        "theme": tag.theme,
        "score": tag.score,
        "central": tag.central,
        "method": tag.method,
        "evidence": [
            {"field": one.field, "start": one.start, "end": one.end, "term": one.term, "weight": one.weight}
            for one in tag.evidence
        ],
    }


_here: list[_Worker] = []
"""The worker of this process; a pool hands functions over, not objects."""


def _open(question: Question) -> None:
    Thread(target=_die_with_parent, daemon=True).start()
    _here.append(_Worker(question))


def _close() -> None:
    """Close what a worker in this very process opened."""
    while _here:
        _here.pop().engine.dispose()


def _read_span(after: int, upto: int) -> tuple[int, list[NewTags]]:
    return _here[0].read(after, upto)


def _die_with_parent() -> None:
    """End this process when the one that started it is gone, killed or not."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
