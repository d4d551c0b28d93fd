"""A whole search as a file, in every form of archive.export, and the manifest of it. Sent while it is read."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from archive import read
from archive.export import FORMS, Export, export
from archive.web.asked import Asked, read_asked
from archive.web.site import Site, site_of

NEWEST_ROWS = 1000
"""Rows of a table that was asked for without a query."""
Twin = Callable[[Request], Response]


def twin(form: str) -> Twin:
    """Return the view that answers a search with a file of this form, `[web] csv_max_rows` articles at most."""

    def answer(request: Request) -> Response:
        site = site_of(request)
        asked = read_asked(request)
        headers = {"content-disposition": f'attachment; filename="jianbao.{form}"'}
        if asked.tree is None:
            newest = [line.id for line in read.recent(site.engine, limit=NEWEST_ROWS)]
            chosen = FORMS[form]
            return StreamingResponse(chosen.write(site.engine, newest), media_type=chosen.media_type, headers=headers)
        begun = _begun(site, asked, form)
        # The registered link relation for "a description of this file is there".
        headers["link"] = f'<{asked.links.twin("manifest.json")}>; rel="describedby"'
        return StreamingResponse(begun.pieces, media_type=begun.media_type, headers=headers)

    return answer


def manifest(request: Request) -> Response:
    """Return what an export of this search is: query, time, counts, versions, rights."""
    site = site_of(request)
    asked = read_asked(request)
    if asked.tree is None:
        return Response("{}\n", media_type="application/json")
    return Response(_begun(site, asked, "jsonl").manifest.text(), media_type="application/json")


def _begun(site: Site, asked: Asked, form: str) -> Export:
    return export(site.engine, asked.query, form, now=site.clock(), sort=asked.sort, limit=site.web.csv_max_rows)
