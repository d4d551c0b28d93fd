"""Search in SQLite: pairs of characters in one contentless FTS5 table, in the archive's own file and transactions.

Ids leave SQLite as one string (measured: 530,000 ids in 38 ms, against 225 ms row by row), which is what makes exact
totals cheap. No statement joins beside MATCH.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive.models import Article
from archive.query import And, Filter, Near, Not, Or, Tree, beyond_index
from archive.records import FacetCount
from archive.search.base import Found, Ids, IndexDoc, Sort
from archive.search.columns import Columns
from archive.search.match import expression
from archive.search.near import near_ids
from archive.search.numbers import numbers
from archive.search.of_rows import ids_of_rows
from archive.search.tokens import (
    CHANGE_KEY,
    EVERY,
    TOKENS_KEY,
    TOKENS_VERSION,
    day_tokens,
    text_tokens,
    value_token,
)
from archive.search.values import ArchiveValues, doc_values, number_values

RANKED = 10_000
"""Most matches that BM25 is reckoned for (measured at a million articles: all of them p95 727 ms, these 78 ms)."""
BATCH = 1000
"""Articles indexed by one statement."""
SCORE_UNIT = 1e12
"""BM25 leaves SQLite as a whole number of these parts; FTS5 scores a word that most articles have at about 1e-6."""

PUT = "INSERT OR REPLACE INTO article_fts (rowid, title, kicker, body, meta) VALUES (?, ?, ?, ?, ?)"
PUT_FACET = "INSERT OR REPLACE INTO facet (article_id, change, day, source, themes) VALUES (?, ?, ?, ?, ?)"
NEXT_CHANGE = """
INSERT INTO setting (key, value) VALUES (?, '1')
ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING CAST(value AS INTEGER)
"""
PUT_VERSION = "INSERT OR IGNORE INTO setting (key, value) VALUES (?, ?)"
VERSION = "SELECT value FROM setting WHERE key = ?"
MATCHING = "SELECT group_concat(rowid) FROM article_fts WHERE article_fts MATCH ?"
MATCHING_BETWEEN = "SELECT group_concat(rowid) FROM article_fts WHERE article_fts MATCH ? AND rowid BETWEEN ? AND ?"
RANKING = """
SELECT group_concat(rowid), group_concat(CAST(rank * ? AS INTEGER))
FROM article_fts WHERE article_fts MATCH ? AND rowid BETWEEN ? AND ?
"""


class SqliteBackend:
    """The search engine of one SQLite archive. Keeps arrays for counting in memory; share one between threads."""

    def __init__(self) -> None:
        self._columns = Columns()

    def add(self, session: Session, doc: IndexDoc) -> None:
        """Index one article, or index it anew, in the session's transaction."""
        self.add_all(session, [doc])

    def add_all(self, session: Session, docs: Iterable[IndexDoc]) -> None:
        """Index many articles in the session's transaction."""
        connection = session.connection()
        connection.exec_driver_sql(PUT_VERSION, (TOKENS_KEY, TOKENS_VERSION))
        change = connection.exec_driver_sql(NEXT_CHANGE, (CHANGE_KEY,)).scalar_one()
        for batch in _batches(docs):
            numbered = number_values(session, (pair for doc in batch for pair in doc_values(doc)))
            connection.exec_driver_sql(PUT, [_tokens_row(doc, numbered) for doc in batch])
            connection.exec_driver_sql(PUT_FACET, [_facet_row(doc, numbered, change) for doc in batch])

    def remove(self, session: Session, article_id: int) -> None:
        """Forget one article; does nothing when it is not indexed."""
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM article_fts WHERE rowid = ?", (article_id,))
        connection.exec_driver_sql("DELETE FROM facet WHERE article_id = ?", (article_id,))

    def tidy(self, session: Session) -> None:
        """Forget what is no article any more, and merge the index into one piece."""
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM article_fts WHERE rowid NOT IN (SELECT id FROM article)")
        connection.exec_driver_sql("DELETE FROM facet WHERE article_id NOT IN (SELECT id FROM article)")
        connection.exec_driver_sql("INSERT INTO article_fts (article_fts) VALUES ('optimize')")

    def ids(self, session: Session, tree: Tree, within: Iterable[int] | None = None) -> Ids:
        """Return the ids of all matching articles, ascending; `within` restricts them to the ids given."""
        return _Search(session, within).ids(tree)

    def find(
        self,
        session: Session,
        tree: Tree,
        *,
        limit: int | None = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        within: Iterable[int] | None = None,
        collapse: bool = False,
    ) -> Found:
        """Return exact totals and one page of ids in order; `collapse` shows one article a story.

        Call it outside transactions that have written: what is counted is remembered.
        """
        search = _Search(session, within)
        matched = search.ids(tree)
        self._columns.refresh(session)
        scores = search.scores(tree, matched) if sort == "relevance" else np.zeros(0)
        end = None if limit is None else offset + limit
        page = self._ordered(matched, scores, sort, end, collapse=collapse)[offset:]
        ranked_from = len(matched) - len(scores)
        return Found(
            total=len(matched),
            stories=self._columns.stories(matched),
            ids=tuple(matched[page].tolist()),
            scores=tuple(float(scores[n - ranked_from]) if n >= ranked_from else None for n in page.tolist()),
            matched=matched,
            notes=search.notes(ranked=sort == "relevance" and ranked_from > 0),
        )

    def facets(self, session: Session, ids: Ids) -> Mapping[str, tuple[FacetCount, ...]]:
        """Count articles by `source`, `place`, `theme`, `type`, `page` (largest first) and `month` (ascending)."""
        self._columns.refresh(session)
        return {
            "source": self._columns.count_sources(ids),
            "place": self._columns.count_places(ids),
            "theme": self._columns.count_themes(ids),
            "type": self._columns.count_kinds(ids),
            "page": self._columns.count_pages(ids),
            "month": self._columns.count_months(ids),
        }

    def days(self, session: Session, ids: Ids | None) -> Mapping[date | None, int]:
        """Count articles by day, None those without one; without `ids`, all articles of the archive."""
        if ids is None:
            by_day = select(Article.published_on, func.count()).group_by(Article.published_on)
            return {row[0]: row[1] for row in session.execute(by_day)}
        self._columns.refresh(session)
        return self._columns.count_days(ids)

    def _ordered(
        self, matched: Ids, scores: NDArray[np.float64], sort: Sort, end: int | None, *, collapse: bool
    ) -> NDArray[np.intp]:
        """Return the places of `matched` in order, the first `end` of them, one a story when collapsed."""
        ordered: NDArray[np.intp] = np.zeros(0, np.intp)
        # All that were not ranked come behind those that were, so a page of these needs no order of the others.
        for first in (len(matched) - len(scores), 0) if sort == "relevance" and end is not None else (0,):
            ordered = first + self._order(matched[first:], scores, sort)
            if collapse:
                ordered = ordered[_first_of_each(self._columns.clusters(matched[ordered]))]
            if end is not None and len(ordered) >= end:
                break
        return ordered[:end]

    def _order(self, matched: Ids, scores: NDArray[np.float64], sort: Sort) -> NDArray[np.int64]:
        """Return the places of `matched` in the order asked for; ties and the unranked go by day, newest first."""
        newest_first = (-matched, -self._columns.days(matched))
        if sort == "date":
            return np.lexsort(newest_first)
        if sort == "source":
            return np.lexsort((*newest_first, self._columns.sources(matched)))
        unranked = np.full(len(matched) - len(scores), -np.inf)
        return np.lexsort((*newest_first, -np.concatenate([unranked, scores])))


