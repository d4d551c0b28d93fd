"""What every search engine of the archive takes and gives back, whatever database is below.

Keeps the records and the ports: `Backend` for those who ask, `Index` for the databases below, `Asked` for its half
that answers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.query import Tree
from archive.records import FacetCount

Ids = NDArray[np.int64]
"""Article ids."""
Sort = Literal["relevance", "date", "source"]
TABLE = "article_fts"
"""Name of the table that is the index, or holds its texts."""
NEXT = "article_fts_next"
"""The same of one that is being built."""


@dataclass(slots=True, kw_only=True)
class IndexDoc:
    """What the search index must know of one article."""

    article_id: int
    source: str
    """Source id."""
    place: str
    """Place id of the source, empty when it has none."""
    title: str
    kicker: str
    """引题 and 副题, one a line."""
    body: str
    """Paragraphs joined by line breaks."""
    people: tuple[str, ...] = ()
    """Names of those who made the article."""
    persons: tuple[str, ...] = ()
    """Normal names of the persons whom the text names."""
    orgs: tuple[str, ...] = ()
    """Normal names of the bodies that the text names."""
    places: tuple[str, ...] = ()
    """Full names of the places that the text names, such as 镇江市."""
    themes: tuple[str, ...] = ()
    """Theme ids."""
    published_on: date | None = None
    kind: str = ""
    language: str = ""
    """BCP 47, empty when unknown."""
    page_label: str = ""
    """Layout page as printed, such as A01."""


@dataclass(slots=True, kw_only=True)
class Found:
    """What a query found, sorted, one page of it."""

    total: int
    """Exact number of matching articles."""
    stories: int
    """Exact number of duplicate clusters among them."""
    ids: tuple[int, ...]
    """Article ids of the page asked for, in order."""
    scores: tuple[float | None, ...]
    """BM25 beside each id, larger is better; None when another order was asked for or the hit was not ranked."""
    matched: Ids
    """Ids of all matching articles, ascending."""
    upto: int
    """Largest article number among them, or what was asked for."""
    notes: tuple[str, ...] = ()
    """What the reader should know of this answer."""


class Values(Protocol):
    """What the archive knows of filter values."""

    def numbers(self, field: str, value: str) -> list[int]:
        """Return the numbers of all values that a filter means; none when the archive has no such value."""

    def span(self) -> tuple[date, date]:
        """Return the first and the last day that any article has."""


class Lengths(Protocol):
    """How long the indexed articles are, in tokens; BM25 needs it."""

    def tokens(self, ids: Ids) -> Ids:
        """Return the tokens of each article."""

    def all_tokens(self) -> tuple[int, int]:
        """Return how many articles are indexed, and how many tokens they have together."""


class Asked(Protocol):
    """What an index can be asked: which articles match, and how well. All calls work inside the caller's session."""

    def ids(self, session: Session, tree: Tree, values: Values, within: Ids | None) -> Ids:
        """Return the ids of all matching articles, ascending; `within`, ascending, restricts them."""

    def total(self, session: Session, tree: Tree, values: Values) -> int:
        """Return how many articles match; the tree asks for nothing beyond the index."""

    def walk(self, session: Session, tree: Tree, values: Values) -> Iterator[Ids] | None:
        """Yield the ids of all matching articles in blocks, largest ids first, each block ascending.

        They are more where the tree is beyond the index. None for an index that cannot be read from its end.
        """

    def scores(
        self, session: Session, tree: Tree, values: Values, matched: Ids, lengths: Lengths
    ) -> NDArray[np.float64]:
        """Return BM25 of some matches, one at least, ascending; in their order."""

    def everything(self, session: Session, lengths: Lengths) -> tuple[int, int]:
        """Return how many articles, with how many tokens together, BM25 is reckoned with."""

    def rarest(self, session: Session, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""


class Index(Asked, Protocol):
    """The postings of one database, and how they are written; inside the caller's session unless they take an engine.

    A second index, `next`, may be built beside the one that is asked, and take its place.
    """

    def put(
        self, session: Session, docs: Sequence[IndexDoc], metas: Sequence[Sequence[str]], *, table: str = TABLE
    ) -> list[int]:
        """Index articles with their filter tokens, or index them anew; return how many tokens each has."""

    def remove(self, session: Session, article_id: int, *, table: str = TABLE) -> None:
        """Forget one article; does nothing when it is not indexed."""

    def tidy(self, engine: Engine) -> int:
        """Bring the index that is asked into a good shape, in transactions of its own; return its pieces.

        Searches and writers go on meanwhile, and it may be broken off anywhere.
        """

    def create_next(self, session: Session) -> None:
        """Make the next index, empty; one that is there is dropped first."""

    def finish_next(self, engine: Engine) -> None:
        """Bring the next index into its best shape, in transactions of its own. May be done again."""

    def switch(self, session: Session) -> None:
        """Put the next index in the place of the one that is asked."""

    def drop_old(self, session: Session) -> None:
        """Drop what was asked before a switch; does nothing when that is gone."""


class Backend(Protocol):
    """A search engine over the archive's own tables. All calls work inside the caller's session."""

    def add(self, session: Session, doc: IndexDoc) -> None:
        """Index one article, or index it anew, in the session's transaction."""

    def add_all(self, session: Session, docs: Iterable[IndexDoc]) -> None:
        """Index many articles in the session's transaction."""

    def remove(self, session: Session, article_id: int) -> None:
        """Forget one article; does nothing when it is not indexed."""

    def rebuild(self, session: Session, docs: Iterable[IndexDoc]) -> None:
        """Write articles into the next index, in the session's transaction; see archive.search.reindex."""

    def ids(self, session: Session, tree: Tree, within: Iterable[int] | None = None) -> Ids:
        """Return the ids of all matching articles, ascending; `within` restricts them to the ids given."""

    def total(self, session: Session, tree: Tree) -> int:
        """Return how many articles match."""

    def newest(self, session: Session, tree: Tree, limit: int, *, collapse: bool = False) -> tuple[int, ...]:
        """Return the ids of the newest matches by day, as `find` by date has them first; it counts nothing."""

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

    def rarest(self, session: Session, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""

    def facets(self, session: Session, ids: Ids) -> Mapping[str, tuple[FacetCount, ...]]:
        """Count articles by `source`, `place`, `theme`, `type`, `page` (largest first) and `month` (ascending)."""

    def days(self, session: Session, ids: Ids | None) -> Mapping[date | None, int]:
        """Count articles by day, None those without one; without `ids`, all articles of the archive."""
