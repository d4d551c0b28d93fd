"""Articles in an index of tantivy, on disk or in memory: how they are written, and what one state of it can tell.

Tokens are cut by the archive, as for its own index. Each Chinese character is kept once more with how often it stands
in which field (`国b3`: three times in the body), because looking up a single character among pairs reads them all.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from archive.errors import JianbaoError
from archive.extras import library
from archive.query.fold import fold, is_cjk
from archive.search.base import Ids, IndexDoc
from archive.search.tokens import EVERY, text_tokens

FIELDS = {"title": "t", "kicker": "k", "body": "b"}
"""Field → letter between a character and the number of times that it stands there."""
MARK = "mark"
"""The one document that is no article says in this field how far the index is, in JSON."""
IS_MARK = "is_mark"
HEAP_BYTES = 64_000_000
"""Memory of whoever writes an index on disk."""
LEAST_HEAP_BYTES = 15_000_000
"""The least that tantivy accepts; for some articles in memory."""
MEND = "jianbao db accelerate --drop, then jianbao db accelerate"
SOONER_LISTED = 1000
"""Articles that are sooner listed than compared with a bound."""
FIRST = itemgetter(0)
ALL = 1 << 31
"""More articles than any archive has."""


class BrokenPostings(JianbaoError):
    """The index of tantivy is torn, foreign or in other hands. Nobody who searches sees it: the archive answers."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever tantivy says of an index that it cannot read or write into BrokenPostings."""
    try:
        yield
    except _failures() as error:
        raise BrokenPostings(f"the accelerator cannot be used: {error}", mend=MEND) from error


def _failures() -> tuple[type[BaseException], ...]:
    """Return what tantivy raises; a panic inside is raised as what is no Exception, and made when it first happens."""
    panics = [kind for kind in BaseException.__subclasses__() if kind.__name__ == "PanicException"]
    return (ValueError, OSError, *panics)


