"""Exactly which articles have two words near each other, by the places that the index keeps of each token.

A field is one row of units for NEAR, so a word may also stand there with punctuation inside (我国 in 爱我，国家强): few
articles, found by a MATCH of their own and read. The sign of them is a pair of neighbours that is written otherwise
than in the query. FTS5's own NEAR counts pairs of characters and lets both words share one place, so it is not used.
Reading all texts takes two hundred times as long (measured: 5,123 candidates, 2,128 ms against 11 ms).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import numpy as np
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from archive.query import Near, Text
from archive.query.fold import RUN, fold, is_cjk
from archive.search.base import Ids
from archive.search.numbers import numbers
from archive.search.tokens import text_phrase

# One number a place: article, column (2 bits), token (32 bits); room for 2^29 articles.
ARTICLE_SHIFT, COLUMN_SHIFT = 34, 32
SHORTEST_COLUMN = len("body")
# A column is told by the length of its name (body, title, kicker): numbers leave SQLite faster than words.
PLACES = """
SELECT group_concat(doc), group_concat(length(col)), group_concat("offset") FROM article_fts_words
WHERE term >= :first AND term <= :last AND (:field IS NULL OR col = :field)
AND doc IN (SELECT value FROM json_each(:among))
"""
BROKEN = "SELECT group_concat(rowid) FROM article_fts WHERE article_fts MATCH ?"
FIELDS = "SELECT id, title, kicker, subtitle, text FROM article WHERE id = ?"


def near_ids(session: Session, near: Near, among: Ids) -> Ids:
    """Return those of the articles (ascending ids), all of which have both words, where they stand near each other."""
    found = _by_places(session, near, among)
    doubtful = np.setdiff1d(_written_otherwise(session, near, among), found, assume_unique=True)
    read = [number for number in doubtful.tolist() if _stand_near(session, near, number)]
    return np.union1d(found, np.array(read, np.int64))


def _by_places(session: Session, near: Near, among: Ids) -> Ids:
    articles = json.dumps(among.tolist())
    left = _starts(session, near.left, articles)
    right = _starts(session, near.right, articles)
    found = np.concatenate(
        [
            _followed(left, _units(near.left), right, near.distance),
            _followed(right, _units(near.right), left, near.distance),
        ]
    )
    return np.unique(found >> ARTICLE_SHIFT)


def _followed(first: Ids, units: int, second: Ids, distance: int) -> Ids:
    """Return the places of `first` behind whose end, at most `distance` further, one of `second` begins."""
    begin = np.searchsorted(second, first + units, side="left")
    end = np.searchsorted(second, first + units + distance, side="right")
    return first[end > begin]


def _starts(session: Session, text: Text, among: str) -> Ids:
    """Return the places, ascending, where the words begin in the articles asked for, a JSON list."""
    tokens, is_prefix = _tokens(text)
    places: Ids | None = None
    for number, token in enumerate(tokens):
        last = f"{token}\U0010ffff" if is_prefix and number == len(tokens) - 1 else token
        asked = {"first": token, "last": last, "field": text.field, "among": among}
        found = _places(session, asked) - number
        places = found if places is None else np.intersect1d(places, found, assume_unique=True)
    assert places is not None
    return np.sort(places)


def _tokens(text: Text) -> tuple[list[str], bool]:
    phrase = text_phrase(text)
    return phrase.removesuffix(" *").strip('"').split(), phrase.endswith("*")


def _places(session: Session, asked: Mapping[str, str | None]) -> Ids:
    articles, columns, tokens = map(numbers, session.execute(sql(PLACES), asked).one())
    places: Ids = (articles << ARTICLE_SHIFT) + ((columns - SHORTEST_COLUMN) << COLUMN_SHIFT) + tokens
    return places


def _units(text: Text) -> int:
    """Return how many places the words take: one a CJK character, one another run."""
    return len(row_of_units(text.runs))


def row_of_units(runs: Iterable[str]) -> list[str]:
    """Return a field's runs as units: a CJK character is one, another run is one."""
    return [unit for run in runs for unit in (run if is_cjk(run) else (run,))]


def _written_otherwise(session: Session, near: Near, among: Ids) -> Ids:
    """Return the articles in which one of the words may stand with other punctuation inside than asked."""
    phrases = [phrase for text in (near.left, near.right) for phrase in _other_pairs(text)]
    if not phrases:
        return np.zeros(0, np.int64)
    field = f"{{{near.left.field}}} : " if near.left.field else ""
    both = " AND ".join(f"{field}{text_phrase(text)}" for text in (near.left, near.right))
    question = f"{both} AND {field}({' OR '.join(phrases)})"
    return np.intersect1d(numbers(session.connection().exec_driver_sql(BROKEN, (question,)).scalar()), among)


def _other_pairs(text: Text) -> Iterator[str]:
    """Yield a phrase for each two neighbouring characters: apart where they are together, together where apart."""
    for run in text.runs:
        if is_cjk(run):
            yield from (f'"{one} {other}" *' for one, other in pairwise(run))
    for before, run in pairwise(text.runs):
        if is_cjk(before) and is_cjk(run):
            yield f'"{before[-1]}{run[0]}"'


def _stand_near(session: Session, near: Near, number: int) -> bool:
    """Read an article and say whether the two words stand near each other in one of its fields."""
    row = session.connection().exec_driver_sql(FIELDS, (number,)).one()
    fields = {"title": row.title, "kicker": f"{row.kicker}\n{row.subtitle}", "body": row.text}
    read = [near.left.field] if near.left.field else list(fields)
    return any(stands_near(row_of_units(RUN.findall(fold(fields[name]))), near) for name in read)


def stands_near(units: list[str], near: Near) -> bool:
    """True when the two words stand near each other in a row of units."""
    left, right = row_of_units(near.left.runs), row_of_units(near.right.runs)
    starts = [
        [at for at, unit in enumerate(units) if unit == word[0] and units[at : at + len(word)] == word]
        for word in (left, right)
    ]
    return any(
        0 <= second - first - len(left) <= near.distance or 0 <= first - second - len(right) <= near.distance
        for first in starts[0]
        for second in starts[1]
    )
