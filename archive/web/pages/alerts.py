"""The alerts and the outbox for people at the desk: who is mailed what, and how each letter fares.

Readers' addresses are masked; what changes something is a POST.
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from archive.errors import AskedWrongly, NotFound, QueryError
from archive.query import explain, parse
from archive.subscriptions import (
    drop,
    edit,
    edits,
    end,
    get,
    list_deliveries,
    list_matches,
    list_subscriptions,
    masked,
    pause,
    resume,
    retry,
    undo,
)
from archive.web.desk import who
from archive.web.mistakes import say_mistake
from archive.web.pages.letters import keep_private
from archive.web.pages.manage import read_form
from archive.web.site import Site, site_of

LETTERS_SHOWN = 200
MATCHES_SHOWN = 100
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""A letter holds its own styles and no script; it is shown as a page without any right."""


def page(request: Request) -> Response:
    """Show all alerts that have not ended; a POST pauses, resumes or ends one."""
    site = site_of(request)
    if request.method == "POST":
        _act_on_alert(site, request, read_form(request))
        return RedirectResponse(request.url.path, status_code=303)
    found = [one for one in list_subscriptions(site.engine) if one.state != "ended"]
    rows = [(one, one.target or masked(one.subscriber.email)) for one in found]
    return keep_private(site.screens.show(request, "alerts.html", rows=rows))


def one(request: Request) -> Response:
    """Show one alert, what it found and what became of it; a POST changes, pauses, resumes or ends it."""
    site = site_of(request)
    number = request.path_params["id"]
    if request.method == "POST":
        _act_on_alert(site, request, read_form(request) | {"id": str(number)})
        return RedirectResponse(request.url.path, status_code=303)
    found = get(site.engine, number)
    page = site.screens.show(
        request,
        "alert.html",
        one=found,
        reader=found.target or masked(found.subscriber.email),
        meaning=_meaning(found.query, site.screens.language(request)),
        changes=edits(site.engine, number),
        found=list_matches(site.engine, number, limit=MATCHES_SHOWN),
    )
    return keep_private(page)


def outbox(request: Request) -> Response:
    """Show the newest letters; a POST tries one again, or drops it."""
    site = site_of(request)
    if request.method == "POST":
        _act_on_letter(site, read_form(request))
        return RedirectResponse(request.url.path, status_code=303)
    letters = list_deliveries(site.engine, limit=LETTERS_SHOWN)
    return keep_private(site.screens.show(request, "outbox.html", letters=letters))


def letter(request: Request) -> Response:
    """Show the letter that an alert would give now; nothing is sent."""
    site = site_of(request)
    if site.sample is None:
        raise AskedWrongly("letters cannot be written here", mend="use `jianbao alert test ID`")
    found = site.sample(request.path_params["id"])
    if found is None:
        raise NotFound(site.screens.words(request)("alerts-test-none"), mend="wait for news, or widen the search")
    answer = HTMLResponse(found, headers={"content-security-policy": LETTER_POLICY})
    return keep_private(answer)


def _meaning(query: str, language: str) -> str:
    """Return the query in words; one that cannot be read any more says why."""
    try:
        return explain(parse(query), "en" if language == "en" else "zh")
    except QueryError as error:
        return f"{say_mistake(language, error.wrong)}: {say_mistake(language, error.mend)}"


def _act_on_alert(site: Site, request: Request, form: Mapping[str, str]) -> None:
    """Do what the button says. Raises AskedWrongly, NotFound."""
    reason = f"by {who(request)}"
    acts: dict[str, Callable[[int], object]] = {
        "pause": lambda number: pause(site.engine, number, reason=reason),
        "resume": lambda number: resume(site.engine, number),
        "remove": lambda number: end(site.engine, number, reason=f"removed {reason}"),
        "edit": lambda number: edit(site.engine, number, form.get("q", ""), why=reason, now=site.clock()),
        "undo": lambda number: undo(site.engine, number, now=site.clock()),
    }
    _do(acts, form)


def _act_on_letter(site: Site, form: Mapping[str, str]) -> None:
    """Do what the button says. Raises AskedWrongly, NotFound."""
    acts: dict[str, Callable[[int], object]] = {
        "retry": lambda number: retry(site.engine, number, now=site.clock()),
        "drop": lambda number: drop(site.engine, number),
    }
    _do(acts, form)


def _do(acts: Mapping[str, Callable[[int], object]], form: Mapping[str, str]) -> None:
    act, number = acts.get(form.get("do", "")), form.get("id", "")
    if act is None or not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise AskedWrongly("nothing to do", mend="use the buttons of the page")
    act(int(number))
