"""Why two articles are one story or two: both texts with what they share marked, and the facts that differ."""

from starlette.requests import Request
from starlette.responses import Response

from archive.clusters.why import why
from archive.errors import NotFound
from archive.records import Mark
from archive.web.site import site_of


def page(request: Request) -> Response:
    """Lay two articles side by side."""
    site = site_of(request)
    if site.same is None:
        raise NotFound("this server compares no texts", mend="serve the pages with `jianbao serve`")
    found = why(site.engine, request.path_params["id"], request.path_params["other"], same=site.same)
    of_a = [Mark(start=one.a_start, end=one.a_end) for one in found.passages]
    of_b = [Mark(start=one.b_start, end=one.b_end) for one in found.passages]
    return site.screens.show(request, "why.html", found=found, sides=[(found.a, of_a), (found.b, of_b)])
