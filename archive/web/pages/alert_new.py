"""Where a reader asks for an alert: what the search finds and how much it would mail first, the address last.

An alert asked for here matches nothing until its reader confirms it by mail, for anybody can type an address. The
answer is the same whether the address was known before or not.
"""

import contextlib
from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from archive.errors import AskedWrongly
from archive.query import explain, parse
from archive.query.writer import Language
from archive.subscriptions import AlertsConfig, HasAlready, add, add_subscriber, alerts_config, check_address, pending
from archive.subscriptions.forecast import Forecast, forecast
from archive.web.desk import is_ours, who
from archive.web.pages.letters import say_letter
from archive.web.pages.manage import read_form
from archive.web.site import Site, site_of

PREVIEWED = 5


def page(request: Request) -> Response:
    """Show what a search would mail, and the form for the address; a POST asks for the alert."""
    site = site_of(request)
    settings = alerts_config(site.config)
    if settings.signup == "off" or (settings.signup == "desk" and not who(request)):
        raise AskedWrongly("alerts cannot be asked for here", mend="ask the people who run the archive")
    if request.method == "POST":
        _ask(site, settings, request, read_form(request))
        return say_letter(request, "alert-asked", ("alert-asked-words",))
    query = request.query_params.get("q", "").strip()
    expected = _forecast(site, query) if query else None
    language: Language = "zh" if site.screens.language(request) == "zh" else "en"
    return site.screens.show(
        request,
        "alert_new.html",
        query=query,
        meaning=explain(parse(query), language) if query else "",
        expected=expected,
        rate=_rate(expected),
    )


def _forecast(site: Site, query: str) -> Forecast:
    if len(query) > site.web.query_max_chars:
        raise AskedWrongly(f"the query has {len(query)} characters", mend=f"use at most {site.web.query_max_chars}")
    return forecast(site.engine, query, now=site.clock(), limit=PREVIEWED)


def _rate(expected: Forecast | None) -> str:
    """Return the key of the phrase that tells how much to expect."""
    if expected is None or expected.a_week is None:
        return "alert-rate-unknown"
    if expected.is_flood:
        return "alert-rate-flood"
    return "alert-rate" if expected.a_week >= 1 or expected.a_week == 0 else "alert-rate-low"


def _ask(site: Site, settings: AlertsConfig, request: Request, form: Mapping[str, str]) -> None:
    """Save the alert, pending. Raises QueryError and AskedWrongly."""
    if not is_ours(request):
        raise AskedWrongly("this form came from another site", mend="use the button of our own page")
    now = site.clock()
    query, email = form.get("q", ""), check_address(form.get("email", ""))
    _forecast(site, query)
    if len(pending(site.engine, since=now - timedelta(hours=1))) >= settings.signups_an_hour:
        raise AskedWrongly("too many alerts were asked for in the last hour", mend="come back in an hour")
    reader = add_subscriber(site.engine, email, language=site.screens.language(request), now=now)
    # The reader who has it already learns nothing new, and somebody else nothing about the reader.
    with contextlib.suppress(HasAlready):
        name, rhythm = form.get("name", ""), form.get("every", "day")
        add(site.engine, reader.id, query, name=name, rhythm=rhythm, pending=True, now=now)
