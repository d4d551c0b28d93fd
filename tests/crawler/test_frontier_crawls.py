"""What a crawl leaves open, because it was killed or a page was not to be had, the next crawl goes on with."""

from datetime import date, datetime
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from archive import frontier, runs
from archive.captures import Captures
from archive.config import load_config
from archive.db import reading
from archive.frontier import Found, Frontier, Step
from archive.models import Article, Event
from archive.records import Capture
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Answer, Site, publish_feed, publish_list, web_article

DAY = date(2024, 2, 20)
FIRST, SECOND, NEXT_DAY = (
    "2024-02-20T09:00:00+08:00",
    "2024-02-20T09:30:00+08:00",
    "2024-02-21T09:00:00+08:00",
)


def titles(home: Home) -> set[str]:
    """Titles stored."""
    engine = home.open()
    with reading(engine) as session:
        stored = set(session.scalars(select(Article.title)))
    engine.dispose()
    return stored


def test_article_that_left_its_feed_is_asked_for_again(site: Site, home: Home) -> None:
    """An article whose server was in trouble is fetched by the next crawl, though the feed no longer lists it."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    late = f"/radio/{STORIES[1].number}.html"
    page = site.answers[late]
    site.say(late, "", status=503)
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", FIRST, "radio")
    site.answers[late] = page
    publish_feed(site, "/feed.xml", ((STORIES[2], DAY),))

    again = home.run("--now", SECOND, "radio").only

    assert (again["ledger"]["discovered"], again["ledger"]["stored"]) == (2, 2)
    assert titles(home) == {one.title for one in STORIES[:3]}


def test_missing_article_is_not_asked_for_again(site: Site, home: Home) -> None:
    """An article that answered 404 is left alone once nothing links to it any more."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    site.say(f"/radio/{STORIES[0].number}.html", "", status=404)
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", FIRST, "radio")
    publish_feed(site, "/feed.xml", ((STORIES[2], DAY),))
    site.forget()

    again = home.run("--now", SECOND, "radio").only

    assert again["ledger"]["discovered"] == 1
    assert f"/radio/{STORIES[0].number}.html" not in site.paths()


def test_unread_list_page_is_read_by_the_next_poll(site: Site, home: Home) -> None:
    """Though the first page has no news, the second is read when the crawl before could not read it."""
    publish_list(site, "/gov", ((STORIES[2], DAY), (STORIES[3], DAY)), pages=2)
    publish_list(site, "/gov", ((STORIES[4], DAY),), pages=2, page=2)
    second = site.answers["/gov/list_2.shtml"]
    site.say("/gov/list_2.shtml", "", status=500)
    home.source("gov", f"name: 云江市人民政府\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")
    home.run("--now", FIRST, "gov")
    site.answers["/gov/list_2.shtml"] = second

    home.run("--now", SECOND, "gov")

    assert titles(home) == {one.title for one in STORIES[2:5]}


def test_old_news_left_open_mails_nobody(site: Site, home: Home) -> None:
    """What a first crawl found but could not fetch stays old news when a later crawl fetches it."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    late = f"/radio/{STORIES[1].number}.html"
    site.answers[late] = Answer(body=b"", status=503, then=Answer(body=b"", status=503, then=site.answers[late]))
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", FIRST, "radio")

    home.run("--now", SECOND, "radio")

    engine = home.open()
    with reading(engine) as session:
        alertable = list(session.scalars(select(Event.alertable)))
    engine.dispose()
    assert alertable == [False, False]


def test_kept_page_that_was_never_stored_is_read_after_a_304(site: Site, home: Home) -> None:
    """A page whose crawl was killed between keeping and storing is stored from its capture when it did not change."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    _keep(home, f"{site.address}/radio/{STORIES[0].number}.html")
    site.forget()

    again = home.run("--now", NEXT_DAY, "radio").only

    assert [one.conditional for one in site.asked if one.path.startswith("/radio/")] == [True]
    assert again["ledger"]["stored"] == 1
    assert titles(home) == {STORIES[0].title}


def test_killed_crawls_addresses_are_taken_up(site: Site, home: Home) -> None:
    """What a killed crawl had found is asked for by the next one even when its list has gone."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", FIRST, "radio")
    site.say("/radio/lost.html", web_article(STORIES[5], DAY))
    engine = home.open()
    at = runs.history(engine)[0].started_at
    number = runs.begin(engine, "radio", kind="crawl", now=at, owner="dead", lease_s=1)
    lost = f"{site.address}/radio/lost.html"
    Frontier(engine, source="radio", run_id=number).write(Step(found={lost: Found(url=lost)}), now=at)

    home.run("--now", SECOND, "radio")

    (_, dead, _) = runs.history(engine)
    left = frontier.count_open(engine, "radio")
    engine.dispose()
    assert STORIES[5].title in titles(home)
    assert (dead.outcome, dead.ledger.failed, left) == ("lost", {"not-reached": 1}, 0)


@pytest.mark.parametrize("arguments", [("--most", "1"), ("--only", "{site}/radio/1001.html")])
def test_trial_takes_up_nothing(site: Site, home: Home, arguments: tuple[str, ...]) -> None:
    """A crawl of one article or of a few asks for those alone."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    late = f"/radio/{STORIES[1].number}.html"
    site.say(late, "", status=503)
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", FIRST, "radio")
    site.forget()

    home.run("--now", SECOND, *(one.format(site=site.address) for one in arguments), "radio")

    assert late not in site.paths()


def _keep(home: Home, url: str) -> None:
    """Keep a page as a capture of the day before, as a crawl does that is killed right afterwards."""
    with urlopen(url) as answer:
        headers, body = tuple(answer.headers.items()), answer.read()
    engine = home.open()
    captures = Captures(engine, load_config(home.folder, environment={}).captures)
    at = datetime.fromisoformat(FIRST)
    captures.keep(
        Capture(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=at, source="radio")
    )
    captures.close()
    engine.dispose()


def test_endless_address_is_refused_by_name(site: Site, home: Home) -> None:
    """An address of more than 2,000 bytes is counted and never asked for; the others of its page are stored."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    feed = site.answers["/feed.xml"]
    trap = f"/radio/{STORIES[1].number}.html".encode()
    feed.body = feed.body.replace(trap, trap + b"?back=" + b"%2F" * 700)
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")

    ledger = home.run("--now", FIRST, "radio").only["ledger"]

    assert (ledger["discovered"], ledger["stored"], ledger["rejected"]) == (2, 1, {"long-address": 1})
    assert not any(len(path) > 2000 for path in site.paths())
