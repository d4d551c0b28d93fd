"""Find what the saved queries match among the new stories. A search over the new articles, so mail equals search."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive import subscriptions
from archive.db import reading
from archive.errors import QueryError
from archive.query import canonical, parse
from archive.search import backend
from archive.subscriptions import Found, NewStory, SubscriptionView

log = logging.getLogger(__name__)


def match(engine: Engine, *, now: datetime) -> int:
    """Search all unread news for every saved query; return how many matches are new.

    May be killed or run twice at any time: matches and the place reached in the change log are one commit.
    """
    kept = 0
    while True:
        with reading(engine) as session:
            stories, before, after = subscriptions.unread_events(session)
            found, broken = _search(session, engine, stories)
        if after == before:
            return kept
        for number, wrong in broken.items():
            log.warning("alert paused: its query cannot be read", extra={"alert": number, "wrong": wrong})
            subscriptions.pause(engine, number, reason=wrong)
        kept += subscriptions.record_matches(engine, found, before=before, after=after, now=now) or 0


def _search(session: Session, engine: Engine, stories: Sequence[NewStory]) -> tuple[list[Found], dict[int, str]]:
    """Return the finds, and subscription → what is wrong with its query. Equal queries are searched once."""
    found: list[Found] = []
    broken: dict[int, str] = {}
    if not stories:
        return found, broken
    searcher = backend(engine)
    numbers = [story.article_id for story in stories]
    hits: dict[str, frozenset[int]] = {}
    for wanted in subscriptions.active(session):
        try:
            tree = parse(wanted.query)
        except QueryError as error:
            broken[wanted.id] = f"the query cannot be read any more: {error.wrong}"
            continue
        key = canonical(tree)
        if key not in hits:
            hits[key] = frozenset(searcher.ids(session, tree, within=numbers).tolist())
        found += _finds(wanted, stories, hits[key])
    return found, broken


def _finds(wanted: SubscriptionView, stories: Sequence[NewStory], hits: frozenset[int]) -> list[Found]:
    return [
        Found(subscription_id=wanted.id, cluster_id=story.cluster_id, article_id=story.article_id)
        for story in stories
        if story.article_id in hits and story.seq > wanted.from_seq
    ]