class _Search:
    """One question to the index, within one session."""

    def __init__(self, session: Session, within: Iterable[int] | None) -> None:
        self._session = session
        self._values = ArchiveValues(session)
        self._within: Ids | None = None if within is None else np.unique(np.fromiter(within, np.int64))

    def ids(self, tree: Tree) -> Ids:
        """Return the ids of all matching articles, ascending."""
        found = self._answer(tree)
        return found if self._within is None else np.intersect1d(found, self._within, assume_unique=True)

    def scores(self, tree: Tree, matched: Ids) -> NDArray[np.float64]:
        """Return BM25 of the newest matches, at most RANKED of them, in the order of `matched`."""
        newest = matched[-RANKED:]
        if not len(newest):
            return np.zeros(0)
        question = (-SCORE_UNIT, expression(tree, self._values), int(newest[0]), int(newest[-1]))
        ids, scores = self._session.connection().exec_driver_sql(RANKING, question).one()
        places = np.searchsorted(numbers(ids), newest)
        ranked: NDArray[np.float64] = numbers(scores)[places] / SCORE_UNIT
        return ranked

    def notes(self, *, ranked: bool) -> tuple[str, ...]:
        """Return what the reader should know of the answer."""
        notes = list(self._values.notes)
        if ranked:
            notes.append(f"ranked among the newest {RANKED:,} matches; older ones follow by date")
        if self._session.connection().exec_driver_sql(VERSION, (TOKENS_KEY,)).scalar() not in (None, TOKENS_VERSION):
            notes.append("the index is of another version of the program; rebuild it for exact results")
        return tuple(notes)

    def _matching(self, tree: Tree) -> Ids:
        return self._match(expression(tree, self._values))

    def _match(self, question: str) -> Ids:
        connection = self._session.connection()
        if self._within is None:
            return numbers(connection.exec_driver_sql(MATCHING, (question,)).scalar())
        if not len(self._within):
            return np.zeros(0, np.int64)
        bounds = (int(self._within[0]), int(self._within[-1]))
        return numbers(connection.exec_driver_sql(MATCHING_BETWEEN, (question, *bounds)).scalar())

    def _by_parts(self, tree: Tree) -> Ids:
        """Answer a tree that the index alone cannot: what it can by MATCH, then sets of ids."""
        if isinstance(tree, Near):
            return near_ids(self._session, tree, self._matching(tree))
        if isinstance(tree, Filter):
            return ids_of_rows(self._session, tree)
        if isinstance(tree, Not):
            return np.setdiff1d(self._match(f'"{EVERY}"'), self._by_parts(tree.part), assume_unique=True)
        if isinstance(tree, Or):
            return np.unique(np.concatenate([self._answer(part) for part in tree.parts]))
        assert isinstance(tree, And)
        # Matched as a whole first: only what it finds can count.
        found = self._matching(tree)
        for part in tree.parts:
            if beyond_index(part):
                found = np.intersect1d(found, self._by_parts(part), assume_unique=True)
        return found

    def _answer(self, tree: Tree) -> Ids:
        return self._by_parts(tree) if beyond_index(tree) else self._matching(tree)


def _tokens_row(doc: IndexDoc, numbers: Mapping[tuple[str, str], int]) -> tuple[int, str, str, str, str]:
    values = [value_token(pair[0], numbers[pair]) for pair in doc_values(doc)]
    meta = " ".join([EVERY, *values, *day_tokens(doc.published_on)])
    return doc.article_id, text_tokens(doc.title), text_tokens(doc.kicker), text_tokens(doc.body), meta


def _facet_row(doc: IndexDoc, numbers: Mapping[tuple[str, str], int], change: int) -> tuple[int, int, int, int, str]:
    day = int(doc.published_on.isoformat().replace("-", "")) if doc.published_on else 0
    themes = " ".join(str(numbers["theme", theme]) for theme in dict.fromkeys(doc.themes) if theme)
    return doc.article_id, change, day, numbers.get(("source", doc.source), 0), themes


def _batches(docs: Iterable[IndexDoc]) -> Iterator[list[IndexDoc]]:
    waiting = iter(docs)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _first_of_each(clusters: Ids) -> NDArray[np.intp]:
    """Return the places where each cluster comes first, in order."""
    return np.sort(np.unique(clusters, return_index=True)[1])