@cache
def schema() -> Any:
    """Return the fields of the index. Raises AskedWrongly where tantivy is not installed."""
    builder = library("tantivy").SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for field in ("signs", "meta", IS_MARK):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(MARK, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def in_memory() -> Any:
    """Return an empty index in memory."""
    with guarded():
        return library("tantivy").Index(schema())


def on_disk(folder: Path) -> Any:
    """Return the index of a folder. Raises BrokenPostings when there is none that can be read."""
    with guarded():
        return library("tantivy").Index.open(str(folder))


def create(folder: Path) -> None:
    """Make an empty index in a folder of its own."""
    folder.mkdir(parents=True)
    with guarded():
        library("tantivy").Index(schema(), path=str(folder))


def signs(folded: str, letter: str) -> list[str]:
    """Return the characters of a field with how often each stands there.

    >>> signs("天天向上 gdp", "b")
    ['天b2', '向b1', '上b1']
    """
    counted = Counter(folded).items()
    # Asked of the plainest characters first: nearly all signs of the news are of them.
    return [f"{sign}{letter}{count}" for sign, count in counted if "\u4e00" <= sign <= "\u9fff" or is_cjk(sign)]


class Writing:
    """Writes articles into an index; what is not committed is as if it had never been."""

    def __init__(self, index: Any, *, heap_bytes: int = HEAP_BYTES) -> None:
        with guarded():
            self._writer = index.writer(heap_bytes, 1)

    def put(self, doc: IndexDoc, meta: Sequence[str]) -> None:
        """Write an article that is not there; `remove` it before where it may be."""
        entry = library("tantivy").Document()
        entry.add_integer("id", doc.article_id)
        counted: list[str] = []
        for field, letter in FIELDS.items():
            text: str = getattr(doc, field)
            entry.add_text(field, text_tokens(text))
            counted += signs(fold(text), letter)
        entry.add_text("signs", " ".join(counted))
        entry.add_text("meta", " ".join(meta))
        with guarded():
            self._writer.add_document(entry)

    def remove(self, article_id: int) -> None:
        """Forget an article; does nothing when it is not there."""
        with guarded():
            self._writer.delete_documents_by_term("id", article_id)

    def mark(self, words: str) -> None:
        """Say how far the index is with the coming commit."""
        entry = library("tantivy").Document()
        entry.add_text(IS_MARK, "1")
        entry.add_text(MARK, words)
        with guarded():
            self._writer.delete_documents_by_term(IS_MARK, "1")
            self._writer.add_document(entry)

    def commit(self) -> None:
        """Make what was written the state of the index, all of it or nothing."""
        with guarded():
            self._writer.commit()

    def close(self) -> None:
        """Let go of the index, when what is being merged is merged."""
        with guarded():
            self._writer.wait_merging_threads()


class Reader:
    """One state of an index. Some of its articles may be hidden, because they are newer elsewhere."""

    def __init__(self, index: Any, hidden: Sequence[int] = ()) -> None:
        query, self._must, self._not = _query(), _occur().Must, _occur().MustNot
        self._hidden = query.term_set_query(schema(), "id", list(hidden)) if hidden else None
        self._every: Ids | None = None
        self._gone: int | None = None
        with guarded():
            index.reload()
            self._searcher = index.searcher()

    def mark(self) -> str:
        """Return what was said of how far the index is; empty when nothing was."""
        with guarded():
            hits = self._searcher.search(_query().term_query(schema(), IS_MARK, "1", "basic"), limit=1).hits
            return str(self._searcher.doc(hits[0][1])[MARK][0]) if hits else ""

    def total(self, asked: Any) -> int:
        """Return how many articles match."""
        with guarded():
            return int(self._searcher.search(self._shown(asked), limit=1, count=True).count)

    def articles(self) -> int:
        """Return how many articles there are."""
        return self.total(_query().term_query(schema(), "meta", EVERY, "basic"))

    def ids(self, asked: Any) -> Ids:
        """Return the ids of all articles that match, ascending."""
        total = self.total(asked)
        every = self._all()
        if total <= len(every) // 2:
            return self._listed(self._shown(asked), total)
        # Each id costs its time to hand over: of a word that most articles have, the others are fewer.
        others = self._listed(_none_of(self._shown(asked)), len(every))
        return np.setdiff1d(every, others, assume_unique=True)

    def at_least(self, token: str) -> int:
        """Return, at once, a number of articles that surely have a token in some field."""
        with guarded():
            held = max(int(self._searcher.doc_freq(field, token)) for field in FIELDS)
        # Articles that were removed count there until their piece is merged.
        return max(0, held - self._removed())

    def holders(self, token: str, most: int) -> Ids:
        """Return the ids of the articles that have a token in any field, ascending; one more than `most` at most."""
        terms = [_query().term_query(schema(), field, token, "basic") for field in FIELDS]
        asked = _query().boolean_query([(_occur().Should, term) for term in terms])
        return self._listed(self._shown(asked), most + 1)

    def ids_from(self, asked: Any, first: int) -> Ids:
        """Return the ids of the articles that match and have this number or a larger one, ascending."""
        total = self.total(asked)
        if total > SOONER_LISTED:
            bounded = _query().range_query(schema(), "id", _integer(), first, None)
            asked = _query().boolean_query([(self._must, asked), (self._must, bounded)])
        found = self._listed(self._shown(asked), total)
        return found[np.searchsorted(found, first) :]

    def block(self, asked: Any, size: int, offset: int) -> Ids:
        """Return a few of the articles that match, largest ids first, behind so many larger ones; ascending."""
        with guarded():
            found = self._searcher.search(
                self._shown(asked), limit=size, count=False, order_by_field="id", offset=offset
            )
            return np.array([number for number, _ in reversed(found.hits)], np.int64)

    def counted(self, sign: str) -> list[tuple[str, int]]:
        """Return the entries of a character in the field `signs`, such as `国b3`, each with most articles it has."""
        with guarded():
            return list(self._searcher.terms_with_prefix("signs", sign))

    def _removed(self) -> int:
        """Return at how many articles a number of holders may be too large."""
        if self._gone is None:
            with guarded():
                self._gone = int(self._searcher.doc_freq("meta", EVERY)) - self.articles()
        return self._gone

    def _all(self) -> Ids:
        if self._every is None:
            self._every = self._listed(self._shown(_query().term_query(schema(), "meta", EVERY, "basic")), ALL)
        return self._every

    def _shown(self, asked: Any) -> Any:
        if self._hidden is None:
            return asked
        return _query().boolean_query([(self._must, asked), (self._not, self._hidden)])

    def _listed(self, asked: Any, most: int) -> Ids:
        with guarded():
            limit = min(max(1, most), max(1, int(self._searcher.num_docs)))
            hits = self._searcher.search(asked, limit=limit, count=False, order_by_field="id").hits
            return np.fromiter(map(FIRST, hits), np.int64, len(hits))[::-1]


def _query() -> Any:
    return library("tantivy").Query


def _integer() -> Any:
    return library("tantivy").FieldType.Integer


def _occur() -> Any:
    return library("tantivy").Occur


def _none_of(asked: Any) -> Any:
    every = _query().term_query(schema(), "meta", EVERY, "basic")
    return _query().boolean_query([(_occur().Must, every), (_occur().MustNot, asked)])
