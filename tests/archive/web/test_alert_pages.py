"""Alerts on the web: asked for by a reader, narrowed from a letter, read as a feed, and managed at the desk."""

import re

import pytest

from archive.records import Draft, Evidence, Tag, ThemeName
from archive.signing import Purpose, feed_url, sign, signing_key
from archive.store import Store
from archive.subscriptions import (
    Found,
    NewDelivery,
    add,
    add_subscriber,
    edits,
    end,
    enqueue,
    get,
    list_deliveries,
    list_subscriptions,
    pending,
    record_matches,
    renew_feed,
)
from pipelines.dedup import same
from tests.archive.web.conftest import NOW

pytestmark = pytest.mark.both_databases

HERE = {"sec-fetch-site": "same-origin"}
TEXT = "本报讯 市政府昨日印发人才公寓管理办法。\n办法自四月一日起施行，首批房源共{number}套。"


@pytest.fixture
def engine(empty):
    """The empty archive's database."""
    return empty.app.state.site.engine


@pytest.fixture
def own(empty):
    """The empty archive as opened on the machine itself."""
    from starlette.testclient import TestClient

    return TestClient(empty.app, base_url="http://localhost", client=("127.0.0.1", 50000))


@pytest.fixture
def story(engine):
    """A stored article about housing."""
    store = Store(engine, same=same)
    store.register_themes([ThemeName(id="housing", zh="住房保障", en="Housing")])
    text = TEXT.format(number=1)
    at = text.index("人才公寓")
    evidence = Evidence(field="text", start=at, end=at + 4, term="人才公寓", weight=2.0)
    draft = Draft(
        url="http://paper.test/1.html",
        source="yunjiang-daily",
        title="云江市首批人才公寓开工",
        text=text,
        published_on=NOW.date(),
        language="zh-Hans",
        tags=(Tag(theme="housing", score=5.0, central=True, evidence=(evidence,)),),
    )
    return store.save(draft, now=NOW)


@pytest.fixture
def alert(engine, story):
    """A reader's alert that found the story."""
    reader = add_subscriber(engine, "li@example.org", now=NOW, confirmed=True)
    saved = add(engine, reader.id, "人才公寓", now=NOW)
    found = Found(subscription_id=saved.id, cluster_id=story.cluster_id, article_id=story.article_id)
    record_matches(engine, [found], before=0, after=1, now=NOW)
    return saved.id


def _signed(client, purpose, *ids):
    return sign(signing_key(client.app.state.site.config.home), purpose, ids)


def _ask(client, **fields):
    form = {"q": "人才公寓", "email": "wu@example.org", "every": "day", "name": ""}
    return client.post("/alerts/new", data=form | fields, headers=HERE)


def test_the_preview_shows_what_would_come(empty, story):
    """Before asking for an address, the page tells what is found, in words, and how much to expect."""
    found = empty.get("/alerts/new?q=人才公寓&lang=en").text
    assert "about" in found.lower()
    assert "The archive holds 1 stories" in found
    assert "人才公寓" in found
    assert 'type="email"' in found
    assert 'type="email"' not in empty.get("/alerts/new").text


def test_an_alert_asked_for_waits_for_its_reader(empty, engine, story):
    """The alert is pending and matches nothing until the link of the letter is opened and its button pressed."""
    assert "确认信" in _ask(empty).text
    (one,) = pending(engine, since=NOW.replace(year=2025))
    assert (one.state, one.query, one.subscriber.state) == ("pending", "人才公寓", "pending")
    link = f"/start/{_signed(empty, Purpose.START, one.id)}"
    assert "确认订阅？" in empty.get(link).text
    assert get(engine, one.id).state == "pending"
    empty.post(link)
    assert (get(engine, one.id).state, get(engine, one.id).subscriber.state) == ("active", "confirmed")


def test_nobody_learns_who_subscribes(empty, engine, alert):
    """Asking for an alert that a reader has already looks the same as for a stranger, and adds none."""
    known = _ask(empty, email="li@example.org").text
    assert known == _ask(empty, email="new@example.org").text
    assert len(list_subscriptions(engine)) == 2


def test_a_query_that_cannot_be_read_is_told(empty):
    """A wrong query, address or form of another site adds nothing."""
    assert _ask(empty, q="(人才").status_code == 400
    assert _ask(empty, email="nobody").status_code == 400
    assert empty.post("/alerts/new", data={"q": "人才"}, headers={"sec-fetch-site": "cross-site"}).status_code == 400


def test_too_many_in_an_hour_are_refused(empty, engine):
    """Alerts that nobody confirms cannot be asked for without end."""
    reader = add_subscriber(engine, "wu@example.org", now=NOW)
    for number in range(30):
        add(engine, reader.id, f"人才{number}", pending=True, now=NOW)
    answer = _ask(empty, email="zhao@example.org")
    assert answer.status_code == 400
    assert "过去一小时申请的提醒太多" in answer.text


