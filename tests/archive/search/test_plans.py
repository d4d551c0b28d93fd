"""The plans of the statements that a search runs most: no table is scanned, on either database."""

import json

import pytest
from sqlalchemy import Engine, text

from archive.db import reading, writing
from archive.query import Filter, Text, parse
from archive.search import Backend, near, places, sqlite
from archive.search.answer import PERSONS_IN
from archive.search.conditions import Condition, superset
from archive.search.of_rows import rows_with
from archive.search.postgres import AMONG, GRAMS, JOINED
from archive.search.values import ArchiveValues


@pytest.mark.parametrize(
    "statement",
    [sqlite.TOTAL, sqlite.MATCHING, sqlite.MATCHING_BETWEEN, sqlite.DOWN, sqlite.RANKING, near.BETWEEN],
)
def test_sqlite_asks_the_index_alone(engine: Engine, searcher: Backend, statement: str) -> None:
    """The plan of each statement is one look into the full-text index: nothing is scanned, joined or sorted."""
    values = ((1.0, "x", 1, 9) if statement == sqlite.RANKING else ("x", 1, 9))[: statement.count("?")]
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()

    assert len(plan) == 1
    assert "article_fts VIRTUAL TABLE INDEX" in plan[0][3]
    assert "M" in plan[0][3].split(":")[-1]


def test_sqlite_reads_places_from_the_index(engine: Engine, searcher: Backend) -> None:
    """NEAR asks the index for the places of a stretch of tokens; it never goes through all of them."""
    asked = {"first": "创", "last": "创", "field": None, "among": "[1]"}
    with engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {places.PLACES}"), asked).all()

    constraints = int(plan[0][3].rpartition("INDEX ")[2].strip(":"))
    # 0x0200 and 0x0400: from a term, to a term (FTS5_VOCAB_TERM_GE and _LE in SQLite's fts5_vocab.c).
    assert constraints & 0x0600 == 0x0600


def test_sqlite_reads_persons_by_article(engine: Engine, details: Backend) -> None:
    """The persons of some articles are looked up by article; the persons of the archive are not walked through."""
    asked = {"ids": json.dumps([1]), "most": 5}
    with engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {PERSONS_IN['sqlite'].text}"), asked).all()

    assert "SEARCH mention USING INDEX ix_mention_article_id (article_id=?)" in [row[3] for row in plan]


@pytest.mark.parametrize(
    ("leaf", "index"),
    [
        (Filter(field="edition", value="2024-02"), "ix_placement_edition_on_page_label"),
        (Filter(field="cluster", value="1"), "ix_article_cluster_id"),
        (Filter(field="has", value="attachment"), "COVERING INDEX"),
    ],
)
def test_sqlite_reads_filters_of_rows_by_index(engine: Engine, searcher: Backend, leaf: Filter, index: str) -> None:
    """Editions, clusters and attachments are looked up in an index; no table is scanned."""
    statement = rows_with(leaf).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()

    assert len(plan) == 1
    assert index in plan[0][3]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "query", ["创新", "创", "创新引领产业 -房价", "theme:housing date:2024-02", "title:创新 OR 5G"]
)
def test_postgres_asks_the_index(engine: Engine, searcher: Backend, query: str) -> None:
    """Every question goes through the index over the pairs of characters; the tokens of no row are made anew."""
    tree = parse(query)
    with reading(engine) as session:
        values = ArchiveValues(session)
        condition = Condition(values)
        statement = f"EXPLAIN {JOINED}{GRAMS} AND {condition.of(tree)}"
        plan = session.execute(text(statement), condition.bound | {"query": superset(tree, values)}).scalars().all()

    assert any("Bitmap Index Scan on ix_article_fts_grams" in line for line in plan)
    assert not any("Seq Scan" in line for line in plan)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgres_reads_few_articles_by_number(engine: Engine, searcher: Backend) -> None:
    """A question about some new articles, as alerts ask it, reads these and no index of words."""
    with writing(engine) as session:
        session.execute(text("INSERT INTO article_fts SELECT n, '', '', '', '{}' FROM generate_series(100, 3000) n"))
        session.execute(text("ANALYZE article_fts"))
        condition = Condition(ArchiveValues(session))
        statement = f"EXPLAIN {JOINED}{AMONG} AND {condition.of(Text(runs=('创新',)))}"
        plan = session.execute(text(statement), condition.bound | {"among": [1, 2]}).scalars().all()

    assert any("article_fts_pkey" in line for line in plan)
    assert not any("Seq Scan" in line for line in plan)
