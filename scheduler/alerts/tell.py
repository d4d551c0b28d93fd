"""Alerts about what was stored as no news: a first crawl, the past, files by hand. Only when asked, counted first.

What letters told of before stays told: a saved query has a story once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from archive import subscriptions
from archive.db import reading
from archive.subscriptions import AlertsConfig
from scheduler.alerts.match import search_stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What asking would tell, or has told."""

    articles: int
    """Articles looked at: stored in that time as no news, and not too old for [alerts] max_age_days."""
    stories: int
    """Stories that some alert would newly tell of."""
    alerts: int
    """Alerts that would."""
    readers: int
    """Readers behind these."""
    matches: int
    """Stories times alerts."""
    told: bool
    """False for a count alone."""


def tell(
    engine: Engine, settings: AlertsConfig, *, source: str, since: datetime, now: datetime, really: bool = False
) -> Telling:
    """Count what alerts would tell of the articles of a source stored since then as no news; `really` lets them.

    Letters then come in each alert's own rhythm.
    """
    with reading(engine) as session:
        stories = subscriptions.kept_quiet(session, source=source, since=since)
        looked_at, found = search_stories(session, engine, stories, settings, now=now)
        fresh = subscriptions.not_told(session, found)
        whose = subscriptions.readers_of(session, {one.subscription_id for one in fresh})
    if really:
        subscriptions.keep_found(engine, fresh, now=now)
    return Telling(
        articles=looked_at,
        stories=len({one.cluster_id for one in fresh}),
        alerts=len(whose),
        readers=len(set(whose.values())),
        matches=len(fresh),
        told=really,
    )
