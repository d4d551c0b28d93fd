"""The index in SQLite: pairs of characters in one contentless FTS5 table, in the archive's own file and transactions.

Ids leave SQLite as one string (measured: 530,000 ids in 38 ms, against 225 ms row by row), which is what makes exact
totals cheap. No statement joins beside MATCH.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.query import Near, Tree
from archive.search.base import NEXT, TABLE, Ids, IndexDoc, Lengths, Values
from archive.search.match import expression
from archive.search.near import near_ids, perhaps_near
from archive.search.numbers import numbers
from archive.search.parts import answer_parts
from archive.search.ranking import SCORE_UNIT
from archive.search.rare import rarest
from archive.search.tokens import EVERY, text_tokens

PUT = "INSERT OR REPLACE INTO {0} (rowid, title, kicker, body, meta) VALUES (?, ?, ?, ?, ?)"
REMOVE = "DELETE FROM {0} WHERE rowid = ?"
TOTAL = "SELECT count(*) FROM article_fts WHERE article_fts MATCH ?"
MATCHING = "SELECT group_concat(rowid) FROM article_fts WHERE article_fts MATCH ?"
MATCHING_BETWEEN = "SELECT group_concat(rowid) FROM article_fts WHERE article_fts MATCH ? AND rowid BETWEEN ? AND ?"
ACCOUNT = "SELECT block FROM article_fts_data WHERE id = 1"
"""Where FTS5 keeps how many rows there are and how many tokens they have, a number a column."""
HOLDING = "SELECT group_concat(rowid) FROM (SELECT rowid FROM article_fts WHERE article_fts MATCH ? LIMIT ?)"
DOWN = "SELECT rowid FROM article_fts WHERE article_fts MATCH ? ORDER BY rowid DESC"
FIRST_BLOCK = 24
"""Ids of the first block of a walk; each one behind has twice as many."""
OLD = "article_fts_old"
DOCUMENTS = "attachment_fts"
DROP = "DROP TABLE IF EXISTS {0}"
RENAME = "ALTER TABLE {0} RENAME TO {1}"
# As in the first migration, which makes the first index.
CREATE = (
    "CREATE VIRTUAL TABLE {0} USING fts5("
    "title, kicker, body, meta, content='', contentless_delete=1, tokenize='ascii')",
    "INSERT INTO {0} ({0}, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0, 0.0)')",
    "INSERT INTO {0} ({0}, rank) VALUES ('hashsize', 67108864)",
    "INSERT INTO {0} ({0}, rank) VALUES ('usermerge', 2)",
)
CREATE_WORDS = "CREATE VIRTUAL TABLE article_fts_words USING fts5vocab(article_fts, instance)"
MERGE = "INSERT INTO {0} ({0}, rank) VALUES ('merge', ?)"
MERGED_PAGES = 2000
"""Pages of 4 kB that one transaction merges; a negative number begins to merge everything into one piece."""
MERGE_WORKED = 2
"""Changes by which FTS5 says that a merge had something to do."""
PIECES = "SELECT count(*) FROM {0}_idx GROUP BY segid ORDER BY 1"
"""Sizes of the pieces that an index has, in entries of its directory; each entry is a page of 4 kB or a few."""
YOUNG = 0.1
"""Share of an index in all pieces but the largest from which everything is merged, so that each byte of the old is
written again once in a tenth's growth, not each night."""
RANKING = """
SELECT group_concat(rowid), group_concat(CAST(rank * ? AS INTEGER))
FROM article_fts WHERE article_fts MATCH ? AND rowid BETWEEN ? AND ?
"""


