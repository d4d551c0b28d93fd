"""Review of themes at the desk: the least sure tags first, and the decisions on one article."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import AskedWrongly
from archive.themes import Verdict, decide, undo
from archive.themes.queue import least_sure
from archive.web.desk import who
from archive.web.pages.manage import read_form
from archive.web.site import site_of
from archive.web.themes import ThemeNames

SHOWN = 30
MOST_DIGITS = 18
UNDO = "undo"
VERDICTS = frozenset(one.value for one in Verdict)


def page(request: Request) -> Response:
    """Show the tags to decide; a POST enters one decision and goes back to where it came from."""
    if request.method == "POST":
        return _decide(request)
    site = site_of(request)
    theme = request.query_params.get("theme", "")
    names = ThemeNames(site.engine, site.screens.language(request))
    waiting = [(one, names.name(one.theme)) for one in least_sure(site.engine, theme=theme, limit=SHOWN)]
    return site.screens.show(request, "review.html", waiting=waiting, theme=theme)


def _decide(request: Request) -> Response:
    site = site_of(request)
    form = read_form(request)
    number, theme, wish = form.get("article", ""), form.get("theme", ""), form.get("do", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        raise AskedWrongly(f"'{number[:40]}' is no number of an article", mend="use the buttons of the page")
    name, now = who(request), site.clock()
    if wish == UNDO:
        undo(site.engine, int(number), theme, reviewer=name, now=now)
    elif wish in VERDICTS:
        decide(site.engine, int(number), theme, Verdict(wish), reviewer=name, now=now, note=form.get("note", "")[:400])
    else:
        raise AskedWrongly("this is no decision", mend="use the buttons of the page")
    back = (
        f"/article/{int(number)}"
        if form.get("back") == "article"
        else f"/themes/review?theme={quote(form.get('only', ''))}"
    )
    return RedirectResponse(back, status_code=303)
