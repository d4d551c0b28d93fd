"""What a query would mail: its last stories and how many a week, before anybody subscribes. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive.records import Hit
from archive.search import answer
from archive.subscriptions.matches import recent_stories

LOOK_BACK = timedelta(days=28)
"""Four whole weeks, so that every weekday counts equally."""
FLOOD_A_WEEK = 35.0
"""From here on, more than five a day, letters at once are too many; a daily one is suggested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What to expect of a query."""

    query: str
    """In canonical form."""
    stories: int
    """Stories in the archive that it finds, of whatever day."""
    last: tuple[Hit, ...]
    """The newest of these."""
    days: float
    """Days of news that the rate is taken from, 0 to 28; 0 when there was no news yet."""
    a_week: float | None
    """Stories a week that would have been mailed; None when there was no news yet."""

    @property
    def is_flood(self) -> bool:
        """True when letters at once would be too many."""
        return self.a_week is not None and self.a_week > FLOOD_A_WEEK


def forecast(engine: Engine, query: str, *, now: datetime, limit: int = 5) -> Forecast:
    """Return what a query finds now and how much it would mail. Raises QueryError when it cannot be read.

    The rate counts what letters would have told of in the last four weeks, or since the first news when that is less.
    """
    newest = answer(engine, query, limit=limit, sort="date", facets=False, collapse=True)
    numbers, first_at = recent_stories(engine, since=now - LOOK_BACK)
    if first_at is None:
        return Forecast(query=newest.query, stories=newest.stories, last=newest.hits, days=0.0, a_week=None)
    # A day is the least: one morning's crawl says nothing about seven.
    days = max((now - first_at) / timedelta(days=1), 1.0)
    mailed = answer(engine, query, limit=0, sort="date", within=numbers, facets=False).stories
    return Forecast(query=newest.query, stories=newest.stories, last=newest.hits, days=days, a_week=mailed * 7.0 / days)
