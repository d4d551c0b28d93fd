"""The door of the search harness: documents in, exact totals and ordered ids out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

from sqlalchemy import insert
from sqlalchemy.orm import Session

from archive.config import DatabaseConfig, load_config
from archive.db import connect, reading, writing
from archive.models import Article, ArticlePerson, Cluster, Source, Tag
from archive.query import parse
from archive.records import FacetCount
from archive.search import IndexDoc, Sort, accelerate, accelerator_folder, answer, backend
from archive.search.accelerator import feed

STORED_AT = datetime(2026, 3, 10, tzinfo=UTC)
SORTS: Mapping[str, Sort] = {"rel": "relevance", "date": "date"}
BATCH = 5000

Doc = Mapping[str, Any]


class Search:
    """An archive in a folder, or at an address, filled in bulk and searched through the product's own backend."""

    def __init__(self, workdir: str, url: str = "") -> None:
        self.engine = connect(DatabaseConfig(url=url or f"sqlite:///{Path(workdir) / 'archive.db'}"))
        self.backend = backend(self.engine)

    def index(self, docs: Iterable[Doc]) -> None:
        """Store documents (id, title, body, author, source, date, themes, place) and index them."""
        waiting = iter(docs)
        sources: set[str] = set()
        while batch := list(islice(waiting, BATCH)):
            with writing(self.engine) as session:
                _insert_rows(session, batch, sources)
                self.backend.add_all(session, map(index_doc, batch))

    def search(self, query: str, limit: int | None = 20, sort: str = "rel", offset: int = 0) -> tuple[int, list[int]]:
        """Return the exact total and one page of ids; all ids without a limit."""
        with reading(self.engine) as session:
            found = self.backend.find(session, parse(query), limit=limit, offset=offset, sort=SORTS[sort])
        return found.total, list(found.ids)

    def page(
        self, query: str, limit: int = 20, sort: str = "rel"
    ) -> tuple[int, list[int], Mapping[str, tuple[FacetCount, ...]]]:
        """Return total, ids and facets of a whole results page; its snippets and marks are made as well."""
        found = answer(self.engine, query, limit=limit, sort=SORTS[sort])
        return found.total, [hit.article_id for hit in found.hits], found.facets

    def close(self) -> None:
        """Close the archive."""
        self.engine.dispose()


class AcceleratedSearch(Search):
    """The same, asked through the accelerator, which is fed when all is stored."""

    def __init__(self, workdir: str) -> None:
        super().__init__(workdir)
        self.config = load_config(Path(workdir), environment={"JIANBAO_SEARCH_ACCELERATOR": "true"})
        accelerate(self.engine, self.config)
        self.backend = backend(self.engine)

    def index(self, docs: Iterable[Doc]) -> None:
        """Store documents, index them, and feed the accelerator."""
        super().index(docs)
        feed(self.engine, accelerator_folder(self.config))


def index_doc(doc: Doc) -> IndexDoc:
    """Return what the index is told of a document."""
    return IndexDoc(
        article_id=doc["id"],
        source=doc["source"],
        place=doc["place"],
        title=doc["title"],
        kicker="",
        body=doc["body"],
        people=(doc["author"],) if doc["author"] else (),
        themes=tuple(doc["themes"]),
        published_on=date.fromisoformat(doc["date"]),
        kind="news",
        language="zh-Hans",
    )


def _insert_rows(session: Session, docs: list[Doc], sources: set[str]) -> None:
    """Write the rows that a store would have written, many at a time."""
    new = {doc["source"]: doc["place"] for doc in docs if doc["source"] not in sources}
    sources.update(new)
    if new:
        rows = [{"id": name, "name": name, "family": "import", "place": place} for name, place in new.items()]
        session.execute(insert(Source), rows)
    session.execute(insert(Article), [_article_row(doc) for doc in docs])
    session.execute(insert(Cluster), [{"id": doc["id"], "lead_id": doc["id"]} for doc in docs])
    people = [{"article_id": doc["id"], "position": 1, "name": doc["author"], "role": "reporter"} for doc in docs]
    session.execute(insert(ArticlePerson), people)
    tags = list(_tag_rows(docs))
    if tags:
        session.execute(insert(Tag), tags)


def _article_row(doc: Doc) -> dict[str, Any]:
    return {
        "id": doc["id"],
        "source": doc["source"],
        "url": f"http://corpus.test/{doc['id']}",
        "cluster_id": doc["id"],
        "kind": "news",
        "title": doc["title"],
        "text": doc["body"],
        "published_on": date.fromisoformat(doc["date"]),
        "language": "zh-Hans",
        "text_sha256": "",
        "text_seen_at": STORED_AT,
        "first_seen_at": STORED_AT,
        "last_seen_at": STORED_AT,
    }


def _tag_rows(docs: list[Doc]) -> Iterator[dict[str, Any]]:
    for doc in docs:
        for theme in cast("list[str]", doc["themes"]):
            yield {
                "article_id": doc["id"],
                "theme": theme,
                "score": 1.0,
                "central": True,
                "method": "rule",
                "tagged_at": STORED_AT,
            }
