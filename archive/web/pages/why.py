"""Why two articles are one story or two: both texts with what they share marked, and the facts that differ."""

from starlette.requests import Request
from starlette.responses import Response

from archive.clusters.hands import words_on
from archive.clusters.why import why
from archive.errors import NotFound
from archive.records import Mark
from archive.web.desk import who
from archive.web.site import site_of


def page(request: Request) -> Response:
    """Lay two articles side by side."""
    site = site_of(request)
    if site.same is None:
        raise NotFound("this server compares no texts", mend="serve the pages with `jianbao serve`")
    found = why(site.engine, request.path_params["id"], request.path_params["other"], same=site.same)
    of_a = [Mark(start=one.a_start, end=one.a_end) for one in found.passages]
    of_b = [Mark(start=one.b_start, end=one.b_end) for one in found.passages]
    at_desk = bool(who(request)) and site.fingerprint is not None
    return site.screens.show(
        request,
        "why.html",
        found=found,
        sides=[(found.a, of_a), (found.b, of_b)],
        at_desk=at_desk,
        words=words_on(site.engine, [found.a.cluster_id, found.b.cluster_id]) if at_desk else (),
    )
