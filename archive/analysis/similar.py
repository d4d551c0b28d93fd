"""Articles that share an article's rare pairs of characters: what is about the same, printed anew or not.

Duplicates are the store's business; articles of the same duplicate cluster are left out here. No model, no dictionary:
the pairs that fewest articles have weigh most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine, Row, bindparam, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import NotFound
from archive.models import Article
from archive.search import Ids
from archive.search.numbers import numbers
from archive.search.tokens import text_tokens

READ = 400
"""Characters of the text looked at: news says in its first paragraphs what it is about."""
MOST = 2000
"""A pair that more articles have tells nothing; counting stops there, so the cost does not grow with the archive."""
PAIRS = 32
"""Rarest pairs that count."""
FEWEST_SHARED = 3
"""Pairs that two articles must share."""
STEPS = (200, MOST)
"""Holders counted at first, and where that leaves too few pairs: whoever reads a holder reads its whole page."""
HOLDING = sql(
    "SELECT group_concat(rowid) FROM (SELECT rowid FROM article_fts WHERE article_fts MATCH :question LIMIT :most)"
)
"""SQLite: who has a token, up to a number of them."""
HOLDING_EACH = sql(
    "SELECT token, (SELECT string_agg(CAST(article_id AS text), ',') FROM (SELECT article_id FROM article_fts"
    " WHERE article_grams(title, kicker, body, meta) @@ CAST(quote_literal(token) AS tsquery) LIMIT :most) AS holders)"
    " FROM unnest(CAST(:tokens AS text[])) AS token"
)
"""PostgreSQL: the same of many tokens at once; the lines above the headline count too."""
OF_ARTICLE = select(Article.title, Article.text, Article.cluster_id).where(Article.id == bindparam("id"))
SHOWN = select(Article.id, Article.title, Article.source, Article.published_on, Article.cluster_id).where(
    Article.id.in_(bindparam("ids", expanding=True))
)

# Token → more than so many articles have it: that stays so, is asked once a process, and dies with its engine.
_frequent: WeakKeyDictionary[Engine, dict[str, int]] = WeakKeyDictionary()


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
        pairs = _rare_pairs(session, f"{article.title}\n{article.text[:READ]}")
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


def _rare_pairs(session: Session, text: str) -> list[Ids]:
    """Return, for each of the rarest tokens of the text that another article has too, who has it."""
    frequent = _frequent.setdefault(session.connection().engine, {})
    # Tokens are letters and digits alone, so nothing in them needs quoting.
    tokens = dict.fromkeys(token for token in text_tokens(text).split() if len(token) > 1)
    holders: dict[str, Ids] = {}
    for most in STEPS:
        asked = [token for token in tokens if token not in holders and frequent.get(token, 0) < most]
        for token, found in _holders(session, asked, most + 1):
            if len(found) > most:
                frequent[token] = most
            else:
                holders[token] = found
        if sum(len(found) > 1 for found in holders.values()) >= PAIRS:
            break
    shared = [holders[token] for token in tokens if len(holders.get(token, ())) > 1]
    return sorted(shared, key=len)[:PAIRS]


def _holders(session: Session, tokens: list[str], most: int) -> Iterator[tuple[str, Ids]]:
    """Yield each token with the articles that have it, so many at most."""
    if session.get_bind().dialect.name == "postgresql":
        for token, joined in session.execute(HOLDING_EACH, {"tokens": tokens, "most": most}):
            yield token, numbers(joined)
        return
    for token in tokens:
        question = f'{{title body}} : "{token}"'
        yield token, numbers(session.execute(HOLDING, {"question": question, "most": most}).scalar())


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
