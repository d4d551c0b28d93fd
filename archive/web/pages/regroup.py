"""A person at the desk takes an article out of its story, or joins two stories. What was decided can be taken back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.clusters import hands
from archive.clusters.why import why
from archive.errors import AskedWrongly, NotFound
from archive.web.desk import who
from archive.web.pages.manage import read_form
from archive.web.site import site_of


def page(request: Request) -> Response:
    """Split or merge as the form says, if both articles stand where its page showed them; back to that page."""
    site = site_of(request)
    first, other = int(request.path_params["id"]), int(request.path_params["other"])
    if site.same is None or site.fingerprint is None:
        raise NotFound("this server compares no texts", mend="serve the pages with `jianbao serve`")
    if request.method == "POST":
        form = read_form(request)
        found = why(site.engine, first, other, same=site.same)
        if (form.get("a"), form.get("b")) != (str(found.a.cluster_id), str(found.b.cluster_id)):
            raise AskedWrongly(
                "the articles went to other stories meanwhile", mend="look at the page again, then decide"
            )
        if found.one_story:
            hands.split(
                site.engine,
                found.b.cluster_id,
                [other],
                fingerprint=site.fingerprint,
                by=who(request),
                now=site.clock(),
            )
        else:
            hands.merge(site.engine, found.a.cluster_id, found.b.cluster_id, by=who(request), now=site.clock())
    return RedirectResponse(f"/article/{first}/why/{other}", status_code=303)
