"""Articles that share an article's rare pairs of characters: what is about the same, printed anew or not.

Duplicates are the store's business; articles of the same duplicate cluster are left out here. No model, no dictionary:
the pairs that fewest articles have weigh most.
"""

from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

import numpy as np
from sqlalchemy import Engine, Row, bindparam, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import NotFound
from archive.models import Article
from archive.search import Ids, backend
from archive.search.tokens import text_tokens

READ = 400
"""Characters of the text looked at: news says in its first paragraphs what it is about."""
MOST = 2000
"""A pair that more articles have tells nothing; counting stops there, so the cost does not grow with the archive."""
PAIRS = 32
"""Rarest pairs that count."""
FEWEST_SHARED = 3
"""Pairs that two articles must share."""
OF_ARTICLE = select(Article.title, Article.text, Article.cluster_id).where(Article.id == bindparam("id"))
SHOWN = select(Article.id, Article.title, Article.source, Article.published_on, Article.cluster_id).where(
    Article.id.in_(bindparam("ids", expanding=True))
)


@dataclass(slots=True, kw_only=True)
class Similar:
    """An article that is like another."""

    article_id: int
    title: str
    source: str
    published_on: date | None
    score: float
    """Share of the weight of the other article's rare pairs that it has, 0 to 1."""
    shared: int
    """Number of these pairs."""


def similar(engine: Engine, article_id: int, *, limit: int = 10) -> tuple[Similar, ...]:
    """Return the articles most like one, the nearest first, its own duplicate cluster left out. Raises NotFound."""
    with reading(engine) as session:
        article = session.execute(OF_ARTICLE, {"id": article_id}).one_or_none()
        if article is None:
            raise NotFound(f"no article has the number {article_id}", mend="`jianbao search` shows the numbers")
        read = text_tokens(f"{article.title}\n{article.text[:READ]}").split()
        tokens = list(dict.fromkeys(token for token in read if len(token) > 1))
        pairs = backend(engine).rarest(session, tokens, MOST, PAIRS)
        ids, scores, shared = _weighed(pairs)
        best = np.argsort(-scores, kind="stable")
        kept = [n for n in best.tolist() if shared[n] >= FEWEST_SHARED][: limit + 200]
        rows = _rows(session, [int(ids[n]) for n in kept])
        found = [
            Similar(
                article_id=int(ids[n]),
                title=rows[int(ids[n])].title,
                source=rows[int(ids[n])].source,
                published_on=rows[int(ids[n])].published_on,
                score=round(float(scores[n]), 4),
                shared=int(shared[n]),
            )
            for n in kept
            if int(ids[n]) in rows and rows[int(ids[n])].cluster_id != article.cluster_id
        ]
    return tuple(found[:limit])


def _weighed(pairs: list[Ids]) -> tuple[Ids, np.ndarray[tuple[int], np.dtype[np.float64]], Ids]:
    """Return every holder with the share of the weight that it has and the number of pairs."""
    if not pairs:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64)
    weights = [log(MOST * 2 / len(found)) for found in pairs]
    ids, places = np.unique(np.concatenate(pairs), return_inverse=True)
    each = np.repeat(weights, [len(found) for found in pairs])
    return ids, np.bincount(places, each) / sum(weights), np.bincount(places)


def _rows(session: Session, ids: list[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    return {row.id: row for row in session.execute(SHOWN, {"ids": ids})}