class SqliteIndex:
    """The postings of one SQLite archive."""

    def put(
        self, session: Session, docs: Sequence[IndexDoc], metas: Sequence[Sequence[str]], *, table: str = TABLE
    ) -> list[int]:
        """Index articles, or index them anew; return how many tokens each has."""
        rows = [_tokens_row(doc, meta) for doc, meta in zip(docs, metas, strict=True)]
        session.connection().exec_driver_sql(PUT.format(table), rows)
        return [sum(column.count(" ") + 1 for column in row[1:] if column) for row in rows]

    def remove(self, session: Session, article_id: int, *, table: str = TABLE) -> None:
        """Forget one article; does nothing when it is not indexed."""
        session.connection().exec_driver_sql(REMOVE.format(table), (article_id,))

    def ids(self, session: Session, tree: Tree, values: Values, within: Ids | None) -> Ids:
        """Return the ids of all matching articles, ascending; `within` restricts them to the ids given."""
        found = answer_parts(session, _Lookup(session, values, within), tree)
        return found if within is None else np.intersect1d(found, within, assume_unique=True)

    def total(self, session: Session, tree: Tree, values: Values) -> int:
        """Return how many articles match; the tree asks for nothing beyond the index."""
        return int(session.connection().exec_driver_sql(TOTAL, (expression(tree, values),)).scalar_one())

    def walk(self, session: Session, tree: Tree, values: Values) -> Iterator[Ids] | None:
        """Yield the ids of all matching articles in blocks, largest ids first, each block ascending."""
        return _blocks(session, expression(tree, values, near=perhaps_near))

    def scores(
        self, session: Session, tree: Tree, values: Values, matched: Ids, _lengths: Lengths
    ) -> NDArray[np.float64]:
        """Return BM25 of some matches, one at least, ascending; in their order."""
        question = (-SCORE_UNIT, expression(tree, values), int(matched[0]), int(matched[-1]))
        ids, scores = session.connection().exec_driver_sql(RANKING, question).one()
        places = np.searchsorted(numbers(ids), matched)
        ranked: NDArray[np.float64] = numbers(scores)[places] / SCORE_UNIT
        return ranked

    def everything(self, session: Session, _lengths: Lengths) -> tuple[int, int]:
        """Return how many articles, with how many tokens together, BM25 is reckoned with, by FTS5's own account.

        It goes on counting the tokens of articles that were changed or removed.
        """
        articles, *tokens = _varints(session.connection().exec_driver_sql(ACCOUNT).scalar() or b"\0")
        return articles, sum(tokens)

    def rarest(self, session: Session, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""
        return rarest(session, tokens, most, limit, holders=_holders)

    def create_next(self, session: Session) -> None:
        """Make the next index, empty; one that is there is dropped first."""
        _run(session, DROP.format(NEXT), *(statement.format(NEXT) for statement in CREATE))

    def finish_next(self, engine: Engine) -> None:
        """Merge the pieces of the next index into one. May be done again."""
        _merge(engine, NEXT, everything=True)

    def tidy(self, engine: Engine) -> int:
        """Merge pieces that the index has fallen into, in transactions of its own; return how many are left.

        Each word of a query is looked up in every piece. Measured on a million articles: nine pieces became one in
        22 CPU seconds, no transaction above 0.11; the newest 20 then took 4.0 instead of 6.5 ms (p95), 0.4 instead of
        1.0 (median).
        """
        for table in (TABLE, DOCUMENTS):
            *young, oldest = _pieces(engine, table) or [0]
            if young:
                _merge(engine, table, everything=sum(young) >= YOUNG * (sum(young) + oldest))
        return len(_pieces(engine, TABLE))

    def switch(self, session: Session) -> None:
        """Put the next index in the place of the one that is asked."""
        renamed = (RENAME.format(TABLE, OLD), RENAME.format(NEXT, TABLE))
        _run(session, "DROP TABLE article_fts_words", *renamed, CREATE_WORDS)

    def drop_old(self, session: Session) -> None:
        """Drop what was asked before a switch; does nothing when that is gone."""
        _run(session, DROP.format(OLD))


def _varints(block: bytes) -> list[int]:
    """Return the numbers of a record as SQLite packs them: seven bits a byte, the first bit says that more follow."""
    found, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return found


def _holders(session: Session, tokens: Sequence[str], most: int) -> Iterator[tuple[str, Ids]]:
    # Tokens are letters and digits alone, so nothing in them needs quoting.
    for token in tokens:
        yield token, numbers(session.connection().exec_driver_sql(HOLDING, (f'"{token}"', most)).scalar())


def _pieces(engine: Engine, table: str) -> list[int]:
    with reading(engine) as session:
        return [row[0] for row in session.connection().exec_driver_sql(PIECES.format(table))]


def _merge(engine: Engine, table: str, *, everything: bool) -> None:
    """Merge the pieces of an index, some megabytes a transaction, so that writers get between."""
    pages = -MERGED_PAGES if everything else MERGED_PAGES
    changes = MERGE_WORKED
    while changes >= MERGE_WORKED:
        with writing(engine) as session:
            before = _changes(session)
            session.connection().exec_driver_sql(MERGE.format(table), (pages,))
            changes = _changes(session) - before
        pages = MERGED_PAGES


def _blocks(session: Session, question: str) -> Iterator[Ids]:
    with session.connection().exec_driver_sql(DOWN, (question,)) as rows:
        size = FIRST_BLOCK
        while block := rows.fetchmany(size):
            yield np.array([row[0] for row in reversed(block)], np.int64)
            size *= 2


def _run(session: Session, *statements: str) -> None:
    for statement in statements:
        session.connection().exec_driver_sql(statement)


def _changes(session: Session) -> int:
    return int(session.connection().exec_driver_sql("SELECT total_changes()").scalar_one())


class _Lookup:
    """One question to the index, within one session."""

    def __init__(self, session: Session, values: Values, within: Ids | None) -> None:
        self._session = session
        self._values = values
        self._within = within

    def matching(self, tree: Tree) -> Ids:
        """Return the ids of all articles that the tree finds, ascending; more where the tree is beyond the index."""
        return self._match(expression(tree, self._values))

    def every(self) -> Ids:
        """Return the ids of all articles, ascending."""
        return self._match(f'"{EVERY}"')

    def near(self, near: Near, among: Ids) -> Ids:
        """Return those of the articles, all of which have both words, where they stand near each other."""
        return near_ids(self._session, near, among)

    def _match(self, question: str) -> Ids:
        connection = self._session.connection()
        if self._within is None:
            return numbers(connection.exec_driver_sql(MATCHING, (question,)).scalar())
        if not len(self._within):
            return np.zeros(0, np.int64)
        bounds = (int(self._within[0]), int(self._within[-1]))
        return numbers(connection.exec_driver_sql(MATCHING_BETWEEN, (question, *bounds)).scalar())


def _tokens_row(doc: IndexDoc, meta: Sequence[str]) -> tuple[int, str, str, str, str]:
    return doc.article_id, text_tokens(doc.title), text_tokens(doc.kicker), text_tokens(doc.body), " ".join(meta)
