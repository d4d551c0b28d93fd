"""One question answered as a page shows it: exact totals, hits with marks, and what to narrow down by."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from sqlalchemy import BindParameter, Engine, Row, bindparam, select, text
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import QueryError
from archive.models import Article, Cluster, Placement, Tag
from archive.query import Text, Tree, as_characters, canonical, parse
from archive.query.fold import fold_value
from archive.records import Answer, FacetCount, Hit
from archive.records import Placement as PlacementRecord
from archive.search.attached import note_of_documents, show_documents
from archive.search.base import Backend, Found, Ids, Sort
from archive.search.engines import backend
from archive.search.initials import refuse_ambiguous
from archive.search.paging import Place, read_cursor, write_cursor
from archive.search.snippets import marks, snippet, texts_for

MAX_HITS = 10_000
"""Most hits of one answer; whole results are for the exports."""
PERSONS_OF = 500
"""Articles, the newest, whose persons are counted: names are too many to keep in memory."""
PERSONS_SHOWN = 40
PERSONS_NOTE = f"persons are counted among the newest {PERSONS_OF} articles"
PERSONS = """
SELECT name, count(DISTINCT article_id) AS articles FROM mention WHERE {0}
GROUP BY name ORDER BY articles DESC, name {1} LIMIT :most
"""
PERSONS_IN = {
    # The plus keeps SQLite from walking through every person of the archive.
    "sqlite": text(PERSONS.format("article_id IN (SELECT value FROM json_each(:ids)) AND +kind = 'person'", "")),
    "postgresql": text(PERSONS.format("article_id = ANY(CAST(:ids AS bigint[])) AND kind = 'person'", 'COLLATE "C"')),
}
# Made once: a page asks each of them, and making them costs more than answering.
IDS: BindParameter[int] = bindparam("ids", expanding=True)
SHOWN = (
    select(
        Article.id,
        Article.title,
        Article.url,
        Article.source,
        Article.published_on,
        Article.cluster_id,
        Article.kicker,
        Article.subtitle,
        Article.text,
        Cluster.size,
    )
    .outerjoin(Cluster, Cluster.id == Article.cluster_id)
    .where(Article.id.in_(IDS))
)
TAGS = select(Tag.article_id, Tag.theme).where(Tag.article_id.in_(IDS)).order_by(Tag.score.desc(), Tag.theme)
PLACEMENTS = (
    select(Placement.article_id, Placement.edition_on, Placement.page_label, Placement.page_name, Placement.order)
    .where(Placement.article_id.in_(IDS))
    .order_by(Placement.edition_on.desc(), Placement.id.desc())
)


def answer(
    engine: Engine,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    sort: Sort = "relevance",
    within: Iterable[int] | None = None,
    facets: bool = True,
    collapse: bool = False,
    cursor: str = "",
    upto: int | None = None,
) -> Answer:
    """Answer a query: hits number `offset` to `offset + limit` in the order asked for, and exact totals.

    `within` restricts it to the article ids given; `collapse` shows the best hit of each story only, and `offset`
    then counts stories. `cursor`, from the answer before, gives the page behind it, whatever was stored meanwhile;
    `upto`, likewise, does the same for pages asked for by `offset`. Raises QueryError when the query, or an order,
    number or cursor asked for, cannot be understood.
    """
    if sort not in get_args(Sort):
        raise QueryError(f"there is no order '{sort}'", mend=f"use one of: {', '.join(get_args(Sort))}")
    if not 0 <= limit <= MAX_HITS or offset < 0:
        wrong = f"there is no page of {limit} hits from number {offset}"
        raise QueryError(wrong, mend=f"ask for 0 to {MAX_HITS:,} hits, from number 0 or more")
    tree = parse(query)
    asked = (canonical(tree), sort, "stories" if collapse else "articles")
    place = read_cursor(cursor, asked) if cursor else Place(upto=upto, offset=offset)
    searcher = backend(engine)
    with reading(engine) as session:
        refuse_ambiguous(session, tree)
        found = searcher.find(
            session,
            tree,
            limit=limit,
            offset=place.offset,
            sort=sort,
            within=within,
            collapse=collapse,
            upto=place.upto,
        )
        counted = searcher.facets(session, found.matched) if facets else {}
        persons = _persons(session, found.matched) if facets else ()
        return Answer(
            query=asked[0],
            total=found.total,
            stories=found.stories,
            hits=_hits(session, tree, found.ids, found.scores),
            facets={**counted, "person": persons} if facets else {},
            notes=_notes(session, searcher, tree, found, persons=bool(persons)),
            upto=found.upto,
            cursor=_next_cursor(found, place.offset, asked, collapse=collapse),
        )


def newest_hits(engine: Engine, query: str, *, limit: int = 20, collapse: bool = False) -> tuple[Hit, ...]:
    """Return what `answer` by date shows first, without counting the rest: what a feed asks, again and again.

    Raises QueryError when the query, or the number asked for, cannot be understood.
    """
    if not 0 <= limit <= MAX_HITS:
        raise QueryError(f"there is no list of {limit} hits", mend=f"ask for 0 to {MAX_HITS:,} hits")
    tree = parse(query)
    with reading(engine) as session:
        refuse_ambiguous(session, tree)
        ids = backend(engine).newest(session, tree, limit, collapse=collapse)
        return _hits(session, tree, ids, [None] * len(ids))


def _notes(session: Session, searcher: Backend, tree: Tree, found: Found, *, persons: bool) -> tuple[str, ...]:
    """Return what the reader should know of the answer; of a `word:`, also how often its characters stand at all."""
    notes = list(found.notes)
    notes += filter(None, [note_of_documents(session, searcher, tree, found.matched, found.upto)])
    characters = as_characters(tree)
    if characters != tree:
        anywhere = searcher.total(session, characters)
        notes.append(f"{found.total:,} articles as words, {anywhere:,} with the characters anywhere")
    if persons and found.total > PERSONS_OF:
        notes.append(PERSONS_NOTE)
    return tuple(notes)


def _next_cursor(found: Found, offset: int, asked: tuple[str, ...], *, collapse: bool) -> str:
    end = offset + len(found.ids)
    is_more = found.ids and end < (found.stories if collapse else found.total)
    return write_cursor(Place(upto=found.upto, offset=end), asked) if is_more else ""


def _persons(session: Session, matched: Ids) -> tuple[FacetCount, ...]:
    """Return the persons whom most of the newest articles name."""
    newest = matched[-PERSONS_OF:].tolist()
    dialect = session.get_bind().dialect.name
    bound = {"ids": json.dumps(newest) if dialect == "sqlite" else newest, "most": PERSONS_SHOWN}
    rows = session.execute(PERSONS_IN[dialect], bound)
    counts: Counter[str] = Counter()
    for name, count in rows:
        counts[fold_value(name)] += count
    return tuple(FacetCount(value=name, count=count) for name, count in counts.most_common())


def _hits(session: Session, tree: Tree, ids: Sequence[int], scores: Sequence[float | None]) -> tuple[Hit, ...]:
    rows = {row.id: row for row in session.execute(SHOWN, {"ids": ids})}
    themes = _themes(session, ids)
    placements = _placements(session, ids)
    words = (texts_for(tree, "title"), texts_for(tree, "body"))
    hits = tuple(
        _hit(rows[number], score, themes.get(number, ()), placements.get(number), words)
        for number, score in zip(ids, scores, strict=True)
        if number in rows
    )
    show_documents(session, tree, hits)
    return hits


def _hit(
    row: Row[*tuple[Any, ...]],
    score: float | None,
    themes: tuple[str, ...],
    placement: PlacementRecord | None,
    words: tuple[Sequence[Text], Sequence[Text]],
) -> Hit:
    in_title, in_text = words
    return Hit(
        article_id=row.id,
        title=row.title,
        url=row.url,
        source=row.source,
        published_on=row.published_on,
        cluster_id=row.cluster_id,
        cluster_size=row.size or 1,
        kicker=row.kicker,
        subtitle=row.subtitle,
        placement=placement,
        themes=themes,
        title_marks=marks(row.title, in_title),
        snippet=snippet(row.text, in_text),
        score=score,
    )


def _themes(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the themes of each article, the strongest first."""
    found: dict[int, dict[str, None]] = {}
    for article_id, theme in session.execute(TAGS, {"ids": ids}):
        found.setdefault(article_id, {})[theme] = None
    return {article_id: tuple(themes) for article_id, themes in found.items()}


def _placements(session: Session, ids: Sequence[int]) -> Mapping[int, PlacementRecord]:
    """Return where each article stood first."""
    return {
        row.article_id: PlacementRecord(
            edition_on=row.edition_on, page_label=row.page_label, page_name=row.page_name, order=row.order
        )
        for row in session.execute(PLACEMENTS, {"ids": ids})
    }
