"""What every answer carries for safety, and the door that turns errors into pages a person can act on."""

import logging
from collections.abc import Callable
from typing import TypeAlias

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.errors import AskedWrongly, JianbaoError, NotFound, QueryError
from archive.web.render import Screens
from archive.web.site import site_of

log = logging.getLogger(__name__)
View: TypeAlias = Callable[[Request], Response]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SAFETY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Safety:
    """Adds the safety headers to every answer, and answers only to the host names allowed."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse its host name."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Request(scope).url.hostname
        if self.hosts and host not in self.hosts:
            refusal = PlainTextResponse(
                f"These pages do not answer to the name '{str(host)[:80]}'. "
                "Use the address that `jianbao serve` prints, or set [web] public_url.\n",
                status_code=421,
            )
            await refusal(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely)


def door(view: View) -> View:
    """Return the view behind the request door: whatever goes wrong in it becomes a page that says what next."""

    def answer(request: Request) -> Response:
        try:
            return view(request)
        except HTTPException:
            raise
        except NotFound as error:
            return _say_error(request, 404, error)
        except AskedWrongly as error:
            return _say_error(request, 400, error)
        except JianbaoError as error:
            log.error("page failed", extra={"path": request.url.path, "wrong": error.wrong})
            return _say_error(request, 500, error)
        except Exception:  # the request door: one broken page must not take the others with it
            log.exception("page failed", extra={"path": request.url.path})
            return _say_error(request, 500, None)

    return answer


async def refuse(request: Request, error: Exception) -> Response:
    """Answer for addresses and methods that no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    response = _say_error(request, status, None)
    response.headers.update(headers or {})
    return response


def _say_error(request: Request, status: int, error: JianbaoError | None) -> Response:
    screens: Screens = site_of(request).screens
    words = screens.words(request)
    kind = {404: "missing", 400: "asked-wrongly", 405: "wrong-method"}.get(status, "broken")
    wrong = error.wrong if error else words(f"{kind}-wrong")
    mend = error.mend if error else words(f"{kind}-mend")
    if request.url.path.endswith((".json", ".csv", ".jsonl", ".ris", ".bib", ".gbt.txt", ".atom")):
        place = {"position": error.position} if isinstance(error, QueryError) else {}
        return JSONResponse({"wrong": wrong, "mend": mend, **place}, status_code=status)
    return screens.show(request, "error.html", status=status, heading=words(f"{kind}-heading"), wrong=wrong, mend=mend)
