"""The places that the SQLite index keeps of each token: which articles have two words near each other, place by place.

For words that may share characters, as 创新 and 新区, of which FTS5's NEAR says too much.
"""

import json
from collections.abc import Mapping

import numpy as np
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from archive.query import Near, Text
from archive.query.fold import is_cjk
from archive.search.base import Ids
from archive.search.numbers import numbers
from archive.search.tokens import phrase_tokens

# One number a place: article, column (2 bits), token (32 bits); room for 2^29 articles.
ARTICLE_SHIFT, COLUMN_SHIFT = 34, 32
SHORTEST_COLUMN = len("body")
# A column is told by the length of its name (body, title, kicker): numbers leave SQLite faster than words.
PLACES = """
SELECT group_concat(doc), group_concat(length(col)), group_concat("offset") FROM article_fts_words
WHERE term >= :first AND term <= :last AND (:field IS NULL OR col = :field)
AND doc IN (SELECT value FROM json_each(:among))
"""


def by_places(session: Session, near: Near, among: Ids) -> Ids:
    """Return those of the articles (ascending ids) where the two words stand, as written, near each other."""
    articles = json.dumps(among.tolist())
    left = _starts(session, near.left, articles)
    right = _starts(session, near.right, articles)
    found = np.concatenate(
        [
            _followed(left, units(near.left), right, near.distance),
            _followed(right, units(near.right), left, near.distance),
        ]
    )
    return np.unique(found >> ARTICLE_SHIFT)


def units(text: Text) -> int:
    """Return how many places the words take: one a CJK character, one another run.

    >>> units(Text(runs=("5g", "基站")))
    3
    """
    return sum(len(run) if is_cjk(run) else 1 for run in text.runs)


def _followed(first: Ids, length: int, second: Ids, distance: int) -> Ids:
    """Return the places of `first` behind whose end, at most `distance` further, one of `second` begins."""
    begin = np.searchsorted(second, first + length, side="left")
    end = np.searchsorted(second, first + length + distance, side="right")
    return first[end > begin]


def _starts(session: Session, text: Text, among: str) -> Ids:
    """Return the places, ascending, where the words begin in the articles asked for, a JSON list."""
    tokens, is_prefix = phrase_tokens(text)
    places: Ids | None = None
    for number, token in enumerate(tokens):
        last = f"{token}\U0010ffff" if is_prefix and number == len(tokens) - 1 else token
        asked = {"first": token, "last": last, "field": text.field, "among": among}
        found = _places(session, asked) - number
        places = found if places is None else np.intersect1d(places, found, assume_unique=True)
    assert places is not None
    return np.sort(places)


def _places(session: Session, asked: Mapping[str, str | None]) -> Ids:
    articles, columns, tokens = map(numbers, session.execute(sql(PLACES), asked).one())
    places: Ids = (articles << ARTICLE_SHIFT) + ((columns - SHORTEST_COLUMN) << COLUMN_SHIFT) + tokens
    return places
