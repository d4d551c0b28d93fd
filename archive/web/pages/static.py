"""The style sheet and the icon, kept in memory: no path from outside ever reaches the file system."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive.web.render import STATIC

TYPES = {"jianbao.css": "text/css; charset=utf-8", "seal.svg": "image/svg+xml"}
FILES = {name: (STATIC / name).read_bytes() for name in TYPES}
FOR_EVER, FOR_A_DAY = "public, max-age=31536000, immutable", "public, max-age=86400"


def file(request: Request) -> Response:
    """Return one of our own files; an address that carries the digest may be kept for ever."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    keep = FOR_EVER if "v" in request.query_params else FOR_A_DAY
    return Response(FILES[name], headers={"content-type": TYPES[name], "cache-control": keep})
