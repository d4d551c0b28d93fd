"""The timeline of promises: what the news said would be done by which year."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from archive.read.targets import promises
from archive.web.site import site_of

SHOWN = 400


def page(request: Request) -> Response:
    """Show the targets by year; `?year=2030` shows one year, `?source=ID` those of one source."""
    site = site_of(request)
    asked = {name: request.query_params.get(name, "") for name in ("year", "source")}
    found = promises(site.engine, year=asked["year"], source=asked["source"], limit=SHOWN)
    years = [(year, list(rows)) for year, rows in groupby(found, key=lambda one: one.year)]
    return site.screens.show(request, "targets.html", years=years)
