"""The articles that were read with doubt, for the people at the desk: why, the proof, accept or dismiss."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import AskedWrongly
from archive.read.reviews import count_waiting, list_reviews
from archive.store.reviews import DECISIONS, decide
from archive.web.desk import who
from archive.web.pages.manage import read_form
from archive.web.site import site_of

SHOWN = 100


def page(request: Request) -> Response:
    """Show what waits; a POST settles one article and comes back."""
    site = site_of(request)
    if request.method == "POST":
        form = read_form(request)
        decision = next((one for one in DECISIONS if one == form.get("decision")), None)
        number = form.get("article", "")
        if decision is None or not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise AskedWrongly("the form lacks the article or the decision", mend="use the buttons of the page")
        decide(site.engine, int(number), decision, by=who(request), now=site.clock(), note=form.get("note", ""))
        return RedirectResponse("/reviews", status_code=303)
    source = request.query_params.get("source", "")[:80]
    rows = list_reviews(site.engine, source=source, limit=SHOWN)
    return site.screens.show(request, "reviews.html", rows=rows, waiting=count_waiting(site.engine), source=source)
