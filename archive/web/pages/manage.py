"""The page behind the signed link at the foot of every letter: a reader's alerts and settings, without a login.

Opening it changes nothing; a POST acts and leads back. The page names no address, for a letter may be forwarded.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from anyio import from_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import AskedWrongly, NotFound
from archive.signing import Purpose, feed_url, signing_key, unsign
from archive.subscriptions.queries import edits, end, list_subscriptions, pause, renew_feed, resume, undo
from archive.subscriptions.records import SubscriptionView
from archive.subscriptions.subscribers import change_subscriber, get_subscriber
from archive.web.pages.letters import keep_private
from archive.web.site import Site, site_of

LONGEST_FORM = 4096
"""Bytes of a form; ours have some hundred."""
REASON = "by the reader"


def manage(request: Request) -> Response:
    """Show a reader's alerts and settings; a POST changes one of them."""
    site = site_of(request)
    (subscriber_id,) = unsign(signing_key(site.config.home), Purpose.MANAGE, request.path_params["token"])
    reader = get_subscriber(site.engine, subscriber_id)
    if reader.state == "gone":
        raise NotFound("this address was taken off the list", mend="ask for a new confirmation letter")
    if request.method == "POST":
        _act(site, subscriber_id, read_form(request))
        return keep_private(RedirectResponse(request.url.path, status_code=303))
    begin, _, end_ = reader.quiet.partition("-")
    alerts = [one for one in _own(site, subscriber_id) if one.state != "ended"]
    key = signing_key(site.config.home)
    page = site.screens.show(
        request,
        "manage.html",
        reader=reader,
        alerts=alerts,
        feeds={one.id: feed_url(site.web.address, key, one.id, one.feed_serial) for one in alerts},
        edited={one.id: next(iter(edits(site.engine, one.id)), None) for one in alerts},
        quiet_from=begin,
        quiet_until=end_,
        zone=reader.time_zone,
    )
    return keep_private(page)


def _act(site: Site, subscriber_id: int, form: Mapping[str, str]) -> None:
    """Do what the form says. Raises AskedWrongly, NotFound."""
    if form.get("do") == "settings":
        begin, end_ = form.get("quiet_from", ""), form.get("quiet_until", "")
        change_subscriber(
            site.engine,
            subscriber_id,
            language=form.get("language"),
            quiet=f"{begin}-{end_}" if begin or end_ else "",
            working_days_only=form.get("days") == "working",
            letters_at=form.get("letters_at") or None,
        )
        return
    acts: dict[str, Callable[[int], object]] = {
        "pause": lambda number: pause(site.engine, number, reason=REASON),
        "resume": lambda number: resume(site.engine, number),
        "undo": lambda number: undo(site.engine, number, now=site.clock()),
        "renew": lambda number: renew_feed(site.engine, number),
        "remove": lambda number: end(site.engine, number, reason=f"removed {REASON}"),
    }
    act = acts.get(form.get("do", ""))
    number = next((one.id for one in _own(site, subscriber_id) if str(one.id) == form.get("alert")), None)
    if act is None or number is None:
        raise AskedWrongly("nothing to do", mend="use the buttons of the page")
    act(number)


def _own(site: Site, subscriber_id: int) -> list[SubscriptionView]:
    return list(list_subscriptions(site.engine, subscriber_id=subscriber_id))


def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a small form, as last given. Raises AskedWrongly when it is none."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > LONGEST_FORM:
        raise AskedWrongly("this is no form of ours", mend="use the buttons of the page")
    # Views run in worker threads; only the server's own loop can read the body.
    body = from_thread.run(request.body)
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1].strip() for name, values in fields.items()}
