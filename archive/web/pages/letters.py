"""The pages behind the links of letters: confirm and unsubscribe.

Opening a link changes nothing, because mail scanners open every link; only a POST acts. A mail program's one click
(RFC 8058, body `List-Unsubscribe=One-Click`) and the button of the page are the same POST: the token alone decides.
"""

from starlette.requests import Request
from starlette.responses import Response

from archive.signing import Purpose, signing_key, unsign
from archive.subscriptions.queries import end_all, get
from archive.subscriptions.queries import start as start_alert
from archive.subscriptions.subscribers import confirm as confirm_subscriber
from archive.subscriptions.subscribers import get_subscriber
from archive.web.site import Site, site_of


def confirm(request: Request) -> Response:
    """Show the button that confirms a subscriber; a POST confirms."""
    site = site_of(request)
    (subscriber_id,) = _ids(site, request, Purpose.CONFIRM)
    if request.method == "POST":
        confirm_subscriber(site.engine, subscriber_id, now=site.clock())
        return say_letter(request, "confirm-done", ("confirm-done-words",))
    done = get_subscriber(site.engine, subscriber_id).state == "confirmed"
    if done:
        return say_letter(request, "confirm-done", ("confirm-done-words",))
    return say_letter(request, "confirm-heading", ("confirm-words",), button="confirm-button")


def start(request: Request) -> Response:
    """Show the button that starts an alert asked for on our pages; a POST starts it."""
    site = site_of(request)
    (number,) = _ids(site, request, Purpose.START)
    if request.method == "POST":
        alert = start_alert(site.engine, number, now=site.clock())
    else:
        alert = get(site.engine, number)
    if alert.state == "pending":
        return say_letter(request, "start-heading", ("confirm-words",), names=[alert.label], button="confirm-button")
    if alert.state == "ended":
        return say_letter(request, "unsubscribe-done", ("unsubscribe-done-words",), names=[alert.label])
    return say_letter(request, "confirm-done", ("confirm-done-words",), names=[alert.label])


def unsubscribe(request: Request) -> Response:
    """Show the button that ends the saved queries of a letter; a POST ends them."""
    site = site_of(request)
    numbers = _ids(site, request, Purpose.UNSUBSCRIBE)
    if request.method == "POST":
        end_all(site.engine, numbers, reason="unsubscribed")
    saved = [get(site.engine, number) for number in numbers]
    names = [one.label for one in saved]
    if all(one.state == "ended" for one in saved):
        return say_letter(request, "unsubscribe-done", ("unsubscribe-done-words",), names=names)
    return say_letter(request, "unsubscribe-heading", ("unsubscribe-words",), names=names, button="unsubscribe-button")


def _ids(site: Site, request: Request, purpose: Purpose) -> tuple[int, ...]:
    return unsign(signing_key(site.config.home), purpose, request.path_params["token"])


def say_letter(
    request: Request, heading: str, lines: tuple[str, ...], *, names: list[str] | None = None, button: str = ""
) -> Response:
    """Return a page of one heading and a few lines, all by their keys, with a button when it asks something."""
    screens = site_of(request).screens
    words = screens.words(request)
    response = screens.show(
        request,
        "letter.html",
        heading=words(heading),
        lines=[words(line) for line in lines],
        names=names or [],
        button=words(button) if button else "",
    )
    return keep_private(response)


def keep_private(response: Response) -> Response:
    """Return an answer whose address is a key: no shared cache may keep it, no search engine list it."""
    response.headers.update({"cache-control": "no-store", "x-robots-tag": "noindex"})
    return response
