"""How many articles wait for a person's look, by source and by what made the reader doubt. Reads only."""

from collections import Counter

from sqlalchemy import Engine, func, select

from archive.db import reading
from archive.models import Article


def count_reviews(engine: Engine) -> dict[str, dict[str, int]]:
    """Return source → flag → number of articles that carry it; sources without any are left out."""
    wanted = select(Article.source, Article.flags).where(func.json_array_length(Article.flags) > 0)
    found: dict[str, Counter[str]] = {}
    with reading(engine) as session:
        for source, flags in session.execute(wanted):
            found.setdefault(source, Counter()).update(flags)
    return {source: dict(counts) for source, counts in sorted(found.items())}
