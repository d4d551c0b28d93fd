"""The learned hours of a source, learned anew once a day from the archive."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from archive import profiles
from scheduler.polling import LEARNING_DAYS, Profile, as_text, from_text, learn

FRESH_FOR = timedelta(days=1)


def learned_profile(engine: Engine, source: str, zone: ZoneInfo, *, now: datetime) -> Profile:
    """Return when a source usually publishes; learned anew when what is kept is older than a day."""
    kept, learned_at = profiles.profile_of(engine, source)
    found = from_text(kept)
    if found is not None and learned_at is not None and now - FRESH_FOR < learned_at <= now:
        return found
    since = now - timedelta(days=LEARNING_DAYS)
    begun = profiles.first_seen(engine, source) or now
    profile = learn(profiles.moments(engine, source, since=since), since=max(since, begun), until=now, zone=zone)
    profiles.keep_profile(engine, source, as_text(profile), now=now)
    return profile
