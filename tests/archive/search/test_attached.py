"""Words of documents: found by `attachment:` alone, counted in a note, shown where they stand."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from archive.db import reading, writing
from archive.models import Article, Attachment, Event
from archive.query import parse
from archive.search import Backend, answer, reindex
from archive.store.attachments import settle
from archive.subscriptions.matches import unread_events

pytestmark = pytest.mark.both_databases
NOW = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
LONG = "照明设施养护。" * 30_000
"""More than PostgreSQL's own index of one text may hold."""


@pytest.fixture
def documents(engine: Engine, searcher: Backend) -> Backend:
    """Two documents of article 3, one of article 4, one very long one of article 2."""
    texts = (
        (3, "1.實施方案.docx", "云江，日报社牵头。\n照明提升 5G 基站"),
        (3, "2.名单", "城市更新项目名单"),
        (4, "3.Plan.pdf", "Plan of work 2024"),
        (2, "4.全文", LONG + "管网改造"),
    )
    with writing(engine) as session:
        rows = [
            Attachment(article_id=number, url=f"http://p.test/{name}", name=name, kind="pdf")
            for number, name, _ in texts
        ]
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
    for number, (_, _, text) in zip(ids, texts, strict=True):
        settle(engine, number, text=text, now=NOW)
    return searcher


def found(engine: Engine, searcher: Backend, query: str) -> list[int]:
    """The articles that a query finds."""
    with reading(engine) as session:
        return [int(number) for number in searcher.ids(session, parse(query))]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("attachment:照明", [2, 3]),
        ("attachment:照明提升", [3]),
        ("attachment:实施方案", [3]),
        ("attachment:明", [2, 3]),
        ("attachment:管网", [2]),
        ('attachment:"云江 日报"', [3]),
        ("attachment:云江日报", []),
        ("attachment:5g", [3]),
        ("attachment:Plan", [4]),
        ("attachment:Pla", []),
        ("attachment:(名单 照明)", [3]),
        ("attachment:(plan OR 管网)", [2, 4]),
        ("attachment:照明 -attachment:名单", [2]),
        ("attachment:照明 theme:housing", [3]),
        ("城市更新 -attachment:plan", []),
        ("城市更新 attachment:plan", [4]),
        ("城市更新", [4]),
        ("照明", []),
        ("attachment:没有", []),
    ],
)
def test_a_word_of_a_document_finds_its_article(
    engine: Engine, documents: Backend, query: str, numbers: list[int]
) -> None:
    """Exact characters within one document, name or text, folded like articles; plain words find what was printed."""
    assert found(engine, documents, query) == numbers


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("城市更新", "1 more have it in a document: attachment:城市更新"),
        ("城市更新 theme:housing", "1 more have it in a document: attachment:城市更新 theme:housing"),
        ("照明", "2 more have it in a document: attachment:照明"),
        ("城市更新 theme:nothing", ""),
        ("城市更新 -照明", ""),
        ("人才公寓", ""),
    ],
)
def test_a_plain_word_says_how_many_more_have_it_in_a_document(
    engine: Engine, documents: Backend, query: str, note: str
) -> None:
    """The note counts articles that were not found, and gives the query that finds them."""
    said = [one for one in answer(engine, query).notes if "document" in one]
    assert said == ([note] if note else [])
    if note:
        query_of_note = note.partition(": ")[2]
        assert answer(engine, query_of_note).total >= int(note.split()[0])


def test_the_hit_shows_where_the_words_stand(engine: Engine, documents: Backend) -> None:
    """The snippet is of the document, and says of which; a hit whose text has the words shows these."""
    (hit,) = answer(engine, "attachment:照明提升").hits
    assert hit.snippet is not None
    assert hit.document == "1.實施方案.docx"
    assert [hit.snippet.text[mark.start : mark.end] for mark in hit.snippet.marks] == ["照明提升"]

    (own,) = answer(engine, "城市更新 OR attachment:nothing").hits
    assert own.document == ""


def test_a_document_read_later_is_news_once(engine: Engine, documents: Backend) -> None:
    """Reading a document is an event of its article, as alertable as that; reading it again is none."""
    with reading(engine) as session:
        number = session.scalars(select(Attachment.id).where(Attachment.article_id == 4)).one()
        before = session.scalars(select(Event).where(Event.article_id == 4, Event.kind == "attached")).all()
        alertable = session.scalars(select(Article.alertable).where(Article.id == 4)).one()
    settle(engine, number, text="Plan of work 2025", now=NOW)
    with reading(engine) as session:
        events = session.scalars(select(Event).where(Event.article_id == 4, Event.kind == "attached")).all()
        stories = unread_events(session)[0]

    assert [event.alertable for event in before] == [alertable]
    assert len(events) == 1
    assert (4 in {story.article_id for story in stories}) == alertable
    assert found(engine, documents, "attachment:2025") == [4]
    assert found(engine, documents, "attachment:2024") == []


def test_documents_are_found_after_a_new_index(engine: Engine, documents: Backend) -> None:
    """Writing the index anew writes the words of documents too."""
    reindex(engine)
    assert found(engine, documents, "attachment:照明提升") == [3]
