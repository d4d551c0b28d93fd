from dataclasses import replace
from datetime import timedelta

import pytest

from archive.signing import Purpose, sign, signing_key
from archive.subscriptions import add, add_subscriber, get, get_subscriber
from tests.archive.web.conftest import NOW

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reader(empty):
    """The number of a reader who has been entered, and of two saved queries."""
    engine = empty.app.state.site.engine
    person = add_subscriber(engine, "li@example.org", now=NOW)
    saved = [add(engine, person.id, query, now=NOW) for query in ("创新", "<b>改革</b>")]
    return person.id, [one.id for one in saved]


def _token(client, purpose, ids):
    return sign(signing_key(client.app.state.site.config.home), purpose, ids)


def _states(client, ids):
    return [get(client.app.state.site.engine, number).state for number in ids]


def test_opening_a_link_changes_nothing(empty, reader):
    """A mail scanner that opens both links leaves the reader pending and the queries active."""
    person, saved = reader
    confirm, leave = _token(empty, Purpose.CONFIRM, [person]), _token(empty, Purpose.UNSUBSCRIBE, saved)

    for address in (f"/confirm/{confirm}", f"/unsubscribe/{leave}"):
        assert '<button type="submit">' in empty.get(address).text
        assert empty.head(address).status_code == 200

    assert get_subscriber(empty.app.state.site.engine, person).state == "pending"
    assert _states(empty, saved) == ["active", "active"]


def test_the_button_confirms(empty, reader):
    """A POST confirms, and the page has no button any more."""
    person, _ = reader
    found = empty.post(f"/confirm/{_token(empty, Purpose.CONFIRM, [person])}")

    assert found.status_code == 200
    assert "<button" not in found.text.split("<main")[1]
    assert get_subscriber(empty.app.state.site.engine, person).state == "confirmed"


def test_one_click_of_a_mail_program_unsubscribes(empty, reader):
    """The POST of RFC 8058 ends the queries that the token names, and again does no harm."""
    _, saved = reader
    address = f"/unsubscribe/{_token(empty, Purpose.UNSUBSCRIBE, saved[:1])}"

    for _ in range(2):
        assert empty.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200

    assert _states(empty, saved) == ["ended", "active"]


def test_a_token_for_one_purpose_is_worthless_for_another(empty, reader):
    """The confirm token cannot unsubscribe, and a changed token does nothing."""
    person, saved = reader
    token = _token(empty, Purpose.CONFIRM, [person])

    assert empty.post(f"/unsubscribe/{token}").status_code == 404
    assert empty.post(f"/confirm/{token}x").status_code == 404
    assert _states(empty, saved) == ["active", "active"]


def test_the_page_names_the_queries_and_no_address(empty, reader):
    """Who opens a forwarded letter learns what it was about, not whose it is; names are shown as text."""
    _, saved = reader
    text = empty.get(f"/unsubscribe/{_token(empty, Purpose.UNSUBSCRIBE, saved)}").text

    assert "&lt;b&gt;改革" in text
    assert "example.org" not in text


def test_no_cache_keeps_a_page_behind_a_token(empty, reader):
    """The address is a key, so the page is not stored and not listed."""
    headers = empty.get(f"/confirm/{_token(empty, Purpose.CONFIRM, [reader[0]])}").headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"


def test_a_link_of_years_ago_still_works(empty, reader):
    """The unsubscribe link of an old letter works, however much later it is opened."""
    _, saved = reader
    address = f"/unsubscribe/{_token(empty, Purpose.UNSUBSCRIBE, saved)}"
    site = empty.app.state.site
    empty.app.state.site = replace(site, clock=lambda: NOW + timedelta(days=800))
    empty.post(address)
    assert _states(empty, saved) == ["ended", "ended"]
