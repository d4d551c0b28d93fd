"""Lists of suggestions by meaning, beside what is found exactly and never part of it."""

from collections.abc import Sequence

from starlette.requests import Request

from archive import read
from archive.extras import is_installed
from archive.meaning import MODEL_LIBRARY, Near, alike, widen
from archive.search import search_config
from archive.web.asked import Asked
from archive.web.site import Site

SHOWN = 5
AMONG = 50_000
"""A page compares so many of the newest articles (0.2 s); `jianbao search --widen` compares all."""
Suggested = list[tuple[Near, str]]
"""Each with the name of its source."""


def is_offered(site: Site) -> bool:
    """True when this archive suggests by meaning."""
    return search_config(site.config).semantic and is_installed(MODEL_LIBRARY)


def wider(site: Site, asked: Asked, request: Request) -> Suggested | None:
    """Return what is near the query's words though it does not find it; None when nobody asked for such a list."""
    if request.query_params.get("meaning") != "1" or asked.tree is None or not is_offered(site):
        return None
    return _named(site, widen(site.engine, asked.query, limit=2 * SHOWN, among=AMONG))


def near_article(site: Site, article_id: int, shown: Sequence[int]) -> Suggested:
    """Return the articles nearest to one by meaning, without those that the page shows already."""
    if not is_offered(site):
        return []
    apart = {article_id, *shown}
    found = alike(site.engine, article_id, limit=SHOWN + len(apart), among=AMONG)
    return _named(site, [one for one in found if one.article_id not in apart][:SHOWN])


def _named(site: Site, found: Sequence[Near]) -> Suggested:
    names = read.sources(site.engine) if found else {}
    return [(one, names[one.source].name if one.source in names else one.source) for one in found]
