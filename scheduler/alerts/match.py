"""Find what the saved queries match among the new stories. A search over the new articles, so mail equals search."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive import subscriptions
from archive.db import reading
from archive.errors import QueryError
from archive.query import Days, Filter, Tree, canonical, parse
from archive.search import Few, IndexDoc, backend, documents
from archive.subscriptions import ActiveQuery, AlertsConfig, Found, NewStory
from scheduler.alerts.sieve import Sieve

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Asked:
    """One query, and all subscriptions that ask it."""

    tree: Tree
    wanted: list[ActiveQuery] = field(default_factory=list)


class _Filters:
    """The filters of all queries over one batch of new articles. Each is asked of the search engine once."""

    def __init__(self, session: Session, engine: Engine, numbers: Sequence[int]) -> None:
        self._session = session
        self._searcher = backend(engine)
        self._numbers = numbers
        self._known: dict[Filter | Days, frozenset[int]] = {}

    def __call__(self, leaf: Filter | Days) -> frozenset[int]:
        """Return which of the articles carry the value."""
        if leaf not in self._known:
            self._known[leaf] = frozenset(self._searcher.ids(self._session, leaf, within=self._numbers).tolist())
        return self._known[leaf]


def match(engine: Engine, *, now: datetime, settings: AlertsConfig | None = None) -> int:
    """Search all unread news for every saved query; return how many matches are new.

    May be killed or run twice at any time: matches and the place reached in the change log are one commit. An article
    published longer ago than `[alerts] max_age_days` is no news, whatever brought it here.
    """
    known, kept = settings or AlertsConfig(), 0
    while True:
        with reading(engine) as session:
            stories, before, after = subscriptions.unread_events(session)
            docs = _fresh(_documents(session, stories), known, now)
            found, broken = _search(session, engine, stories, docs, subscriptions.active(session))
        if after == before:
            return kept
        for number, wrong in broken.items():
            log.warning("alert paused: its query cannot be read", extra={"alert": number, "wrong": wrong})
            subscriptions.pause(engine, number, reason=wrong)
        kept += subscriptions.record_matches(engine, found, before=before, after=after, now=now) or 0


def search_stories(
    session: Session, engine: Engine, stories: Sequence[NewStory], settings: AlertsConfig, *, now: datetime
) -> tuple[int, list[Found]]:
    """Search these stories for every saved query, whenever it was saved; return how many are news, and the finds.

    The canary finds nothing here: it watches what comes by itself.
    """
    docs = _fresh(_documents(session, stories), settings, now)
    asked = [one for one in subscriptions.active(session) if not one.newest_only]
    found, _ = _search(session, engine, stories, docs, [replace(one, from_seq=-1) for one in asked])
    return len(docs), found


def _fresh(docs: Sequence[IndexDoc], settings: AlertsConfig, now: datetime) -> list[IndexDoc]:
    """Leave out what was published too long ago to be news."""
    oldest = now.date() - timedelta(days=settings.max_age_days)
    return [doc for doc in docs if doc.published_on is None or doc.published_on >= oldest]


def _documents(session: Session, stories: Sequence[NewStory]) -> list[IndexDoc]:
    return list(documents(session, [story.article_id for story in stories]))


def _search(
    session: Session,
    engine: Engine,
    stories: Sequence[NewStory],
    docs: Sequence[IndexDoc],
    active: Sequence[ActiveQuery],
) -> tuple[list[Found], dict[int, str]]:
    """Return the finds, and subscription → what is wrong with its query. Equal queries are searched once."""
    if not docs:
        return [], {}
    asked, broken = _distinct(active)
    few = Few(docs, _Filters(session, engine, [doc.article_id for doc in docs]))
    found: list[Found] = []
    for place, numbers in Sieve([one.tree for one in asked]).candidates(docs).items():
        hits = few.ids(asked[place].tree, frozenset(numbers))
        for wanted in asked[place].wanted:
            found += _finds(wanted, stories, hits)
    return sorted(found, key=lambda one: one.article_id), broken


def _distinct(active: Sequence[ActiveQuery]) -> tuple[list[_Asked], dict[int, str]]:
    """Return the distinct queries with who asks them, and subscription → what is wrong with its query."""
    by_text: dict[str, _Asked | QueryError] = {}
    by_meaning: dict[str, _Asked] = {}
    broken: dict[int, str] = {}
    for one in active:
        if one.query not in by_text:
            by_text[one.query] = _asked(one.query, by_meaning)
        asked = by_text[one.query]
        if isinstance(asked, QueryError):
            broken[one.id] = f"the query cannot be read any more: {asked.wrong}"
        else:
            asked.wanted.append(one)
    return list(by_meaning.values()), broken


def _asked(query: str, by_meaning: dict[str, _Asked]) -> _Asked | QueryError:
    try:
        tree = parse(query)
    except QueryError as error:
        return error
    return by_meaning.setdefault(canonical(tree), _Asked(tree=tree))


def _finds(wanted: ActiveQuery, stories: Sequence[NewStory], hits: frozenset[int]) -> list[Found]:
    found = [
        Found(subscription_id=wanted.id, cluster_id=story.cluster_id, article_id=story.article_id)
        for story in stories
        if story.article_id in hits and story.seq > wanted.from_seq
    ]
    return found[-1:] if wanted.newest_only else found
