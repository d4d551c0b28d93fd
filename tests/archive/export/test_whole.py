"""A whole query in seven forms, with its manifest."""

import csv
import io
import json
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.errors import AskedWrongly, QueryError
from archive.export import COLUMNS, FORMS, Reference, export, form_of, references
from archive.models import ArticlePerson, Placement, Source
from archive.search import backend
from tests.archive.search.corpus import Piece, put

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    """Three articles of one paper, two about a bridge and one story."""
    with writing(engine) as session:
        session.add(Source(id="yunjiang-daily", name="云江日报", family="edition"))
        pieces = (
            Piece(number=1, title="云江二桥合龙", body="二桥合龙。", published_on=date(2026, 1, 5)),
            Piece(number=2, title="二桥\n合龙记", body="二桥合龙。", published_on=date(2026, 1, 6), cluster=1),
            Piece(number=3, title="棋院春赛", body="下棋。", published_on=date(2026, 1, 7)),
        )
        put(session, backend(engine), pieces)
        people = (("陶然", "reporter"), ("江远", "photographer"))
        for place, (name, role) in enumerate(people, start=1):
            session.add(ArticlePerson(article_id=2, position=place, name=name, role=role))
        session.add(Placement(article_id=2, edition_on=date(2026, 1, 6), page_label="A01", url="http://paper.test/2"))
    return engine


def taken(engine: Engine, form: str) -> str:
    """The whole file of a query in a form."""
    return "".join(export(engine, "二桥", form, now=NOW).pieces)


def test_the_manifest_says_what_the_file_is(shelf: Engine) -> None:
    """Query as understood and in words, time, counts, columns, versions and rights stand in it."""
    manifest = export(shelf, "二橋 AND 合龙", "csv", now=NOW).manifest

    assert (manifest.query, manifest.explained) == ("二桥 合龙", "has “二桥”; and has “合龙”")
    assert (manifest.articles, manifest.total, manifest.stories, manifest.complete) == (2, 2, 1, True)
    assert manifest.exported_at == "2026-03-12T08:30:00+00:00"
    assert manifest.columns == COLUMNS
    assert manifest.versions.keys() == {"jianbao", "tables", "index"}
    assert "belong to their publishers" in manifest.rights
    assert json.loads(manifest.text())["explained_zh"] == "含“二桥”；且含“合龙”"


def test_a_cut_export_says_so(shelf: Engine) -> None:
    """With a limit the newest articles are taken, and the manifest is not complete."""
    begun = export(shelf, "二桥", "jsonl", now=NOW, limit=1)

    assert [json.loads(line)["id"] for line in begun.pieces] == [2]
    assert (begun.manifest.articles, begun.manifest.total, begun.manifest.complete) == (1, 2, False)


def test_tables_hold_every_article(shelf: Engine) -> None:
    """CSV and JSON lines have the same articles in the same order."""
    rows = list(csv.DictReader(io.StringIO(taken(shelf, "csv").removeprefix("\ufeff"), newline="")))

    assert [int(row["id"]) for row in rows] == [2, 1]
    assert [json.loads(line)["id"] for line in taken(shelf, "jsonl").splitlines()] == [2, 1]


def test_citations_hold_every_article(shelf: Engine) -> None:
    """RIS, BibTeX and GB/T 7714 have one record an article; the photographer is no author."""
    assert taken(shelf, "ris").count("ER  - ") == 2
    assert taken(shelf, "bib").count("@article{yunjiang-daily-") == 2
    assert taken(shelf, "gbt.txt").splitlines() == [
        "[1] 陶然. 二桥 合龙记[N/OL]. 云江日报, 2026-01-06(A01)[2026-03-10]. http://paper.test/2.",
        "[2] 云江二桥合龙[N/OL]. 云江日报, 2026-01-05[2026-03-10]. http://paper.test/1.",
    ]


def test_csl_json_is_one_list(shelf: Engine) -> None:
    """The file is one JSON list of newspaper articles; a query without articles gives an empty one."""
    first, second = json.loads(taken(shelf, "csl.json"))

    assert first["type"] == "article-newspaper"
    assert first["author"] == [{"literal": "陶然"}]
    assert first["issued"] == {"date-parts": [[2026, 1, 6]]}
    assert "author" not in second
    assert json.loads("".join(export(shelf, "没有这个词", "csl.json", now=NOW).pieces)) == []


@pytest.mark.parametrize("form", list(FORMS))
def test_a_form_is_told_by_the_ending(form: str) -> None:
    """Each form has its ending, capitals or not."""
    assert form_of(f"Found.{form.upper()}") == form


def test_unknown_forms_are_refused(shelf: Engine) -> None:
    """A file without a known ending, an unknown form and a bad query are errors, before anything is read."""
    with pytest.raises(AskedWrongly, match="does not say in which form"):
        form_of("found.xlsx")
    with pytest.raises(AskedWrongly, match="there is no form 'xlsx'"):
        export(shelf, "二桥", "xlsx", now=NOW)
    with pytest.raises(QueryError):
        export(shelf, "(二桥", "csv", now=NOW)


def test_references_keep_order_and_leave_out_the_unknown(shelf: Engine) -> None:
    """References come as asked for, numbers without an article are passed over."""
    found = list(references(shelf, [3, 99, 1]))

    assert [one.id for one in found] == [3, 1]
    assert all(isinstance(one, Reference) for one in found)


def test_citations_need_flat_memory(shelf: Engine) -> None:
    """Ten thousand references take no more memory than a few steps do."""
    tracemalloc.start()
    count = sum(1 for _ in references(shelf, (1 for _ in range(10_000))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 10_000
    assert peak < 4_000_000
