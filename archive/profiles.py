"""When a source's articles came, and the profile that the clock has learned from it, kept with the source."""

from datetime import datetime

from sqlalchemy import Engine, func, select

from archive.db import reading, writing
from archive.errors import NotFound
from archive.models import Article, Source


def moments(engine: Engine, source: str, *, since: datetime) -> list[datetime]:
    """Return when the articles of a source that were first seen since then came, in no order.

    The time of day printed on an article goes before the time it was first seen; one dated days before it was seen
    came with an old page and is left out.
    """
    asked = select(Article.published_at, Article.first_seen_at).where(
        Article.source == source, Article.first_seen_at >= since
    )
    with reading(engine) as session:
        rows = session.execute(asked).all()
    return [published or seen for published, seen in rows if published is None or published >= since]


def profile_of(engine: Engine, source: str) -> tuple[str, datetime | None]:
    """Return the profile kept with a source, and when it was learned; empty before the first. Raises NotFound."""
    with reading(engine) as session:
        row = session.execute(select(Source.profile, Source.profile_at).where(Source.id == source)).first()
    if row is None:
        raise NotFound(f"no source '{source}' in the archive", mend="`jianbao source list` shows the known ones")
    return row.profile, row.profile_at


def keep_profile(engine: Engine, source: str, profile: str, *, now: datetime) -> None:
    """Keep what was learned with the source."""
    with writing(engine) as session:
        row = session.get(Source, source)
        if row is not None:
            row.profile, row.profile_at = profile, now


def first_seen(engine: Engine, source: str) -> datetime | None:
    """Return when the first article of a source was stored; None before."""
    with reading(engine) as session:
        return session.scalar(select(func.min(Article.first_seen_at)).where(Article.source == source))
