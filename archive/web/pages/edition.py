"""One edition of a paper: its layout pages and what stands on them."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from archive import read
from archive.errors import NotFound
from archive.read.edition_account import edition_account
from archive.web.site import site_of
from archive.web.tallies import placed_layout

EDITIONS_LOOKED_THROUGH = 800
"""About two years of a daily paper: within them the page links to its neighbours."""


def page(request: Request) -> Response:
    """Show the layout pages of an edition with their articles, stored or not."""
    site = site_of(request)
    source, written = request.path_params["source"], request.path_params["day"]
    day = _read_day(written)
    pages = read.layout(site.engine, source, day) or placed_layout(site.engine, source, day)
    if not pages:
        raise NotFound(
            f"no edition of '{source[:80]}' on {day} is in the archive", mend="see the list of editions of the source"
        )
    line = read.sources(site.engine).get(source)
    days = sorted(one.edition_on for one in read.editions(site.engine, source, limit=EDITIONS_LOOKED_THROUGH))
    return site.screens.show(
        request,
        "edition.html",
        source=source,
        source_name=line.name if line else source,
        edition_on=day,
        pages=pages,
        account=edition_account(site.engine, source, day),
        before=next((one for one in reversed(days) if one < day), None),
        after=next((one for one in days if one > day), None),
    )


def _read_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise NotFound(f"'{written[:20]}' is no day", mend="write a day such as 2024-02-20") from error
