"""A letter as an alert would give it now. Writes and sends nothing."""

from datetime import datetime
from email.message import EmailMessage

from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.search import answer
from archive.subscriptions import masked
from scheduler.alerts.compose import Pick, draft, picks_of
from scheduler.alerts.letter import write
from scheduler.alerts.shelf import Shelf
from scheduler.alerts.stationery import open_stationery


def sample(
    engine: Engine, config: Config, subscription_id: int, *, now: datetime, limit: int = 5
) -> EmailMessage | None:
    """Return the letter that a subscription would give now: what waits, else the last stories its query finds.

    None when there is neither. Raises NotFound for an unknown number, QueryError when its query cannot be read.
    """
    wanted = subscriptions.get(engine, subscription_id)
    stationery = open_stationery(config)
    waiting = subscriptions.waiting(engine, subscriber_id=wanted.subscriber.id)
    picks = picks_of([match for one in waiting for match in one.matches if match.subscription_id == wanted.id])
    if not picks:
        hits = answer(engine, wanted.query, limit=limit, sort="date", facets=False, collapse=True).hits
        picks = [Pick(article_id=hit.article_id, subscription_ids=(wanted.id,)) for hit in hits]
    if not picks:
        return None
    message_id = stationery.message_id("sample", wanted.id, now.isoformat())
    letter = write(draft(stationery, Shelf(engine), {wanted.id: wanted}, picks, message_id=message_id, now=now))
    letter["To"] = masked(wanted.subscriber.email)
    return letter
