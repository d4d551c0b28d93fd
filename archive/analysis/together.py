"""Persons, bodies and places that the articles of a query name more often than the rest of the archive does."""

import json
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from archive.analysis.keyness import log_likelihood
from archive.db import reading
from archive.query import canonical, parse
from archive.search import backend, refuse_ambiguous

KINDS = ("person", "org", "place")
"""Kinds of mention that are counted."""
SAMPLE = 5000
"""Most articles whose mentions are counted, the newest."""
LOOKED_AT = 200
"""Names of each kind, the most frequent, that are weighed against the rest of the archive."""
AMONG = {
    # The plus keeps SQLite from walking through every name of the kind.
    "sqlite": "article_id IN (SELECT value FROM json_each(:ids)) AND +kind = :kind",
    "postgresql": "article_id = ANY(CAST(:ids AS bigint[])) AND kind = :kind",
}
NAMED = {
    dialect: text(
        f"SELECT name, count(DISTINCT article_id) AS articles FROM mention WHERE {among}"  # noqa: S608 # our own words
        " GROUP BY name ORDER BY articles DESC, name LIMIT :most"
    )
    for dialect, among in AMONG.items()
}
EVERYWHERE = text("SELECT count(DISTINCT article_id) FROM mention WHERE kind = :kind AND name = :name")
ARTICLES = text("SELECT count(*) FROM article")


@dataclass(slots=True, kw_only=True)
class Companion:
    """A name that stands together with a query."""

    name: str
    """Normal form."""
    count: int
    """Articles of the query that name it."""
    everywhere: int
    """Articles of the archive that name it."""
    score: float
    """G² against the rest of the archive; see archive.analysis.keyness."""


@dataclass(slots=True, kw_only=True)
class Companions:
    """Names that stand together with a query."""

    query: str
    """In canonical form."""
    total: int
    """Articles that the query finds."""
    counted: int
    """Of these, the newest whose names were counted, SAMPLE at most."""
    names: dict[str, tuple[Companion, ...]]
    """`person`, `org`, `place` → names, the most telling first."""


def together(engine: Engine, query: str, *, limit: int = 20) -> Companions:
    """Return which persons, bodies and places stand together with a query, `limit` of each. Raises QueryError."""
    tree = parse(query)
    with reading(engine) as session:
        refuse_ambiguous(session, tree)
        ids: list[int] = backend(engine).ids(session, tree).tolist()
        counted = ids[-SAMPLE:]
        names = {kind: _companions(session, kind, counted)[:limit] for kind in KINDS}
    return Companions(query=canonical(tree), total=len(ids), counted=len(counted), names=names)


def _companions(session: Session, kind: str, ids: list[int]) -> tuple[Companion, ...]:
    connection = session.connection()
    dialect = connection.dialect.name
    articles = int(connection.execute(ARTICLES).scalar_one())
    given = json.dumps(ids) if dialect == "sqlite" else ids
    found = connection.execute(NAMED[dialect], {"ids": given, "kind": kind, "most": LOOKED_AT}).all()
    weighed = []
    for name, count in found:
        everywhere = int(connection.execute(EVERYWHERE, {"kind": kind, "name": name}).scalar_one())
        score = log_likelihood(count, len(ids), everywhere - count, articles - len(ids))
        weighed.append(Companion(name=name, count=count, everywhere=everywhere, score=score))
    return tuple(sorted(weighed, key=lambda one: (-one.score, -one.count, one.name)))
