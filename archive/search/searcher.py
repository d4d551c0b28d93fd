"""The search engine of an archive: what is the same whatever database is below. Totals, order, stories, facets.

Which articles match, and how well, is the index's to say: archive.search.sqlite or archive.search.postgres.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from archive.models import Article
from archive.prepared import Prepared
from archive.query import Tree, beyond_index
from archive.records import FacetCount
from archive.search.base import NEXT, TABLE, Asked, Found, Ids, Index, IndexDoc, Sort
from archive.search.columns import Columns, first_of_each
from archive.search.newest import newest
from archive.search.tokens import CHANGE_KEY, PLACE_KEY, TOKENS_KEY, TOKENS_VERSION, meta_tokens
from archive.search.values import ArchiveValues, doc_values, number_values

RANKED = 10_000
"""Most matches that BM25 is reckoned for (measured at a million articles: all of them p95 727 ms, these 78 ms)."""
BATCH = 1000
"""Articles indexed by one statement."""

NEXT_CHANGE = Prepared(
    text("""
INSERT INTO setting (key, value) VALUES (:key, '1')
ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(setting.value AS INTEGER) + 1 AS VARCHAR) RETURNING value
""")
)
PUT_VERSION = Prepared(text("INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING"))
VERSION = text("SELECT value FROM setting WHERE key = :key")
PUT_FACET = Prepared(
    text("""
