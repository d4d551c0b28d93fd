"""A search or an alert as an Atom feed: its newest articles, for feed readers."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive import read
from archive.errors import NotFound
from archive.read.views import ArticleLine
from archive.records import Hit
from archive.search import answer, newest_hits
from archive.signing import Purpose, signing_key, unsign
from archive.subscriptions import found_lately, get
from archive.web.asked import find, read_asked
from archive.web.filters import outward
from archive.web.pages.letters import keep_private
from archive.web.site import site_of
from archive.web.themes import Label, ThemeNames

ENTRIES = 50
# XML 1.0, production 2: these characters cannot stand in a document, not even escaped.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True, kw_only=True)
class Entry:
    """One article in the feed."""

    title: str
    address: str
    original: str
    """Where the source printed it, empty when no browser may follow it."""
    source_name: str
    updated_at: datetime
    """When the archive stored it first."""
    summary: str
    themes: list[Label]


def search_atom(request: Request) -> Response:
    """Return the newest articles of a search as Atom (RFC 4287)."""
    site = site_of(request)
    asked = read_asked(request)
    newest = replace(asked, sort="date", links=replace(asked.links, page=1, upto=0))
    if asked.tree is None:
        hits = find(site, newest, limit=ENTRIES, facets=False).hits
    else:
        hits = newest_hits(site.engine, asked.query, limit=ENTRIES, collapse=not asked.links.copies)
    lines = {line.id: line for line in read.lines(site.engine, [hit.article_id for hit in hits])}
    names = ThemeNames(site.engine, site.screens.language(request))
    entries = [_entry(hit, lines[hit.article_id], names, site.web.address) for hit in hits if hit.article_id in lines]
    feed = site.screens.text(
        request,
        "feed.atom",
        title=f"{site.web.title} · {asked.query}" if asked.query else site.web.title,
        address=site.web.address + newest.links.twin("atom"),
        page_address=site.web.address + newest.links.address("/search"),
        updated_at=max((entry.updated_at for entry in entries), default=site.clock()),
        entries=entries,
    )
    return Response(NOT_IN_XML.sub("", feed), media_type="application/atom+xml; charset=utf-8")


def alert_atom(request: Request) -> Response:
    """Return what one alert found last as Atom, behind its private address; a revoked address finds nothing."""
    site = site_of(request)
    number, serial = unsign(signing_key(site.config.home), Purpose.FEED, request.path_params["token"])
    alert = get(site.engine, number)
    if serial != alert.feed_serial or alert.state in ("ended", "pending"):
        raise NotFound("this feed address is not in use any more", mend="find the new one behind the link of a letter")
    found = [match.article_id for match in found_lately(site.engine, number, limit=ENTRIES)]
    # Asked again, so that each entry shows the sentence that matched; what a narrowed query leaves out is not shown.
    hits = answer(site.engine, alert.query, limit=ENTRIES, sort="date", within=found, facets=False).hits
    lines = {line.id: line for line in read.lines(site.engine, [hit.article_id for hit in hits])}
    names = ThemeNames(site.engine, site.screens.language(request))
    entries = [_entry(hit, lines[hit.article_id], names, site.web.address) for hit in hits if hit.article_id in lines]
    feed = site.screens.text(
        request,
        "feed.atom",
        title=f"{site.web.title} · {alert.label}",
        address=site.web.address + request.url.path,
        page_address=f"{site.web.address}/search?{urlencode({'q': alert.query, 'sort': 'date'})}",
        updated_at=max((entry.updated_at for entry in entries), default=site.clock()),
        entries=entries,
    )
    return keep_private(Response(NOT_IN_XML.sub("", feed), media_type="application/atom+xml; charset=utf-8"))


def _entry(hit: Hit, line: ArticleLine, names: ThemeNames, address: str) -> Entry:
    return Entry(
        title=hit.title,
        address=f"{address}/article/{hit.article_id}",
        original=outward(hit.url),
        source_name=line.source_name,
        updated_at=line.first_seen_at,
        summary=hit.snippet.text if hit.snippet else "",
        themes=[Label(id=theme, name=names.name(theme), address="") for theme in hit.themes],
    )
