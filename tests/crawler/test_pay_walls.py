"""Articles that are not given away: counted as walls, kept with their evidence, never stored as articles."""

from datetime import date

from sqlalchemy import select

from archive.captures import Captures
from archive.db import reading
from archive.models import Article
from crawler.capture import WALLED
from pipelines.items import ROLE
from tests.crawler.conftest import Home
from tests.crawler.policy.wall_pages import MEMBERS_ONLY, TEASER
from tests.crawler.site import STORIES, Site, publish_list

NOW, LATER = "2024-02-20T09:00:00+08:00", "2024-02-20T09:30:00+08:00"
NEXT_DAY = "2024-02-21T09:00:00+08:00"
DAY = date(2024, 2, 20)


def publish(site: Site, home: Home, paid: dict[int, str]) -> None:
    """Publish a list of three articles, some of them (number in the list → page) behind a pay wall."""
    publish_list(site, "/gov", tuple((story, DAY) for story in STORIES[:3]))
    for place, body in paid.items():
        site.say(f"/gov/{DAY:%Y%m}/t{STORIES[place].number}.shtml", body)
    home.source("weekly", f"name: 云江周刊\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")


def test_teasers_are_rejected_and_the_rest_is_stored(site: Site, home: Home) -> None:
    """Of three articles the one for subscribers is rejected as a wall, kept as evidence, and told in the run."""
    publish(site, home, {1: TEASER})

    told = home.run("--now", NOW, "weekly").only

    assert (told["outcome"], told["ledger"]["stored"], told["ledger"]["rejected"]) == ("done", 2, {"wall": 1})
    assert "behind a pay wall: 1" in told["detail"]
    engine = home.open()
    captures = Captures(engine, home.folder / "captures")
    kept = [capture.body for _, capture in captures.walk() if capture.hints.get(ROLE) == WALLED]
    with reading(engine) as session:
        titles = set(session.scalars(select(Article.title)))
    captures.close()
    engine.dispose()
    assert kept == [TEASER.encode()]
    assert titles == {STORIES[0].title, STORIES[2].title}


def test_source_that_gives_nothing_away_is_blocked(site: Site, home: Home) -> None:
    """When every article asks for money the source is blocked, with the words as evidence, and is not pestered."""
    page = MEMBERS_ONLY.format(charset="utf-8")
    publish(site, home, dict.fromkeys(range(3), page))

    first = home.run("--now", NOW, "weekly").only
    asked = site.paths()
    site.forget()
    second = home.run("--now", LATER, "weekly").only
    pestered = site.paths()
    third = home.run("--now", NEXT_DAY, "weekly").only

    assert (first["outcome"], first["ledger"]["rejected"]) == ("blocked", {"wall": 3})
    assert "asks for payment or a login" in first["detail"]
    assert len(asked) == 4
    assert (second["outcome"], second["ledger"]["rejected"]) == ("blocked", {"wall": 3})
    assert pestered == ["/gov/list.shtml"]
    # A day later its articles are asked for again, and answered by 304.
    assert (third["outcome"], third["ledger"]["rejected"], third["ledger"]["bytes"]) == ("blocked", {"wall": 3}, 0)
