"""Up to five queries side by side: a picture, the figures behind it, and what they have in common."""

from dataclasses import dataclass
from typing import cast

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from archive.analysis import GRAINS, MOST_QUERIES, Comparison, Grain, compare, plot
from archive.errors import AskedWrongly
from archive.web.filters import search_address
from archive.web.site import site_of


@dataclass(slots=True, kw_only=True)
class Line:
    """One query of the comparison."""

    query: str
    total: int
    address: str


@dataclass(slots=True, kw_only=True)
class Common:
    """What two of the queries have in common."""

    one: str
    other: str
    count: int


def page(request: Request) -> Response:
    """Show the queries of the address over the same time; what cannot be read is told with the mend."""
    site = site_of(request)
    words = site.screens.words(request)
    most = site.web.query_max_chars
    asked = [query.strip()[:most] for query in request.query_params.getlist("q") if query.strip()]
    grain = request.query_params.get("grain", "month")
    share = request.query_params.get("measure") == "share"
    found, error = None, None
    try:
        found = compare(site.engine, asked, grain=cast(Grain, grain)) if asked else None
    except AskedWrongly as wrong:
        error = wrong
    gap = words("not-collected")
    # The picture is made of numbers and escaped words by our own hand.
    picture = Markup(plot(found.timelines, share=share, gap=gap)) if found else ""  # noqa: S704 # see above
    return site.screens.show(
        request,
        "compare.html",
        status=400 if error else 200,
        asked=(asked + [""] * MOST_QUERIES)[:MOST_QUERIES],
        grain=grain,
        grains=GRAINS,
        measure="share" if share else "count",
        error=error,
        lines=_lines(found) if found else [],
        picture=picture,
        rows=list(zip(*(one.points for one in found.timelines), strict=True)) if found else [],
        common=_common(found) if found else [],
    )


def _lines(found: Comparison) -> list[Line]:
    return [Line(query=one.query, total=one.total, address=search_address(one.query)) for one in found.timelines]


def _common(found: Comparison) -> list[Common]:
    queries = [one.query for one in found.timelines]
    return [Common(one=queries[one], other=queries[other], count=count) for (one, other), count in found.common.items()]
