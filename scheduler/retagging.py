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
from pipelines.themes.changes import may_differ
from pipelines.themes.stored import as_json, from_json
from pipelines.themes.taxonomy import ENGINE, Taxonomy

SPAN = 1000
"""Article numbers that a worker reads at a time."""


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
    old: dict[str, Any] | None
    """The rules in force before; None tags every article anew."""
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
    `workers` this process reads itself.
    """
    content = as_json(taxonomy)
    versions.keep(engine, sha256=taxonomy.sha256, version=taxonomy.version, content=content, now=now)
    work = retag.begin(engine, taxonomy=taxonomy.sha256, now=now)
    old = versions.content_of(engine, work.before) if work.before and not everything else {}
    question = Question(
        database=database,
        new=content,
        old=old if old.get("engine") == ENGINE else None,
        covered_until=work.covered_until,
    )
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
        taxonomy = from_json(question.new)
        self.tagger = Tagger(taxonomy)
        self.covered_until = question.covered_until
        self.known = {taxonomy.label}
        self.differs = None
        if question.old is not None:
            old = from_json(question.old)
            self.known.add(old.label)
            self.differs = may_differ(old, taxonomy)

    def read(self, after: int, upto: int) -> tuple[int, list[NewTags]]:
        """Return how many articles the span has, and the new tags of those where they differ."""
        with reading(self.engine) as session:
            stored = retag.texts(session, after, upto)
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
        if self.differs is None:
            return stored
        differs = self.differs([(one.title, one.text) for one in stored])
        return [one for one, other in zip(stored, differs, strict=True) if other or not self._is_known(one)]

    def _is_known(self, one: Stored) -> bool:
        covered = self.covered_until is not None and one.text_seen_at <= self.covered_until
        return covered or any(label in one.reader for label in self.known)


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
