"""The few facts of every article that are counted and sorted by, as arrays in memory, one set a database and process.

Kept by article id, so a hit list is an index into them: 500,000 hits are counted in some milliseconds, where a join
takes a second. Brought up to date by change numbers before each use. About 60 bytes an article.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from archive.query.fold import fold_value
from archive.records import FacetCount
from archive.search.base import Ids
from archive.search.tokens import CHANGE_KEY
from archive.search.values import page_value

CHANGES = text("""
SELECT coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = :key), 0) AS change,
coalesce((SELECT max(seq) FROM event), 0) AS seq
""")
FACETS = text("SELECT article_id, day, source, themes, tokens FROM facet WHERE change > :change")
ARTICLES = "SELECT id, cluster_id, kind FROM article"
LABELS = "SELECT article_id, page_label FROM placement"
# An event names the cluster that others were moved into, so its members are read again.
CHANGED = """
(SELECT article_id FROM facet WHERE change > :change
UNION SELECT article_id FROM event WHERE seq > :seq
UNION SELECT id FROM article WHERE cluster_id IN (SELECT cluster_id FROM event WHERE seq > :seq))
"""
ALL_ARTICLES, ALL_LABELS = text(ARTICLES), text(f"{LABELS} ORDER BY edition_on, id")
CHANGED_ARTICLES = text(f"{ARTICLES} WHERE id IN {CHANGED}")
CHANGED_LABELS = text(f"{LABELS} WHERE article_id IN {CHANGED} ORDER BY edition_on, id")
PLACES = text("SELECT id, place FROM source")
NAMES = text("SELECT id, value FROM dimension WHERE kind IN ('source', 'theme')")


class Columns:
    """Day, source, themes and cluster by article id. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._change = 0
        self._seq = 0
        self._day: NDArray[np.int64] = np.zeros(1, np.int64)
        self._source: NDArray[np.int64] = np.zeros(1, np.int64)
        self._cluster: NDArray[np.int64] = np.zeros(1, np.int64)
        self._tokens: NDArray[np.int64] = np.zeros(1, np.int64)
        self._kind = _Texts()
        self._month = _Texts()
        self._page = _Texts()
        self._themes: NDArray[np.int32] = np.zeros((1, 4), np.int32)
        self._places: dict[str, str] = {}
        self._names: dict[int, str] = {}
        self._source_order: NDArray[np.int64] = np.zeros(1, np.int64)

    def refresh(self, session: Session) -> None:
        """Take in what has changed up to the state that the session sees."""
        change, seq = session.execute(CHANGES, {"key": CHANGE_KEY}).one()
        if change <= self._change and seq <= self._seq:
            return
        with self._lock:
            known = {"change": self._change, "seq": self._seq}
            all_of_them = self._change == 0
            facets = session.execute(FACETS, {"change": self._change}).all()
            articles = session.execute(*((ALL_ARTICLES,) if all_of_them else (CHANGED_ARTICLES, known))).all()
            labels = session.execute(*((ALL_LABELS,) if all_of_them else (CHANGED_LABELS, known))).all()
            self._places = {row[0]: row[1] for row in session.execute(PLACES)}
            self._names = {row[0]: row[1] for row in session.execute(NAMES)}
            self._take_in(facets, articles)
            self._month.take_in([(row[0], _month(row[1])) for row in facets])
            self._kind.take_in([(row[0], row[2]) for row in articles])
            # Read backwards, so that of several placements of an article the first stays.
            self._page.take_in([(row[0], page_value(row[1])) for row in reversed(labels)])
            self._change, self._seq = max(change, self._change), max(seq, self._seq)

    def days(self, ids: Ids) -> Ids:
        """Return the day of each article as yyyymmdd, 0 where unknown."""
        return self._day[ids]

    def sources(self, ids: Ids) -> Ids:
        """Return numbers that sort as the source ids of the articles do."""
        return self._source_order[self._source[ids]]

    def clusters(self, ids: Ids) -> Ids:
        """Return the duplicate cluster of each article."""
        return self._cluster[ids]

    def stories(self, ids: Ids) -> int:
        """Return how many duplicate clusters the articles belong to."""
        clusters = self._cluster[ids]
        met = np.zeros(int(clusters.max(initial=0)) + 1, np.bool_)
        met[clusters] = True
        return int(np.count_nonzero(met))

    def count_sources(self, ids: Ids) -> tuple[FacetCount, ...]:
        """Count the articles by source, largest first."""
        return self._named(np.bincount(self._source[ids]))

    def tokens(self, ids: Ids) -> Ids:
        """Return the tokens of each article."""
        return self._tokens[ids]

    def all_tokens(self) -> tuple[int, int]:
        """Return how many articles are indexed, and how many tokens they have together."""
        return int(np.count_nonzero(self._tokens)), int(self._tokens.sum())

    def count_places(self, sources: Iterable[FacetCount]) -> tuple[FacetCount, ...]:
        """Count articles by the place of their source, from counts by source; sources without a place are left out."""
        counts: Counter[str] = Counter()
        for source in sources:
            counts[fold_value(self._places.get(source.value, ""))] += source.count
        return _largest_first(counts)

    def count_kinds(self, ids: Ids) -> tuple[FacetCount, ...]:
        """Count the articles by type, largest first."""
        return self._kind.count(ids)

    def count_pages(self, ids: Ids) -> tuple[FacetCount, ...]:
        """Count the articles by the layout page on which they stood first, largest first."""
        return self._page.count(ids)

    def count_days(self, ids: Ids) -> dict[date | None, int]:
        """Count the articles by day, None those without one."""
        days, counts = np.unique(self._day[ids], return_counts=True)
        return {_day(day): count for day, count in zip(days.tolist(), counts.tolist(), strict=True)}

    def count_themes(self, ids: Ids) -> tuple[FacetCount, ...]:
        """Count the articles by theme, largest first; an article counts for each of its themes."""
        return self._named(np.bincount(self._themes[ids].ravel()))

    def count_months(self, ids: Ids) -> tuple[FacetCount, ...]:
        """Count the articles by month (2024-02), ascending; those without a day are left out."""
        return tuple(sorted(self._month.count(ids), key=lambda month: month.value))

    def _named(self, counts: NDArray[np.int64]) -> tuple[FacetCount, ...]:
        present = {self._names[n]: int(counts[n]) for n in np.flatnonzero(counts).tolist() if n in self._names}
        return _largest_first(present)

    def _take_in(self, facets: Sequence[Any], articles: Sequence[Any]) -> None:
        top = max([row[0] for row in facets] + [row[0] for row in articles], default=0)
        self._grow(top + 1, max((row[3].count(" ") + 1 for row in facets), default=0))
        if facets:
            ids = np.array([row[0] for row in facets], np.int64)
            self._day[ids] = [row[1] for row in facets]
            self._source[ids] = [row[2] for row in facets]
            self._tokens[ids] = [row[4] for row in facets]
            slots = np.zeros((len(facets), self._themes.shape[1]), np.int32)
            for line, row in zip(slots, facets, strict=True):
                numbers = row[3].split()
                line[: len(numbers)] = numbers
            self._themes[ids] = slots
        if articles:
            self._cluster[[row[0] for row in articles]] = [row[1] for row in articles]
        by_name = sorted(self._names, key=self._names.__getitem__)
        order = np.zeros(max(self._names, default=0) + 1, np.int64)
        order[by_name] = range(1, len(by_name) + 1)
        self._source_order = order

    def _grow(self, length: int, slots: int) -> None:
        """Make room; the arrays never shrink, so a thread that still holds an older one reads on."""
        if length > len(self._day):
            more = max(length, len(self._day) * 5 // 4) - len(self._day)
            self._day = np.pad(self._day, (0, more))
            self._source = np.pad(self._source, (0, more))
            self._cluster = np.pad(self._cluster, (0, more))
            self._tokens = np.pad(self._tokens, (0, more))
            self._themes = np.pad(self._themes, ((0, more), (0, 0)))
        if slots > self._themes.shape[1]:
            self._themes = np.pad(self._themes, ((0, 0), (0, slots - self._themes.shape[1])))


class _Texts:
    """One short text an article, such as its type, kept as a small number. Articles without one are not counted."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._of: NDArray[np.int32] = np.zeros(1, np.int32)

    def take_in(self, pairs: Sequence[tuple[int, str]]) -> None:
        """Take in (article, text); a later pair of an article replaces an earlier one."""
        if not pairs:
            return
        top = max(number for number, _ in pairs) + 1
        if top > len(self._of):
            self._of = np.pad(self._of, (0, max(top, len(self._of) * 5 // 4) - len(self._of)))
        for number, value in pairs:
            self._of[number] = self._numbers.setdefault(value, len(self._numbers))

    def count(self, ids: Ids) -> tuple[FacetCount, ...]:
        """Count the articles by text, largest first."""
        of = self._of
        # Ids ascend: those behind the array's end have no text.
        known = ids[: np.searchsorted(ids, len(of))]
        counts = np.bincount(of[known], minlength=len(self._numbers)).tolist()
        return _largest_first({text: counts[number] for text, number in self._numbers.items()})


def _largest_first(counts: Mapping[str, int]) -> tuple[FacetCount, ...]:
    present = sorted(((-count, value) for value, count in counts.items() if value and count))
    return tuple(FacetCount(value=value, count=-count) for count, value in present)


def _month(day: int) -> str:
    return f"{day // 10000:04d}-{day // 100 % 100:02d}" if day else ""


def _day(number: int) -> date | None:
    return date(number // 10000, number // 100 % 100, number % 100) if number else None