INSERT INTO facet (article_id, change, day, source, themes, tokens)
VALUES (:article_id, :change, :day, :source, :themes, :tokens)
ON CONFLICT (article_id) DO UPDATE SET change = excluded.change, day = excluded.day, source = excluded.source,
themes = excluded.themes, tokens = excluded.tokens
""")
)
# The row stays, so that whoever keeps it in memory learns of it.
EMPTY_FACET = text("""
UPDATE facet SET change = :change, day = 0, source = 0, themes = '', tokens = 0 WHERE article_id = :article_id
""")
SET = Prepared(text("SELECT key FROM setting WHERE key IN (:tokens, :building)"))
BUILDING = Prepared(text("SELECT 1 FROM setting WHERE key = :key"))


class Searcher:
    """The search engine of one archive. Keeps arrays for counting in memory; share one between threads."""

    def __init__(self, index: Index, asked: Asked | None = None) -> None:
        """Write into an index, and ask it, or ask `asked` in its place."""
        self._index = index
        self._asked = asked or index
        self.is_accelerated = asked is not None
        """Whether it was told to ask something else than the index."""
        self._columns = Columns()

    def add(self, session: Session, doc: IndexDoc) -> None:
        """Index one article, or index it anew, in the session's transaction."""
        self.add_all(session, [doc])

    def add_all(self, session: Session, docs: Iterable[IndexDoc]) -> None:
        """Index many articles in the session's transaction."""
        connection = session.connection()
        known = {key for (key,) in SET.run(connection, {"tokens": TOKENS_KEY, "building": PLACE_KEY})}
        if TOKENS_KEY not in known:
            PUT_VERSION.run(connection, {"key": TOKENS_KEY, "value": TOKENS_VERSION})
        # One that is being built must not miss what is stored meanwhile.
        tables = (TABLE, NEXT) if PLACE_KEY in known else (TABLE,)
        self._write(session, docs, tables)

    def rebuild(self, session: Session, docs: Iterable[IndexDoc]) -> None:
        """Write articles into the next index, in the session's transaction; see archive.search.reindex."""
        self._write(session, docs, (NEXT,))

    def remove(self, session: Session, article_id: int) -> None:
        """Forget one article; does nothing when it is not indexed."""
        for table in (TABLE, NEXT) if is_building(session) else (TABLE,):
            self._index.remove(session, article_id, table=table)
        session.execute(EMPTY_FACET, {"article_id": article_id, "change": _next_change(session)})

    def ids(self, session: Session, tree: Tree, within: Iterable[int] | None = None) -> Ids:
        """Return the ids of all matching articles, ascending; `within` restricts them to the ids given."""
        return self._asked.ids(session, tree, ArchiveValues(session), _unique(within))

    def total(self, session: Session, tree: Tree) -> int:
        """Return how many articles match."""
        if beyond_index(tree):
            return len(self.ids(session, tree))
        return self._asked.total(session, tree, ArchiveValues(session))

    def newest(self, session: Session, tree: Tree, limit: int, *, collapse: bool = False) -> tuple[int, ...]:
        """Return the ids of the newest matches by day, as `find` by date has them first; it counts nothing."""
        self._columns.refresh(session)
        return newest(session, self._asked, self._columns, tree, limit, collapse=collapse)

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
        upto: int | None = None,
    ) -> Found:
        """Return exact totals and one page of ids in order; `collapse` shows one article a story.

        With `upto`, articles of larger numbers do not count, so that pages asked for later fit the first.

        Call it outside transactions that have written: what is counted is remembered.
        """
        values = ArchiveValues(session)
        matched = self._asked.ids(session, tree, values, _unique(within))
        later = 0 if upto is None else len(matched) - int(np.searchsorted(matched, upto, side="right"))
        matched = matched[: len(matched) - later]
        self._columns.refresh(session)
        newest = matched[-RANKED:] if sort == "relevance" else matched[:0]
        scores = self._asked.scores(session, tree, values, newest, self._columns) if len(newest) else np.zeros(0)
        end = None if limit is None else offset + limit
        page = self._ordered(matched, scores, sort, end, collapse=collapse)[offset:]
        ranked_from = len(matched) - len(scores)
        return Found(
            total=len(matched),
            stories=self._columns.stories(matched),
            ids=tuple(matched[page].tolist()),
            scores=tuple(float(scores[n - ranked_from]) if n >= ranked_from else None for n in page.tolist()),
            matched=matched,
            upto=int(matched[-1]) if upto is None and len(matched) else upto or 0,
            notes=_notes(session, values, ranked=sort == "relevance" and ranked_from > 0, later=later),
        )

    def rarest(self, session: Session, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""
        return self._asked.rarest(session, tokens, most, limit)

    def facets(self, session: Session, ids: Ids) -> Mapping[str, tuple[FacetCount, ...]]:
        """Count articles by `source`, `place`, `theme`, `type`, `page` (largest first) and `month` (ascending)."""
        self._columns.refresh(session)
        sources = self._columns.count_sources(ids)
        return {
            "source": sources,
            "place": self._columns.count_places(sources),
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

    def _write(self, session: Session, docs: Iterable[IndexDoc], tables: Sequence[str]) -> None:
        change = _next_change(session)
        for batch in _batches(docs):
            numbers = number_values(session, (pair for doc in batch for pair in doc_values(doc)))
            metas = [_meta(doc, numbers) for doc in batch]
            for table in tables:
                counts = self._index.put(session, batch, metas, table=table)
            rows = [_facet_row(doc, numbers, change, count) for doc, count in zip(batch, counts, strict=True)]
            PUT_FACET.run_all(session.connection(), rows)

    def _ordered(
        self, matched: Ids, scores: NDArray[np.float64], sort: Sort, end: int | None, *, collapse: bool
    ) -> NDArray[np.intp]:
        """Return the places of `matched` in order, the first `end` of them, one a story when collapsed."""
        ordered: NDArray[np.intp] = np.zeros(0, np.intp)
        most = None if collapse else end
        # All that were not ranked come behind those that were, so a page of these needs no order of the others.
        for first in (len(matched) - len(scores), 0) if sort == "relevance" and end is not None else (0,):
            ordered = first + self._order(matched[first:], scores, sort, most)
            if collapse:
                ordered = ordered[first_of_each(self._columns.clusters(matched[ordered]))]
            if end is not None and len(ordered) >= end:
                break
        return ordered[:end]

    def _order(self, matched: Ids, scores: NDArray[np.float64], sort: Sort, most: int | None) -> NDArray[np.intp]:
        """Return the places of `matched` in the order asked for, at least the first `most` of them.

        Ties and the unranked go by day, newest first.
        """
        days = -self._columns.days(matched)
        first: NDArray[Any] = days
        if sort == "source":
            first = self._columns.sources(matched)
        elif sort == "relevance":
            first = -np.concatenate([np.full(len(matched) - len(scores), -np.inf), scores])
        chosen = _least(first, most)
        return chosen[np.lexsort((-matched[chosen], days[chosen], first[chosen]))]


def is_building(session: Session) -> bool:
    """True while a new index is being built beside the one that is asked."""
    return bool(BUILDING.run(session.connection(), {"key": PLACE_KEY}))


def _next_change(session: Session) -> int:
    [[change]] = NEXT_CHANGE.run(session.connection(), {"key": CHANGE_KEY})
    return int(change)


def _meta(doc: IndexDoc, numbers: Mapping[tuple[str, str], int]) -> list[str]:
    return meta_tokens([(pair[0], numbers[pair]) for pair in doc_values(doc)], doc.published_on)


def _facet_row(doc: IndexDoc, numbers: Mapping[tuple[str, str], int], change: int, tokens: int) -> dict[str, Any]:
    return {
        "article_id": doc.article_id,
        "change": change,
        "day": int(doc.published_on.isoformat().replace("-", "")) if doc.published_on else 0,
        "source": numbers.get(("source", doc.source), 0),
        "themes": " ".join(str(numbers["theme", theme]) for theme in dict.fromkeys(doc.themes) if theme),
        "tokens": tokens,
    }


def _notes(session: Session, values: ArchiveValues, *, ranked: bool, later: int) -> tuple[str, ...]:
    """Return what the reader should know of the answer."""
    notes = list(values.notes)
    if later:
        notes.append(f"{later:,} matches were stored after the first page was asked for; begin anew to see them")
    if ranked:
        notes.append(f"ranked among the newest {RANKED:,} matches; older ones follow by date")
    if session.execute(VERSION, {"key": TOKENS_KEY}).scalar() not in (None, TOKENS_VERSION):
        notes.append("the index is of another version of the program; rebuild it for exact results")
    return tuple(notes)


def _least(keys: NDArray[Any], most: int | None) -> NDArray[np.intp]:
    """Return the places of at least the `most` smallest keys: sorting these alone gives the same beginning."""
    if most is None or most >= len(keys):
        return np.arange(len(keys))
    return np.flatnonzero(keys <= np.partition(keys, most)[most])


def _unique(within: Iterable[int] | None) -> Ids | None:
    return None if within is None else np.unique(np.fromiter(within, np.int64))


def _batches(docs: Iterable[IndexDoc]) -> Iterator[list[IndexDoc]]:
    waiting = iter(docs)
    while batch := list(islice(waiting, BATCH)):
        yield batch
