"""Who may work at the desk: the pages that change the archive are for the people who run it.

On a machine of one's own (pages served on loopback, no public address) whoever opens them is at the desk. Elsewhere a
person gets there by a link that `jianbao desk` prints: it is good for an hour and leaves a cookie for thirty days. A
POST that another site's page sends in somebody's name is refused in either case.
"""

from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.config import Config
from archive.errors import AskedWrongly, NotFound
from archive.signing import signing_key
from archive.web.guard import View
from archive.web.settings import LOOPBACK, WebConfig
from archive.web.site import site_of

COOKIE = "desk"
LINK_AGE_S = 3600
COOKIE_AGE_S = 30 * 24 * 3600
LONGEST_NAME = 40
OWNER = "desk"
"""Name under which the owner of the machine is written down, who came without a link."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""Headers of a reverse proxy: behind one, everybody seems to be on this machine."""


def desk_link(config: Config, name: str) -> str:
    """Return the address that lets one person work at the desk; good for an hour. Raises AskedWrongly."""
    who = " ".join(name.split())
    if not who or len(who) > LONGEST_NAME:
        raise AskedWrongly("a person at the desk needs a name", mend=f"use 1 to {LONGEST_NAME} characters")
    web = config.section("web", WebConfig)
    return f"{web.address}/desk/{_serializer(config, 'desk-link').dumps(who)}"


def enter(request: Request) -> Response:
    """Take the link of `jianbao desk`, and remember the person in a cookie."""
    site = site_of(request)
    try:
        who = _serializer(site.config, "desk-link").loads(request.path_params["token"], max_age=LINK_AGE_S)
    except BadData as error:
        raise NotFound("this link is too old, or not one of ours", mend="`jianbao desk` prints a new one") from error
    answer = RedirectResponse("/", status_code=303, headers={"cache-control": "no-store"})
    answer.set_cookie(
        COOKIE,
        _serializer(site.config, COOKIE).dumps(str(who)),
        max_age=COOKIE_AGE_S,
        httponly=True,
        samesite="strict",
        secure=site.web.address.startswith("https:"),
    )
    return answer


def who(request: Request) -> str:
    """Return the name of the person at the desk; empty for a reader."""
    site = site_of(request)
    if site.web.desk == "off":
        return ""
    if cookie := request.cookies.get(COOKIE):
        try:
            return str(_serializer(site.config, COOKIE).loads(cookie, max_age=COOKIE_AGE_S))
        except BadData:
            return ""
    return OWNER if site.web.desk == "local" and _is_own_machine(request, site.web) else ""


def desk(view: View) -> View:
    """Return a view for people at the desk alone. Others read how to get there."""

    def answer(request: Request) -> Response:
        if not who(request):
            raise AskedWrongly(
                "this page is for the people who run the archive", mend="open the link of `jianbao desk`"
            )
        if request.method == "POST" and not is_ours(request):
            raise AskedWrongly("this form came from another site", mend="use the buttons of our own page")
        return view(request)

    return answer


def _is_own_machine(request: Request, web: WebConfig) -> bool:
    client = request.client.host if request.client else ""
    proxied = any(header in request.headers for header in FORWARDED)
    return not web.public_url and web.host in LOOPBACK and client in LOOPBACK and not proxied


def is_ours(request: Request) -> bool:
    """Tell whether a form was sent from a page of this site; browsers say so in headers that pages cannot forge."""
    if site := request.headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _serializer(config: Config, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_key(config.home), salt=purpose)
