"""The same addresses for programs: a search and an article as JSON. Whole searches are in archive.web.exports."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from archive import read
from archive.query import explain
from archive.web.asked import find, read_asked
from archive.web.plain import plain
from archive.web.site import site_of


def search_json(request: Request) -> Response:
    """Return one page of a search: totals, hits with marks, facets, and where the next page is."""
    site = site_of(request)
    asked = read_asked(request)
    rows = site.web.rows_per_page
    answer = find(site, asked, limit=rows)
    more = asked.page * rows < asked.listed(answer)
    next_page = asked.links.on_page(asked.page + 1, answer.upto).replace("/search?", "/search.json?", 1)
    return JSONResponse(
        {
            **plain(answer),
            "explained": explain(asked.tree, "en") if asked.tree else "",
            "sort": asked.sort,
            "page": asked.page,
            "rows_per_page": rows,
            "next": site.web.address + next_page if more else None,
        }
    )


def article_json(request: Request) -> Response:
    """Return an article with all that its page shows."""
    return JSONResponse(plain(read.article(site_of(request).engine, request.path_params["id"])))
