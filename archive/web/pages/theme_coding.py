"""Blind coding at the desk: one article's text without any theme, and boxes for all that it has."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive import read
from archive.errors import AskedWrongly
from archive.themes.codings import LEAST_ALPHA, agreement, code, codings, next_to_code
from archive.web.desk import who
from archive.web.pages.manage import read_form
from archive.web.site import Site, site_of
from archive.web.themes import ThemeNames

MOST_DIGITS = 18
BOX = "theme-"
"""How the names of the boxes begin: a form is read one value a name."""


def page(request: Request) -> Response:
    """Show the next article to code; a POST enters what the person chose, and shows the one after it."""
    site, coder = site_of(request), who(request)
    if request.method == "POST":
        _enter(site, read_form(request), coder)
        return RedirectResponse("/themes/code", status_code=303)
    number = next_to_code(site.engine, coder)
    found = agreement(codings(site.engine))
    return site.screens.show(
        request,
        "theme_coding.html",
        article=read.article(site.engine, number) if number else None,
        groups=_groups(ThemeNames(site.engine, site.screens.language(request))),
        agreement=found,
        is_low=found.alpha is not None and found.alpha < LEAST_ALPHA,
    )


def _enter(site: Site, form: dict[str, str], coder: str) -> None:
    number = form.get("article", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        raise AskedWrongly(f"'{number[:40]}' is no number of an article", mend="use the button of the page")
    chosen = [value for name, value in form.items() if name.startswith(BOX)]
    code(site.engine, int(number), chosen, coder=coder, now=site.clock())


def _groups(names: ThemeNames) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the groups with the id and name of each theme, in the order of the taxonomy."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for record in names.known.values():
        groups.setdefault(names.group(record), []).append((record.id, names.name(record.id)))
    return list(groups.items())
