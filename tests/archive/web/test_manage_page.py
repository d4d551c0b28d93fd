"""A reader sees and changes alerts and settings behind a signed link, without a login."""

import pytest

from archive.signing import Purpose, sign, signing_key
from archive.subscriptions import add, add_subscriber, find_subscriber, forget, get
from tests.archive.web.conftest import NOW

pytestmark = pytest.mark.both_databases


@pytest.fixture
def mine(empty):
    """The address of a reader's page, and the numbers of two alerts."""
    engine = empty.app.state.site.engine
    person = add_subscriber(engine, "li@example.org", now=NOW, confirmed=True)
    saved = [add(engine, person.id, query, now=NOW).id for query in ("创新", "改革")]
    return _address(empty, Purpose.MANAGE, person.id), saved


def _address(client, purpose, number):
    return f"/manage/{sign(signing_key(client.app.state.site.config.home), purpose, [number])}"


def _post(client, address, **fields):
    return client.post(address, data=fields, follow_redirects=False).status_code


def _states(client, ids):
    return [get(client.app.state.site.engine, number).state for number in ids]


def test_the_page_shows_the_alerts_and_no_address(empty, mine):
    """The reader's alerts and settings are there, the address is not, and nothing changes by looking."""
    address, saved = mine
    found = empty.get(address)
    assert "创新" in found.text
    assert "改革" in found.text
    assert "example.org" not in found.text
    assert found.headers["cache-control"] == "no-store"
    assert _states(empty, saved) == ["active", "active"]


def test_alerts_are_paused_resumed_and_removed(empty, mine):
    """Each button does what it says to the one alert it stands at, and leads back to the page."""
    address, saved = mine
    assert _post(empty, address, do="pause", alert=saved[0]) == 303
    assert _states(empty, saved) == ["paused", "active"]
    assert _post(empty, address, do="resume", alert=saved[0]) == 303
    assert _post(empty, address, do="remove", alert=saved[1]) == 303
    assert _states(empty, saved) == ["active", "ended"]
    assert "改革" not in empty.get(address).text


def test_settings_are_saved(empty, mine):
    """Language, quiet hours and days are kept and shown again; empty hours end the quiet."""
    address, _ = mine
    engine = empty.app.state.site.engine
    kept = {"language": "en", "quiet_from": "22:00", "quiet_until": "07:00", "days": "working", "letters_at": "18:00"}
    _post(empty, address, do="settings", **kept)
    reader = find_subscriber(engine, "li@example.org")
    assert reader.letters_at == "18:00"
    assert (reader.language, reader.quiet, reader.working_days_only) == ("en", "22:00-07:00", True)
    assert 'value="22:00"' in empty.get(address).text
    _post(empty, address, do="settings", language="zh", quiet_from="", quiet_until="")
    reader = find_subscriber(engine, "li@example.org")
    assert (reader.language, reader.quiet, reader.working_days_only) == ("zh", "", False)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "burn", "alert": "1"},
        {"do": "pause"},
        {"do": "pause", "alert": "99"},
        {"do": "pause", "alert": "x"},
        {"do": "settings", "language": "fr"},
        {"do": "settings", "language": "zh", "quiet_from": "22:00", "quiet_until": ""},
        {"do": "pause", "alert": "1" * 5000},
    ],
)
def test_what_the_page_does_not_offer_is_refused(empty, mine, fields):
    """Unknown acts, numbers and values, and forms that are too large, change nothing."""
    address, saved = mine
    assert empty.post(address, data=fields).status_code in (400, 404)
    assert _states(empty, saved) == ["active", "active"]


def test_the_alert_of_another_reader_is_out_of_reach(empty, mine):
    """The link of one reader changes nobody else's alert."""
    engine = empty.app.state.site.engine
    other = add_subscriber(engine, "wu@example.org", now=NOW, confirmed=True)
    theirs = add(engine, other.id, "创新", now=NOW).id
    assert _post(empty, mine[0], do="remove", alert=theirs) == 400
    assert _states(empty, [theirs]) == ["active"]


def test_the_link_of_a_forgotten_reader_leads_nowhere(empty, mine):
    """After forgetting, the page is gone; and a link for another purpose never opened it."""
    engine = empty.app.state.site.engine
    number = find_subscriber(engine, "li@example.org").id
    assert empty.get(_address(empty, Purpose.CONFIRM, number)).status_code == 404
    forget(engine, "li@example.org")
    assert empty.get(mine[0]).status_code == 404
