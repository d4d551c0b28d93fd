"""The words of documents that articles have: an index beside that of the articles, asked by `attachment:`.

The text of an article stays what is printed: a plain word never finds it by a document, a note counts those instead.
Documents are cut into tokens like articles, so a word means the same in both; the words of one value stand in one
document, in a row, as those of a phrase do.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from archive.models import Attachment
from archive.query import And, Days, Filter, Or, Text, Tree, canonical
from archive.query.fold import runs
from archive.query.tree import join
from archive.records import Hit
from archive.search.base import Backend, Ids
from archive.search.conditions import HUGE, superset
from archive.search.numbers import numbers
from archive.search.snippets import snippet
from archive.search.tokens import text_phrase, text_tokens
from archive.search.values import ArchiveValues
from archive.search.written import written, written_words

FIELD = "attachment"
HUGE_BYTES = 200_000
"""Bytes of kept text above which its tokens might not fit a tsvector, as of articles."""
PUT_SQLITE = text("INSERT OR REPLACE INTO attachment_fts (rowid, words) VALUES (:id, :words)")
PUT_POSTGRESQL = text("""
INSERT INTO attachment_fts (attachment_id, words, meta) VALUES (:id, :words, :meta)
ON CONFLICT (attachment_id) DO UPDATE SET words = excluded.words, meta = excluded.meta
""")
FOUND_SQLITE = text("""
SELECT group_concat(article_id) FROM attachment
WHERE id IN (SELECT rowid FROM attachment_fts WHERE attachment_fts MATCH :words)
""")
FOUND_POSTGRESQL = text("""
SELECT string_agg(CAST(article_id AS text), ',') FROM attachment WHERE id IN (
    SELECT attachment_id FROM attachment_fts
    WHERE article_grams('', '', words, meta) @@ CAST(:tokens AS tsquery) AND strpos(words, :words) > 0
)
""")


def put_attachment(session: Session, number: int, name: str, content: str) -> None:
    """Index the name and the text of a document, or index it anew."""
    said = f"{name}\n{content}"
    if _is_sqlite(session):
        session.execute(PUT_SQLITE, {"id": number, "words": text_tokens(said)})
        return
    words = written(said)
    meta = [HUGE] if len(words.encode()) > HUGE_BYTES else []
    session.execute(PUT_POSTGRESQL, {"id": number, "words": words, "meta": meta})


def articles_with(session: Session, value: str) -> Ids:
    """Return the ids, ascending, of the articles one of whose documents has these words in a row."""
    sought = Text(runs=runs(value))
    if _is_sqlite(session):
        joined = session.scalar(FOUND_SQLITE, {"words": text_phrase(sought)})
    else:
        tokens = f"({superset(sought, ArchiveValues(session))}) | '{HUGE}'"
        joined = session.scalar(FOUND_POSTGRESQL, {"tokens": tokens, "words": written_words(sought)})
    return np.unique(numbers(joined))


def note_of_documents(session: Session, searcher: Backend, tree: Tree, matched: Ids, upto: int) -> str:
    """Return how many more articles have the words of a query in a document; empty for none.

    Only of a query of plain words, and filters and days beside them, is it clear what is meant.
    """
    parts = tree.parts if isinstance(tree, And) else (tree,)
    words = [part for part in parts if isinstance(part, Text) and part.field is None and not part.is_word]
    rest: list[Tree] = [part for part in parts if isinstance(part, (Filter, Days))]
    if not words or len(words) + len(rest) < len(parts) or session.scalar(select(Attachment.id).limit(1)) is None:
        return ""
    found = articles_with(session, words[0].words)
    for word in words[1:]:
        found = np.intersect1d(found, articles_with(session, word.words), assume_unique=True)
    if rest and len(found):
        found = searcher.ids(session, join(And, rest), within=found.tolist())
    more = np.setdiff1d(found[found <= upto] if upto else found, matched, assume_unique=True)
    asked = canonical(join(And, [*(Filter(field=FIELD, value=word.words) for word in words), *rest]))
    return f"{len(more):,} more have it in a document: {asked}" if len(more) else ""


def show_documents(session: Session, tree: Tree, hits: Sequence[Hit]) -> None:
    """Let hits that were found by a document, and by no word of their text, show its words instead."""
    words = tuple(dict.fromkeys(Text(runs=runs(value)) for value in _asked(tree)))
    silent = {hit.article_id: hit for hit in hits if not (hit.snippet and hit.snippet.marks)}
    if not words or not silent:
        return
    wanted = select(Attachment).where(Attachment.article_id.in_(list(silent))).order_by(Attachment.id.desc())
    for row in session.scalars(wanted):
        shown = snippet(f"{row.name}\n{row.text}", words)
        if shown.marks:
            silent[row.article_id].snippet, silent[row.article_id].document = shown, row.name


def _asked(tree: Tree) -> Iterator[str]:
    """Yield the values that a found article may have in its documents: those not under NOT."""
    if isinstance(tree, Filter) and tree.field == FIELD:
        yield tree.value
    elif isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from _asked(part)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
