"""The index in PostgreSQL: pairs of characters in a GIN index over a function, and the kept texts to make sure.

Needs no extension. The table `article_fts` holds each text as `archive.search.written` writes it; `article_grams`
makes its tokens. What the tsquery cannot say exactly is read in the texts, which lie in the rows themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from archive.query import And, Days, Filter, Near, Text, Tree
from archive.search.base import NEXT, TABLE, Ids, IndexDoc, Lengths, Values
from archive.search.conditions import HUGE, Condition, filter_tokens, is_exact, superset
from archive.search.numbers import numbers
from archive.search.parts import answer_parts
from archive.search.ranking import WEIGHTS, bm25, in_units, leaves_to_read
from archive.search.rare import rarest
from archive.search.written import NearWords, overlaps_itself, token_count, written, written_words

HUGE_BYTES = 200_000
"""Bytes of kept text above which its tokens might not fit a tsvector (1 MB with their places, 5 bytes each)."""
FEW = 1000
"""Articles that are sooner read than looked up in the index."""
READ_AT_ONCE = 1000
"""Texts fetched by one statement."""

PUT = """
INSERT INTO {0} (article_id, title, kicker, body, meta)
VALUES (:article_id, :title, :kicker, :body, :meta)
ON CONFLICT (article_id) DO UPDATE SET title = excluded.title, kicker = excluded.kicker, body = excluded.body,
meta = excluded.meta
"""
REMOVE = "DELETE FROM {0} WHERE article_id = :id"
OLD = "article_fts_old"
GRAMS_INDEX, NEXT_GRAMS = "ix_article_fts_grams", "ix_article_fts_next_grams"
CREATE_GRAMS = (
    f"CREATE INDEX CONCURRENTLY {NEXT_GRAMS} ON {NEXT} USING gin (article_grams(title, kicker, body, meta)) "
    "WITH (fastupdate = off)"
)
SWITCH = (
    f"ALTER TABLE {TABLE} RENAME TO {OLD}",
    f"ALTER INDEX {TABLE}_pkey RENAME TO {OLD}_pkey",
    f"ALTER INDEX {GRAMS_INDEX} RENAME TO ix_{OLD}_grams",
    f"ALTER TABLE {NEXT} RENAME TO {TABLE}",
    f"ALTER INDEX {NEXT}_pkey RENAME TO {TABLE}_pkey",
    f"ALTER INDEX {NEXT_GRAMS} RENAME TO {GRAMS_INDEX}",
)
GRAMS = "article_grams(title, kicker, body, meta) @@ CAST(:query AS tsquery)"
JOINED = "SELECT string_agg(CAST(article_id AS text), ',') FROM article_fts WHERE "
COUNT = "SELECT count(*) FROM article_fts WHERE "
AMONG = "article_id = ANY(CAST(:among AS bigint[]))"
TEXTS = sql("SELECT article_id, title, kicker, body FROM article_fts WHERE article_id = ANY(:among)")
HOLDING = sql(
    "SELECT token, (SELECT string_agg(CAST(article_id AS text), ',') FROM (SELECT article_id FROM article_fts"
    " WHERE article_grams(title, kicker, body, meta) @@ CAST(quote_literal(token) AS tsquery) LIMIT :most) AS holders)"
    " FROM unnest(CAST(:tokens AS text[])) AS token"
)
"""Who has a token in any field, of many tokens at once."""
# Bit maps stay exact: a lossy one would make the tokens of every text on a page anew.
ROOM = sql("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")


class PostgresIndex:
    """The postings of one PostgreSQL archive."""

    def put(
        self, session: Session, docs: Sequence[IndexDoc], metas: Sequence[Sequence[str]], *, table: str = TABLE
    ) -> list[int]:
        """Index articles, or index them anew; return how many tokens each has."""
        rows = [_row(doc, meta) for doc, meta in zip(docs, metas, strict=True)]
        session.execute(sql(PUT.format(table)), rows)
        return [sum(token_count(row[name]) for name in WEIGHTS) + len(row["meta"]) for row in rows]

    def remove(self, session: Session, article_id: int, *, table: str = TABLE) -> None:
        """Forget one article; does nothing when it is not indexed."""
        session.execute(sql(REMOVE.format(table)), {"id": article_id})

    def ids(self, session: Session, tree: Tree, values: Values, within: Ids | None) -> Ids:
        """Return the ids of all matching articles, ascending; `within` restricts them to the ids given."""
        found = answer_parts(session, _Lookup(session, values, within), tree)
        return found if within is None else np.intersect1d(found, within, assume_unique=True)

    def total(self, session: Session, tree: Tree, values: Values) -> int:
        """Return how many articles match; the tree asks for nothing beyond the index."""
        return _Lookup(session, values, None).count(tree)

    def walk(self, _session: Session, _tree: Tree, _values: Values) -> Iterator[Ids] | None:
        """Return None: a GIN index gives what it has all at once."""
        return None

    def scores(
        self, session: Session, tree: Tree, values: Values, matched: Ids, lengths: Lengths
    ) -> NDArray[np.float64]:
        """Return BM25 of some matches, one at least, ascending; in their order."""
        leaves = list(dict.fromkeys(leaves_to_read(tree)))
        words = [leaf for leaf in leaves if isinstance(leaf, Text)]
        if not words:
            return np.zeros(len(matched))
        lookup = _Lookup(session, values, None)
        counts = _counts(session, leaves, values, matched)
        hits = {word: lookup.count(word) for word in words}
        return in_units(bm25(tree, counts, hits, lengths.tokens(matched), lengths.all_tokens()))

    def everything(self, _session: Session, lengths: Lengths) -> tuple[int, int]:
        """Return how many articles, with how many tokens together, BM25 is reckoned with."""
        return lengths.all_tokens()

    def rarest(self, session: Session, tokens: Sequence[str], most: int, limit: int) -> list[Ids]:
        """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""
        return rarest(session, tokens, most, limit, holders=_holders)

    def create_next(self, session: Session) -> None:
        """Make the next index, empty; one that is there is dropped first."""
        session.execute(sql(f"DROP TABLE IF EXISTS {NEXT}"))
        # The index over it comes last: built at once it takes a third of the time.
        session.execute(sql(f"CREATE TABLE {NEXT} (LIKE {TABLE} INCLUDING STORAGE) WITH (toast_tuple_target = 8160)"))
        session.execute(sql(f"ALTER TABLE {NEXT} ADD CONSTRAINT {NEXT}_pkey PRIMARY KEY (article_id)"))

    def tidy(self, _engine: Engine) -> int:
        """Do nothing: the index is one piece, and the server's own vacuum cares for it."""
        return 1

    def finish_next(self, engine: Engine) -> None:
        """Index the next texts while writers go on; what an attempt that was broken off left is dropped."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sql(f"DROP INDEX IF EXISTS {NEXT_GRAMS}"))
            connection.execute(sql(CREATE_GRAMS))
            connection.execute(sql(f"ANALYZE {NEXT}"))

    def switch(self, session: Session) -> None:
        """Put the next index in the place of the one that is asked."""
        for statement in SWITCH:
            session.execute(sql(statement))

    def drop_old(self, session: Session) -> None:
        """Drop what was asked before a switch; does nothing when that is gone."""
        session.execute(sql(f"DROP TABLE IF EXISTS {OLD}"))


class _Lookup:
    """One question to the index, within one session."""

    def __init__(self, session: Session, values: Values, within: Ids | None) -> None:
        self._session = session
        self._values = values
        self._within = within
        session.execute(ROOM)

    def matching(self, tree: Tree) -> Ids:
        """Return the ids of all articles that the tree finds, ascending; more where the tree is beyond the index."""
        if self._within is not None and len(self._within) <= FEW:
            condition = Condition(self._values)
            where = f"{AMONG} AND {condition.of(tree)}"
            return self._ask(JOINED + where, condition.bound | {"among": self._within.tolist()})
        usual, huge = (self._ask(JOINED + where, bound) for where, bound in self._questions(tree))
        return np.union1d(usual, huge) if len(huge) else usual

    def every(self) -> Ids:
        """Return the ids of all articles, ascending."""
        return self._ask("SELECT string_agg(CAST(article_id AS text), ',') FROM article_fts", {})

    def near(self, near: Near, among: Ids) -> Ids:
        """Return those of the articles where the two words stand near each other, by reading their texts."""
        fields = [near.left.field] if near.left.field else list(WEIGHTS)
        words = NearWords(near)
        found = []
        for start in range(0, len(among), READ_AT_ONCE):
            few = among[start : start + READ_AT_ONCE].tolist()
            for row in self._session.execute(TEXTS, {"among": few}):
                if any(words.stand_in(getattr(row, name)) for name in fields):
                    found.append(row.article_id)
        return np.sort(np.array(found, np.int64))

    def count(self, tree: Tree) -> int:
        """Return how many articles of the archive match; the tree asks for nothing beyond the index."""
        questions = self._questions(tree)
        return sum(self._session.execute(sql(COUNT + where), bound).scalar_one() for where, bound in questions)

    def _questions(self, tree: Tree) -> list[tuple[str, dict[str, Any]]]:
        """Return what finds the articles of usual size, and what finds the huge ones, of which all is read."""
        condition, whole = Condition(self._values), Condition(self._values)
        parts = tree.parts if isinstance(tree, And) else (tree,)
        wanted = [GRAMS, *(condition.of(part) for part in parts if not is_exact(part))]
        query = f"({superset(tree, self._values)}) & !'{HUGE}'"
        return [
            (" AND ".join(wanted), condition.bound | {"query": query}),
            (f"{GRAMS} AND {whole.of(tree)}", whole.bound | {"query": f"'{HUGE}'"}),
        ]

    def _ask(self, question: str, bound: Mapping[str, Any]) -> Ids:
        return np.sort(numbers(self._session.execute(sql(question), bound).scalar()))


def _holders(session: Session, tokens: Sequence[str], most: int) -> Iterator[tuple[str, Ids]]:
    for token, joined in session.execute(HOLDING, {"tokens": list(tokens), "most": most}):
        yield token, np.sort(numbers(joined))


def _row(doc: IndexDoc, meta: Sequence[str]) -> dict[str, Any]:
    kept = {"title": written(doc.title), "kicker": written(doc.kicker), "body": written(doc.body)}
    is_huge = sum(len(one.encode()) for one in kept.values()) > HUGE_BYTES
    return {"article_id": doc.article_id, **kept, "meta": [*meta, HUGE] if is_huge else list(meta)}


def _counts(session: Session, leaves: Sequence[Tree], values: Values, ids: Ids) -> dict[Tree, NDArray[np.int64]]:
    """Return of each leaf what it counts in each of the articles."""
    bound: dict[str, Any] = {"among": ids.tolist()}
    columns = [_count_of(leaf, values, number, bound) for number, leaf in enumerate(leaves)]
    row = " || ',' || ".join(["article_id", *columns])
    question = f"SELECT string_agg({row}, ',') FROM article_fts WHERE {AMONG}"  # noqa: S608 # our own columns
    joined = session.execute(sql(question), bound).scalar()
    table = numbers(joined).reshape(-1, 1 + len(leaves))
    table = table[np.argsort(table[:, 0])]
    return {leaf: table[:, 1 + number] for number, leaf in enumerate(leaves)}


def _count_of(leaf: Tree, values: Values, number: int, bound: dict[str, Any]) -> str:
    if isinstance(leaf, (Filter, Days)):
        bound[f"meta_{number}"] = filter_tokens(leaf, values)
        return f"CAST(meta && CAST(:meta_{number} AS text[]) AS integer)"
    assert isinstance(leaf, Text)
    words = written_words(leaf)
    bound[f"words_{number}"] = words
    fields = (leaf.field,) if leaf.field else tuple(WEIGHTS)
    return "(" + " + ".join(f"{WEIGHTS[name]} * {_occurrences(name, number, words)}" for name in fields) + ")"


def _occurrences(column: str, number: int, words: str) -> str:
    if overlaps_itself(words):
        return f"regexp_count({column}, '(?=' || CAST(:words_{number} AS text) || ')')"
    size = len(words.encode())
    return f"((octet_length({column}) - octet_length(replace({column}, :words_{number}, ''))) / {size})"
