"""Make the vectors that are missing, the newest articles first, for as much processor time as is allowed.

Resumable at any article: what is done stands in the rows. An article that was indexed anew is looked at again; when
its first characters are the same, only the number of the indexing is noted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import thread_time

from sqlalchemy import Engine, Select, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.meaning.model import Model, load_model, packed
from archive.models import Article, Embedding, Facet
from archive.notes import keep_note, note

READ = 40
"""Characters that the model reads, of the headline and, where it is shorter, of the text behind it."""
BATCH = 8
"""Articles whose vectors are stored by one transaction."""
LISTED = 4000
"""Missing articles that one statement lists."""
DONE_KEY = "embedded"
"""Note: name of the model, and the number of the indexing up to which it has read everything."""
PUT = text("""
INSERT INTO embedding (article_id, model, change, text_sha256, vector)
VALUES (:article_id, :model, :change, :text_sha256, :vector)
ON CONFLICT (article_id) DO UPDATE SET model = excluded.model, change = excluded.change,
text_sha256 = excluded.text_sha256, vector = excluded.vector
""")
SEEN = text("UPDATE embedding SET change = :change WHERE article_id = :article_id")
TEXTS = select(Article.id, Article.title, func.substr(Article.text, 1, READ).label("lead")).where(
    Article.id.in_(bindparam("ids", expanding=True))
)
KNOWN = select(Embedding.article_id, Embedding.text_sha256).where(
    Embedding.article_id.in_(bindparam("ids", expanding=True)), Embedding.model == bindparam("model")
)
NEWEST = select(func.max(Facet.change))
_Missing = tuple[int, int]
Progress = Callable[[int, int], None]
"""Told how many articles are done, of how many that were missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What one round did."""

    embedded: int
    """Vectors made."""
    unchanged: int
    """Articles indexed anew whose vector still holds."""
    left: int
    """Articles that still miss theirs."""


def fill(
    engine: Engine,
    *,
    cpu_s: float | None = None,
    progress: Progress | None = None,
    spent: Callable[[], float] = thread_time,
) -> Filled:
    """Make missing vectors until none is missing, or `cpu_s` seconds of this thread are spent (looked at each batch).

    Raises AskedWrongly where the model is not installed.
    """
    model = load_model()
    begun, embedded, unchanged = spent(), 0, 0
    with reading(engine) as session:
        upto = session.scalar(NEWEST) or 0
    missing = _count(engine, model.name)
    for batch in _batches(engine, model.name):
        made = _embed(engine, model, batch)
        embedded, unchanged = embedded + made, unchanged + len(batch) - made
        if progress is not None:
            progress(embedded + unchanged, missing)
        if cpu_s is not None and spent() - begun >= cpu_s:
            break
    else:
        keep_note(engine, DONE_KEY, f"{model.name} {upto}")
    return Filled(embedded=embedded, unchanged=unchanged, left=max(0, missing - embedded - unchanged))


def is_filled(engine: Engine) -> bool:
    """True when the article indexed last has been read: then a look costs nothing, and loads no model."""
    kept = note(engine, DONE_KEY) or ""
    with reading(engine) as session:
        newest = session.scalar(NEWEST)
    return newest is None or kept.rpartition(" ")[2] == str(newest)


def _batches(engine: Engine, model: str) -> Iterator[list[_Missing]]:
    """Yield the missing articles, the newest first, as long as there are any."""
    wanted = _missing(model, _done_upto(engine, model)).order_by(Facet.article_id.desc()).limit(LISTED)
    below = wanted
    while True:
        with reading(engine) as session:
            listed = [(number, change) for number, change in session.execute(below)]
        if not listed:
            return
        for start in range(0, len(listed), BATCH):
            yield listed[start : start + BATCH]
        below = wanted.where(Facet.article_id < listed[-1][0])


def _missing(model: str, upto: int) -> Select[int, int]:
    """Return the statement that finds what has no vector of this model, or was indexed anew since."""
    stale = or_(Embedding.article_id.is_(None), Embedding.model != model, Embedding.change < Facet.change)
    return (
        select(Facet.article_id, Facet.change)
        .outerjoin(Embedding, Embedding.article_id == Facet.article_id)
        .where(Facet.tokens > 0, Facet.change > upto, stale)
    )


def _done_upto(engine: Engine, model: str) -> int:
    """Return the number of the indexing up to which this model has read everything."""
    name, _, upto = (note(engine, DONE_KEY) or "").rpartition(" ")
    return int(upto) if name == model else 0


def _count(engine: Engine, model: str) -> int:
    missing = _missing(model, _done_upto(engine, model)).subquery()
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(missing)) or 0


def _embed(engine: Engine, model: Model, batch: Sequence[_Missing]) -> int:
    """Store the vectors of a few articles; return how many had to be made."""
    ids = [number for number, _ in batch]
    with reading(engine) as session:
        texts = {row.id: f"{row.title}\n{row.lead}"[:READ] for row in session.execute(TEXTS, {"ids": ids})}
        known = {row.article_id: row.text_sha256 for row in session.execute(KNOWN, {"ids": ids, "model": model.name})}
    digests = {number: sha256(of.encode()).hexdigest() for number, of in texts.items()}
    new = [number for number in texts if known.get(number) != digests[number]]
    vectors = model.of_texts([texts[number] for number in new])
    change = dict(batch)
    rows = [
        {
            "article_id": number,
            "model": model.name,
            "change": change[number],
            "text_sha256": digests[number],
            "vector": packed(vector),
        }
        for number, vector in zip(new, vectors, strict=True)
    ]
    with writing(engine) as session:
        _write(session, rows, [{"article_id": n, "change": change[n]} for n in texts if n not in set(new)])
    return len(rows)


def _write(session: Session, rows: list[dict[str, object]], seen: list[dict[str, int]]) -> None:
    if rows:
        session.execute(PUT, rows)
    if seen:
        session.execute(SEEN, seen)