def test_less_like_this_is_seen_and_taken_back(empty, engine, alert, story):
    """A button of the page leaves a source out of the search, another takes that back; looking changes nothing."""
    link = f"/less/{_signed(empty, Purpose.LESS, alert, story.article_id)}"
    page = empty.get(link).text
    assert "云江市首批人才公寓开工" in page
    assert get(engine, alert).query == "人才公寓"
    assert empty.post(link, data={"do": "source=yunjiang-daily"}, follow_redirects=False).status_code == 303
    assert get(engine, alert).query == "人才公寓 -source:yunjiang-daily"
    assert "source=yunjiang-daily" not in empty.get(link).text
    empty.post(link, data={"do": "theme=housing"})
    assert get(engine, alert).query == "人才公寓 -source:yunjiang-daily -theme:housing"
    empty.post(link, data={"do": "undo"})
    assert get(engine, alert).query == "人才公寓 -source:yunjiang-daily"
    assert [one.why for one in edits(engine, alert)] == ["undo", "less-like-this", "less-like-this"]


def test_what_the_page_does_not_offer_is_refused(empty, engine, alert, story):
    """Only the exclusions shown can be asked for."""
    link = f"/less/{_signed(empty, Purpose.LESS, alert, story.article_id)}"
    assert empty.post(link, data={"do": "source=another"}).status_code == 400
    assert get(engine, alert).query == "人才公寓"


def test_the_feed_of_an_alert(empty, engine, alert):
    """The private feed tells what the alert found, with the sentence; a new address ends the old one."""
    key = signing_key(empty.app.state.site.config.home)
    old = feed_url("", key, alert, 0)
    found = empty.get(old)
    assert found.headers["content-type"].startswith("application/atom+xml")
    assert "云江市首批人才公寓开工" in found.text
    assert "市政府昨日印发人才公寓管理办法" in found.text
    new = renew_feed(engine, alert)
    assert empty.get(old).status_code == 404
    assert empty.get(feed_url("", key, alert, new.feed_serial)).status_code == 200
    end(engine, alert, reason="test")
    assert empty.get(feed_url("", key, alert, new.feed_serial)).status_code == 404


def test_the_desk_sees_alerts_without_addresses(own, engine, alert):
    """People at the desk see and pause alerts; readers' addresses are masked."""
    page = own.get("/alerts").text
    assert "l***@example.org" in page
    assert "li@example.org" not in page
    own.post("/alerts", data={"id": alert, "do": "pause"}, headers=HERE)
    assert (get(engine, alert).state, get(engine, alert).reason) == ("paused", "by desk")
    own.post("/alerts", data={"id": alert, "do": "remove"}, headers=HERE)
    assert get(engine, alert).state == "ended"


def test_the_desk_drops_and_retries_letters(own, engine, alert):
    """A letter that waits is dropped and tried again from the outbox page."""
    reader = get(engine, alert).subscriber.id
    letter = NewDelivery(subscriber_id=reader, kind="alert", message_id="<1@test>", subject="一封信", mime=b"x")
    number = enqueue(engine, letter, now=NOW)
    assert "一封信" in own.get("/alerts/outbox").text
    own.post("/alerts/outbox", data={"id": number, "do": "drop"}, headers=HERE)
    assert [one.state for one in list_deliveries(engine)] == ["dead"]
    own.post("/alerts/outbox", data={"id": number, "do": "retry"}, headers=HERE)
    assert [one.state for one in list_deliveries(engine)] == ["queued"]


@pytest.mark.parametrize("address", ["/alerts", "/alerts/outbox", "/alerts/1/letter"])
def test_readers_do_not_see_the_desk(empty, address):
    """The alerts of others are for the desk alone."""
    assert empty.get(address).status_code == 400


def test_the_search_page_leads_to_the_alert(empty, story):
    """A search can be turned into an alert from its own page."""
    page = empty.get("/search?q=人才公寓").text
    link = re.search(r'href="(/alerts/new\?q=[^"]+)"', page)
    assert link is not None
    assert 'value="人才公寓"' in empty.get(link[1]).text


def test_one_alert_shows_what_became_of_its_finds(own, alert, engine):
    """The page of an alert names the story it found and says that no letter tells of it yet."""
    answer = own.get(f"/alerts/{alert}?lang=en")

    assert answer.status_code == 200
    assert "云江市首批人才公寓开工" in answer.text
    assert "waiting" in answer.text
    assert "li@example.org" not in answer.text


def test_the_search_of_one_alert_is_changed_and_taken_back(own, alert, engine):
    """A POST on the page of an alert changes its search; another takes the change back."""
    own.post(f"/alerts/{alert}", data={"do": "edit", "q": "人才公寓 配套"}, headers=HERE)
    assert get(engine, alert).query == "人才公寓 配套"

    own.post(f"/alerts/{alert}", data={"do": "undo"}, headers=HERE)
    assert get(engine, alert).query == "人才公寓"


def test_a_search_that_cannot_be_read_changes_nothing(own, alert, engine):
    """A search with a fault is refused with its mend, and the alert asks what it asked before."""
    answer = own.post(f"/alerts/{alert}", data={"do": "edit", "q": "人才公寓 AND"}, headers=HERE)

    assert answer.status_code == 400
    assert get(engine, alert).query == "人才公寓"


def test_a_stranger_sees_no_alert(empty, alert):
    """Without the link to the desk the page of an alert is refused."""
    answer = empty.get(f"/alerts/{alert}")

    assert answer.status_code == 400
    assert "人才公寓" not in answer.text
