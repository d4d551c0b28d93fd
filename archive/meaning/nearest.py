"""The articles nearest by meaning: every vector is compared, ten thousand at a time, so memory stays flat.

Measured: 100,000 articles take some 0.4 s of processor time, so a page asks among the newest alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import NotFound
from archive.meaning.model import SCALE, Vectors, load_model, unpacked
from archive.models import Article, Embedding
from archive.query import And, Text, Tree, parse, sought
from archive.query.tree import Near as NearWords
from archive.query.tree import Or, join
from archive.search import Ids, backend, refuse_ambiguous

BLOCK = 10_000
"""Vectors compared at once: 20 MB."""
SPARE = 40
"""More than asked for are kept while comparing, as several may belong to one story."""
HIGHEST = 2**62
"""Above every article's number."""
MOST_WORDS = 300
"""Characters of a query that the model reads."""
# As text: the type of the column would copy each vector once more.
VECTORS = text(
    "SELECT article_id, vector FROM embedding WHERE model = :model AND article_id < :before"
    " ORDER BY article_id DESC LIMIT :most"
)
OWN = (
    select(Article.cluster_id, Embedding.model, Embedding.vector)
    .outerjoin(Embedding, Embedding.article_id == Article.id)
    .where(Article.id == bindparam("id"))
)
SHOWN = select(Article.id, Article.title, Article.source, Article.published_on, Article.cluster_id).where(
    Article.id.in_(bindparam("ids", expanding=True))
)
ANY = select(Embedding.article_id).limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """An article suggested by meaning."""

    article_id: int
    title: str
    source: str
    published_on: date | None
    likeness: float
    """Cosine of the two vectors: 1 for the same text, some 0.75 for strangers."""


def alike(engine: Engine, article_id: int, *, limit: int = 10, among: int | None = None) -> tuple[Near, ...]:
    """Return the articles nearest to one by meaning, one a story, its own left out; none while it has no vector.

    `among`: only so many of the newest are compared. Raises NotFound.
    """
    with reading(engine) as session:
        own = session.execute(OWN, {"id": article_id}).one_or_none()
        if own is None:
            raise NotFound(f"no article has the number {article_id}", mend="`jianbao search` shows the numbers")
        if own.vector is None:
            return ()
        asked = unpacked([own.vector]) / SCALE
        return _nearest(session, asked, own.model, limit=limit, among=among, story=own.cluster_id)


def widen(engine: Engine, query: str, *, limit: int = 10, among: int | None = None) -> tuple[Near, ...]:
    """Return articles near the words of a query that it does not find, under the same filters; one a story.

    `among`: only so many of the newest are compared. None for a query of filters alone, and while there are no
    vectors. Raises QueryError, and AskedWrongly where the model is not installed.
    """
    tree = parse(query)
    words = " ".join(one.words for one in sought(tree))[:MOST_WORDS]
    with reading(engine) as session:
        refuse_ambiguous(session, tree)
        if not words or session.scalar(ANY) is None:
            return ()
        model = load_model()
        searcher = backend(engine)
        found = searcher.ids(session, tree)
        filters = _filters(tree)
        within = searcher.ids(session, filters) if filters is not None else None
        asked = model.of_question(words)
        return _nearest(session, asked, model.name, limit=limit, among=among, without=found, within=within)


def _nearest(
    session: Session,
    asked: Vectors,
    model: str,
    *,
    limit: int,
    among: int | None,
    story: int = 0,
    without: Ids | None = None,
    within: Ids | None = None,
) -> tuple[Near, ...]:
    ids, likeness = np.zeros(0, np.int64), np.zeros(0, np.float32)
    for numbers, vectors in _blocks(session, model, among):
        kept = _allowed(numbers, without, within)
        ids = np.concatenate([ids, numbers[kept]])
        likeness = np.concatenate([likeness, (vectors @ asked[0])[kept] / SCALE])
        best = np.argsort(-likeness, kind="stable")[: limit + SPARE]
        ids, likeness = ids[best], likeness[best]
    return tuple(_shown(session, zip(ids.tolist(), likeness.tolist(), strict=True), story))[:limit]


def _blocks(session: Session, model: str, among: int | None) -> Iterator[tuple[Ids, Vectors]]:
    """Yield the vectors, the newest first, until there are no more, or so many were given."""
    before, left = HIGHEST, among
    while left is None or left > 0:
        most = BLOCK if left is None else min(BLOCK, left)
        rows = session.execute(VECTORS, {"model": model, "before": before, "most": most}).all()
        if not rows:
            return
        before, left = rows[-1].article_id, None if left is None else left - len(rows)
        yield np.array([row[0] for row in rows], np.int64), unpacked([row[1] for row in rows])


def _allowed(numbers: Ids, without: Ids | None, within: Ids | None) -> NDArray[np.bool_]:
    allowed = np.ones(len(numbers), np.bool_)
    if without is not None:
        allowed &= ~np.isin(numbers, without)
    return allowed if within is None else allowed & np.isin(numbers, within)


def _shown(session: Session, best: Iterable[tuple[int, float]], story: int) -> Iterator[Near]:
    """Yield the best of each story, with what is shown of it."""
    ordered = list(best)
    rows = {row.id: row for row in session.execute(SHOWN, {"ids": [number for number, _ in ordered]})}
    met = {story}
    for number, likeness in ordered:
        row = rows.get(number)
        if row is None or row.cluster_id in met:
            continue
        met.add(row.cluster_id)
        yield Near(
            article_id=number,
            title=row.title,
            source=row.source,
            published_on=row.published_on,
            likeness=round(likeness, 4),
        )


def _filters(tree: Tree) -> Tree | None:
    """Return what every match must pass beside words, and what it must not hold; None when there is nothing."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    kept = [part for part in parts if not _has_words(part)]
    return join(And, kept) if kept else None


def _has_words(tree: Tree) -> bool:
    if isinstance(tree, (And, Or)):
        return any(_has_words(part) for part in tree.parts)
    return isinstance(tree, (Text, NearWords))
