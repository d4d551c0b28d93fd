"""The timeline of one person's offices, or of those who held one office."""

from starlette.requests import Request
from starlette.responses import Response

from archive.read.offices import holders, offices
from archive.web.site import site_of

LONGEST = 80


def page(request: Request) -> Response:
    """Show `?name=` with the offices printed with it, or `?office=` with the people printed with it."""
    site = site_of(request)
    name, office = (request.query_params.get(key, "").strip()[:LONGEST] for key in ("name", "office"))
    rows = offices(site.engine, name) if name else holders(site.engine, office) if office else ()
    return site.screens.show(request, "offices.html", name=name, office=office, rows=rows)
