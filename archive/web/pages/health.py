"""The pulse for whoever watches the service: does the archive answer."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from archive.db import reading
from archive.web.site import site_of


def pulse(request: Request) -> JSONResponse:
    """Return 200 when the database answers a question, 503 when it does not."""
    try:
        with reading(site_of(request).engine) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse(
            {"ok": False, "wrong": "the database does not answer", "mend": "run jianbao doctor"}, status_code=503
        )
    return JSONResponse({"ok": True}, headers={"cache-control": "no-store"})
