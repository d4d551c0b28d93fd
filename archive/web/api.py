"""The same addresses for programs: a search as JSON and CSV, an article as JSON."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from archive import read
from archive.db import reading
from archive.export import as_csv
from archive.query import explain
from archive.search import backend
from archive.web.asked import Asked, find, read_asked
from archive.web.plain import plain
from archive.web.site import Site, site_of

NEWEST_ROWS = 1000
"""Rows of a table that was asked for without a query."""


def search_json(request: Request) -> Response:
    """Return one page of a search: totals, hits with marks, facets, and where the next page is."""
    site = site_of(request)
    asked = read_asked(request)
    rows = site.web.rows_per_page
    answer = find(site, asked, limit=rows)
    more = asked.page * rows < asked.listed(answer)
    next_page = asked.links.on_page(asked.page + 1).replace("/search?", "/search.json?", 1)
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


def search_csv(request: Request) -> Response:
    """Return all articles of a search as CSV, up to `[web] csv_max_rows`; sent while it is read."""
    site = site_of(request)
    numbers = _numbers(site, read_asked(request))
    headers = {"content-disposition": 'attachment; filename="jianbao.csv"'}
    return StreamingResponse(as_csv(site.engine, numbers), media_type="text/csv; charset=utf-8", headers=headers)


def article_json(request: Request) -> Response:
    """Return an article with all that its page shows."""
    return JSONResponse(plain(read.article(site_of(request).engine, request.path_params["id"])))


def _numbers(site: Site, asked: Asked) -> tuple[int, ...]:
    if asked.tree is None:
        return tuple(line.id for line in read.recent(site.engine, limit=NEWEST_ROWS))
    with reading(site.engine) as session:
        return backend(site.engine).find(session, asked.tree, limit=site.web.csv_max_rows, sort=asked.sort).ids
