"""Write an article that the archive has not met: statements built once, nothing read back that was just written.

The hot path of every crawl. What is met again takes the longer way through the session (`writer`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from archive.models import Address, Article, ArticlePerson, Base, Cluster, Event, Mention, Placement, Source, Tag
from archive.records import Draft
from archive.store import rows
from archive.store.addresses import twins
from archive.store.attachments import attach
from archive.store.sources import ensure_source

LOOKED_UP = 8
"""An address and its twins: two schemes by four hosts at most."""


def _into(model: type[Base]) -> Any:
    """Return the statement that enters rows of a table given as values."""
    table = model.__table__
    assert isinstance(table, Table)
    return insert(table)


ENTER_CLUSTER, ENTER_ARTICLE, ENTER_ADDRESS, ENTER_EVENT = map(_into, (Cluster, Article, Address, Event))
ENTER_PLACEMENT, ENTER_PERSON, ENTER_TAG, ENTER_MENTION = map(_into, (Placement, ArticlePerson, Tag, Mention))
LEAD = update(Cluster).where(Cluster.id == bindparam("of")).values(lead_id=bindparam("lead"))
MET = select(Address.url).where(Address.url.in_([bindparam(f"url{place}") for place in range(LOOKED_UP)])).limit(1)
PLACE_OF_SOURCE = select(Source.place).where(Source.id == bindparam("source"))


def is_met(session: Session, url: str) -> bool:
    """True when an address, or one of its twins, is known."""
    given = [url, *twins(url)]
    urls = {f"url{place}": given[min(place, len(given) - 1)] for place in range(LOOKED_UP)}
    return session.connection().execute(MET, urls).first() is not None


def place_of(session: Session, source: str) -> str:
    """Return the place of a source, which gets a plain row when it has none."""
    found = session.connection().execute(PLACE_OF_SOURCE, {"source": source}).first()
    return found[0] if found is not None else ensure_source(session, source).place


def enter_article(session: Session, article: Article, *, cluster_id: int | None) -> None:
    """Insert an article into a cluster, or into a new one that it leads; the object gets its numbers.

    It stays outside of the session: nothing will be flushed.
    """
    connection = session.connection()
    article.cluster_id = cluster_id or _enter(connection, ENTER_CLUSTER, _cluster(article))
    article.id = _enter(connection, ENTER_ARTICLE, _values(article))
    if cluster_id is None:
        connection.execute(LEAD, {"of": article.cluster_id, "lead": article.id})


def enter_details(session: Session, article: Article, draft: Draft, *, now: datetime) -> None:
    """Insert placement, people, themes, mentions and documents of an article that was just inserted."""
    connection = session.connection()
    _enter_all(connection, ENTER_PLACEMENT, rows.placement_rows(article.id, draft.placement, draft.url))
    _enter_all(connection, ENTER_PERSON, rows.people_rows(article.id, draft))
    _enter_all(connection, ENTER_TAG, rows.tag_rows(article.id, draft, now))
    _enter_all(connection, ENTER_MENTION, rows.mention_rows(article.id, draft))
    if draft.attachments:
        attach(session, article.id, draft.attachments)


def enter_address(session: Session, article: Article, draft: Draft, *, now: datetime) -> None:
    """Let an address that was never met lead to an article."""
    session.connection().execute(
        ENTER_ADDRESS,
        {
            "url": draft.url,
            "article_id": article.id,
            "text_sha256": article.text_sha256,
            "capture_id": article.capture_id,
            "last_seen_at": now,
        },
    )


def log_event(session: Session, kind: str, article: Article, *, now: datetime, alertable: bool) -> None:
    """Append to the change log."""
    session.connection().execute(
        ENTER_EVENT,
        {
            "at": now,
            "kind": kind,
            "article_id": article.id,
            "cluster_id": article.cluster_id,
            "alertable": alertable,
        },
    )


def _cluster(article: Article) -> dict[str, Any]:
    return {"lead_id": 0, "size": 1, "first_on": article.published_on}


def _enter(connection: Connection, statement: Any, values: dict[str, Any]) -> int:
    """Insert one row and return its number."""
    key = connection.execute(statement, values).inserted_primary_key
    assert key is not None
    return int(key[0])


def _enter_all(connection: Connection, statement: Any, given: Iterable[Base]) -> None:
    values = [_values(row) for row in given]
    if values:
        connection.execute(statement, values)


def _values(row: Base) -> dict[str, Any]:
    """Return what was set of a row that no session knows."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}
