"""Write an article that the archive has not met: statements built once, nothing read back that was just written.

The hot path of every crawl. What is met again takes the longer way through the session (`writer`).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, text, update
from sqlalchemy.orm import Session

from archive.models import Address, Article, ArticlePerson, Base, Cluster, Event, Mention, Placement, Source, Tag
from archive.prepared import Prepared, enter
from archive.records import Draft
from archive.store import rows
from archive.store.addresses import twins
from archive.store.attachments import attach
from archive.store.sources import ensure_source

LOOKED_UP = 8
"""An address and its twins: two schemes by four hosts at most."""


def _into(model: type[Base], *, numbered: bool = False) -> Prepared:
    """Return the statement that enters rows of a table given as values."""
    table = model.__table__
    assert isinstance(table, Table)
    return enter(table, numbered=numbered)


ENTER_CLUSTER, ENTER_ARTICLE = _into(Cluster, numbered=True), _into(Article, numbered=True)
ENTER_ADDRESS, ENTER_EVENT = _into(Address), _into(Event)
ENTER_PLACEMENT, ENTER_PERSON, ENTER_TAG, ENTER_MENTION = map(_into, (Placement, ArticlePerson, Tag, Mention))
LEAD = Prepared(update(Cluster).where(Cluster.id == bindparam("of")).values(lead_id=bindparam("lead")))
_LISTED = ", ".join(f":url{place}" for place in range(LOOKED_UP))
MET = Prepared(text(f"SELECT 1 FROM address WHERE url IN ({_LISTED}) LIMIT 1"))  # noqa: S608 # our names
PLACE_OF_SOURCE = Prepared(select(Source.place).where(Source.id == bindparam("source")))


def is_met(session: Session, url: str) -> bool:
    """True when an address, or one of its twins, is known."""
    given = [url, *twins(url)]
    urls = {f"url{place}": given[min(place, len(given) - 1)] for place in range(LOOKED_UP)}
    return bool(MET.run(session.connection(), urls))


def place_of(session: Session, source: str) -> str:
    """Return the place of a source, which gets a plain row when it has none."""
    found = PLACE_OF_SOURCE.run(session.connection(), {"source": source})
    return str(found[0][0]) if found else ensure_source(session, source).place


def enter_article(session: Session, article: Article, *, cluster_id: int | None) -> None:
    """Insert an article into a cluster, or into a new one that it leads; the object gets its numbers.

    It stays outside of the session: nothing will be flushed.
    """
    connection = session.connection()
    if cluster_id is None:
        [[cluster_id]] = ENTER_CLUSTER.run(connection, _cluster(article))
        article.cluster_id = cluster_id
        [[article.id]] = ENTER_ARTICLE.run(connection, _values(article))
        LEAD.run(connection, {"of": cluster_id, "lead": article.id})
    else:
        article.cluster_id = cluster_id
        [[article.id]] = ENTER_ARTICLE.run(connection, _values(article))


def enter_details(session: Session, article: Article, draft: Draft, *, now: datetime) -> None:
    """Insert placement, people, themes, mentions and documents of an article that was just inserted."""
    connection = session.connection()
    ENTER_PLACEMENT.run_all(connection, rows.placement_values(article.id, draft.placement, draft.url))
    ENTER_PERSON.run_all(connection, rows.people_values(article.id, draft))
    ENTER_TAG.run_all(connection, rows.tag_values(article.id, draft, now))
    ENTER_MENTION.run_all(connection, rows.mention_values(article.id, draft))
    if draft.attachments:
        attach(session, article.id, draft.attachments)


def enter_address(session: Session, article: Article, draft: Draft, *, now: datetime) -> None:
    """Let an address that was never met lead to an article."""
    ENTER_ADDRESS.run(
        session.connection(),
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
    ENTER_EVENT.run(
        session.connection(),
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


def _values(row: Base) -> dict[str, Any]:
    """Return what was set of a row that no session knows."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}
