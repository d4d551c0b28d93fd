"""When a list of a government site is left, and what the run says of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, publish_list, web_article

NOW = "2024-02-20T09:00:00+08:00"
NEWEST = date(2024, 2, 19)
PAGES = 6


@pytest.fixture
def long_list(site: Site) -> Site:
    """A list of six pages, one document each, one day older from page to page."""
    for page in range(1, PAGES + 1):
        publish_list(site, "/gk", ((STORIES[page], NEWEST - timedelta(days=page - 1)),), pages=PAGES, page=page)
    return site


def crawl(home: Home, site: Site, gov: str, *order: str) -> dict[str, Any]:
    """Crawl the list with options and an order."""
    start = f"{site.address}/gk/list.shtml"
    home.source("gk", f"name: 公开\nfamily: govsite\nstart: {start}\nhosts: 127.0.0.1\ngov:\n  list: static\n{gov}")
    return home.run("--now", NOW, *order, "gk").only


def test_a_list_cut_short_says_so(home: Home, long_list: Site) -> None:
    """At the bound the list is left, and the run names how much of it was read."""
    told = crawl(home, long_list, "  max_pages: 2\n")

    assert told["ledger"]["stored"] == 2
    assert "stopped after 2 of 6 list pages" in told["detail"]


def test_a_list_is_left_when_it_is_too_old(home: Home, long_list: Site) -> None:
    """Beyond the window of days no further page is asked for, and nothing is said of it."""
    told = crawl(home, long_list, "  max_age_days: 2\n")

    assert told["ledger"]["stored"] == 3
    assert told["detail"] == ""


def test_an_order_for_a_day_takes_that_day_only(home: Home, long_list: Site) -> None:
    """A day asked for is found on its page, and the list is left behind it."""
    told = crawl(home, long_list, "  max_pages: 1\n", "--day", "2024-02-17")

    assert told["ledger"]["stored"] == 1
    assert "/gk/list_5.shtml" not in long_list.paths()


def test_a_backfill_takes_a_stretch_of_days(home: Home, long_list: Site) -> None:
    """A walk from one day to another takes what the list dates between them, and leaves the list behind the first."""
    told = crawl(home, long_list, "", "--kind", "backfill", "--walk", "2024-02-16..2024-02-17")

    assert told["ledger"]["stored"] == 2
    assert "/gk/list_6.shtml" not in long_list.paths()


def test_a_list_that_turns_in_a_circle_ends(home: Home, site: Site) -> None:
    """A site that answers every page with the first one is asked for two more, and the run says why it stops."""
    publish_list(site, "/gk", ((STORIES[1], NEWEST),), pages=9)
    first = site.answers["/gk/list.shtml"].body.decode()
    for page in range(2, 10):
        site.say(f"/gk/list_{page}.shtml", first.replace("9, 1,", f"9, {page},"))

    told = crawl(home, site, "")

    assert told["ledger"]["stored"] == 1
    assert "repeats its pages" in told["detail"]
    assert len([path for path in site.paths() if "list" in path]) == 3


def test_a_page_that_is_not_there_ends_the_list(home: Home, long_list: Site) -> None:
    """A second page that the pager promises and the server lacks is noted; what was found is stored."""
    del long_list.answers["/gk/list_2.shtml"]

    told = crawl(home, long_list, "")

    assert (told["outcome"], told["ledger"]["stored"]) == ("done", 1)
    assert "ends after 1 pages" in told["detail"]


def test_documents_can_be_left_where_they_are(home: Home, site: Site) -> None:
    """With attachments off none is fetched; with a bound the rest is named."""
    publish_list(site, "/gk", ((STORIES[1], NEWEST),))
    path = f"/gk/202402/t{STORIES[1].number}.shtml"
    links = "".join(f"<p><a href='{n}.pdf'>附件{n}</a></p>" for n in range(3))
    site.say(path, web_article(STORIES[1], NEWEST).replace("</p></div>", f"</p>{links}</div>"))

    told = crawl(home, site, "  attachments: no\n")
    assert (told["ledger"]["stored"], [one for one in site.paths() if one.endswith(".pdf")]) == (1, [])

    site.say(path, web_article(STORIES[1], NEWEST).replace("</p></div>", f"</p><p>更新。</p>{links}</div>"))
    later = home.run("--now", "2024-02-20T19:00:00+08:00", "gk").only
    assert later["ledger"]["revised"] == 1
    crawl(home, site, "  max_attachments: 1\n")
    site.say(path, web_article(STORIES[1], NEWEST).replace("</p></div>", f"</p><p>再更新。</p>{links}</div>"))
    bounded = home.run("--now", "2024-02-21T09:00:00+08:00", "gk").only
    assert bounded["detail"] == "attachments not kept: 1 http-404, 2 too-many"
