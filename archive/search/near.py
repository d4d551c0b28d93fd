"""Exactly which articles have two words near each other.

FTS5's own NEAR finds them in some milliseconds, once its number is reckoned from our units; it is exact unless the two
words may share characters. Those pairs are settled by archive.search.places.

A field is one row of units for NEAR, so a word may also stand there with punctuation inside (我国 in 爱我，国家强). The
sign of that is a token which only such a place has: a character that ends its run, or a pair that is apart in the
query. Articles with a sign near the other word are few, and are read. Measured at a million articles, 120,000 with
both words: 0.3 s, where looking up all places took 1.2 s.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product

import numpy as np
from sqlalchemy.orm import Session

from archive.query import Near, Text
from archive.query.fold import RUN, fold, is_cjk
from archive.search.base import Ids
from archive.search.numbers import numbers
from archive.search.places import by_places, units
from archive.search.tokens import phrase_tokens, text_phrase

BETWEEN = "SELECT group_concat(rowid) FROM article_fts WHERE article_fts MATCH ? AND rowid BETWEEN ? AND ?"
MOST_SIGNS = 40
"""Phrases of one statement; words so long that they need more are rare, and all articles with a sign are read."""
READ_AT_ONCE = 500
"""Texts fetched by one statement."""
SOONER_READ = 100
"""Articles that are read faster than all places of two words are looked up."""
FIELDS = "SELECT id, title, kicker, subtitle, text FROM article WHERE id IN ({})"


def near_ids(session: Session, near: Near, among: Ids) -> Ids:
    """Return those of the articles (ascending ids), all of which have both words, where they stand near each other."""
    if not len(among):
        return among
    close = _matching(session, _inside(near.left.field, _near_phrase(near)), among)
    if not _is_told_by_fts5(near):
        close = _read(session, near, close) if len(close) <= SOONER_READ else by_places(session, near, close)
    doubtful = _written_otherwise(session, near, among)
    return np.union1d(close, _read(session, near, np.setdiff1d(doubtful, close, assume_unique=True)))


def perhaps_near(near: Near) -> str:
    """Return the expression that matches all articles where the words stand near each other, and few more."""
    found = [_near_phrase(near), *_other_phrases(near)]
    words = (text_phrase(near.left), text_phrase(near.right))
    return _inside(near.left.field, " AND ".join([*words, f"({' OR '.join(found)})"]))


def _matching(session: Session, question: str, among: Ids) -> Ids:
    bounds = (int(among[0]), int(among[-1]))
    found = numbers(session.connection().exec_driver_sql(BETWEEN, (question, *bounds)).scalar())
    return np.intersect1d(found, among, assume_unique=True)


def _near_phrase(near: Near) -> str:
    """Return what FTS5 matches wherever the two words stand near each other, and perhaps more."""
    return f"NEAR({text_phrase(near.left)} {text_phrase(near.right)}, {max(_reaches(near))})"


def _reaches(near: Near) -> tuple[int, int]:
    """Return the number that FTS5 must be told when the left word comes first, and when the right one does.

    It counts tokens between two phrases, and lets the one begin up to that number behind the last token of the other
    (fts5ExprNearIsMatch in SQLite's fts5_expr.c). A word of n Chinese characters has n - 1 tokens but for n = 1.
    """
    first, second = (near.distance + units(word) - len(phrase_tokens(word)[0]) for word in (near.left, near.right))
    return first, second


def _is_told_by_fts5(near: Near) -> bool:
    """True when one number fits both orders, and the words cannot stand in each other's place."""
    first, second = _reaches(near)
    return first == second and not _may_share(row_of_units(near.left.runs), row_of_units(near.right.runs))


def _may_share(left: Sequence[str], right: Sequence[str]) -> bool:
    """True when two rows of units can lie over each other, wholly or in part.

    >>> _may_share("创新", "新区"), _may_share("我国", "发展")
    (True, False)
    """
    return any(
        all(left[at] == right[at - shift] for at in range(max(0, shift), min(len(left), shift + len(right))))
        for shift in range(1 - len(right), len(left))
    )


def row_of_units(runs: Iterable[str]) -> list[str]:
    """Return a field's runs as units: a CJK character is one, another run is one."""
    return [unit for run in runs for unit in (run if is_cjk(run) else (run,))]


def _inside(field: str | None, question: str) -> str:
    return f"{{{field}}} : ({question})" if field else f"({question})"


def _written_otherwise(session: Session, near: Near, among: Ids) -> Ids:
    """Return the articles in which one of the words may stand near the other with other punctuation than asked."""
    phrases = _other_phrases(near)
    if not phrases:
        return among[:0]
    both = " AND ".join(text_phrase(word) for word in (near.left, near.right))
    return _matching(session, _inside(near.left.field, f"{both} AND ({' OR '.join(phrases)})"), among)


def _other_phrases(near: Near) -> list[str]:
    """Return phrases of which an article has one when a word is written otherwise near the other."""
    left, right = (list(_signs(word)) for word in (near.left, near.right))
    if len(left) + len(right) + len(left) * len(right) > MOST_SIGNS:
        return [*left, *right]
    # The sign lies inside its own word, so it is a little further from the other one.
    reach = near.distance + units(near.left) + units(near.right)
    pairs = [*product(left, [text_phrase(near.right)]), *product([text_phrase(near.left)], right)]
    return [f"NEAR({one} {other}, {reach})" for one, other in [*pairs, *product(left, right)]]


def _signs(text: Text) -> Iterator[str]:
    """Yield a token for each two neighbouring characters: the first at an end of a run, or both together."""
    for run in text.runs:
        if is_cjk(run):
            yield from (f'"{sign}"' for sign in run[:-1])
    for before, run in pairwise(text.runs):
        if is_cjk(before) and is_cjk(run):
            yield f'"{before[-1]}{run[0]}"'


def _read(session: Session, near: Near, among: Ids) -> Ids:
    """Return those of the articles where the two words stand near each other in one of their fields, by reading."""
    words = [_loosely(word) for word in (near.left, near.right)]
    found: list[int] = []
    for start in range(0, len(among), READ_AT_ONCE):
        few = ",".join(map(str, among[start : start + READ_AT_ONCE].tolist()))
        for row in session.connection().exec_driver_sql(FIELDS.format(few)):
            fields = {"title": row.title, "kicker": f"{row.kicker}\n{row.subtitle}", "body": row.text}
            read = [near.left.field] if near.left.field else list(fields)
            if any(_near_in(fold(fields[name]), near, words) for name in read):
                found.append(row.id)
    return np.sort(np.array(found, np.int64))


def _loosely(text: Text) -> re.Pattern[str]:
    """Return what finds the units of a word with any punctuation between them; a few other places as well."""
    return re.compile(r"[\W_]*".join(map(re.escape, row_of_units(text.runs))))


def _near_in(folded: str, near: Near, words: Sequence[re.Pattern[str]]) -> bool:
    # Most have the units of one word nowhere in a row: that is told without making the row.
    return all(word.search(folded) for word in words) and stands_near(row_of_units(RUN.findall(folded)), near)


def stands_near(row: list[str], near: Near) -> bool:
    """True when the two words stand near each other in a row of units."""
    left, right = row_of_units(near.left.runs), row_of_units(near.right.runs)
    starts = [
        [at for at, unit in enumerate(row) if unit == word[0] and row[at : at + len(word)] == word]
        for word in (left, right)
    ]
    return any(
        0 <= second - first - len(left) <= near.distance or 0 <= first - second - len(right) <= near.distance
        for first in starts[0]
        for second in starts[1]
    )
