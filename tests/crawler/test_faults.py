"""Sites in trouble: no crash, each trouble named and counted, the ledger adds up, traps have an end."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from archive import runs
from archive.db import reading
from archive.models import Article
from tests.crawler.conftest import Home
from tests.crawler.faults import ARTICLES, answer, fault_site, page, says, slow
from tests.crawler.site import STORIES, Site, publish_list, web_article

NOW = "2024-02-20T09:00:00+08:00"
DAY = date(2024, 2, 20)
REJECTED = ("soft-404",)
PROXIED = "http://yunjiang-news.com"


@dataclass(slots=True, kw_only=True)
class Visit:
    """One crawl of the site in trouble."""

    told: dict[str, Any]
    code: int
    stderr: str
    titles: set[str]
    adds_up: bool


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """All troubles at once, in one list of one source."""
    home = Home(tmp_path_factory.mktemp("faults") / "home")
    home.configure(timeout_s="10.0", max_body_mb="1", retry_times="0")
    with fault_site() as site:
        site.replies |= {f"/a/{name}.html": reply for name, (reply, _) in ARTICLES.items()}
        site.replies["/list.html"] = page(site.listing(list(ARTICLES)))
        home.source("yunjiang", f"name: 云江\nfamily: listing\nstart: {site.address}/list.html\n")
        crawled = home.run("--now", NOW, "yunjiang")
    engine = home.open()
    with reading(engine) as session:
        titles = set(session.scalars(select(Article.title)))
    kept = runs.show(engine, crawled.only["run"]).ledger
    engine.dispose()
    return Visit(told=crawled.only, code=crawled.code, stderr=crawled.stderr, titles=titles, adds_up=kept.adds_up)


def test_every_trouble_is_named_and_counted(visit: Visit) -> None:
    """The ledger holds each trouble under its name, as often as it was met, and nothing else."""
    fates = Counter(fate for _, fate in ARTICLES.values())
    stored = fates.pop("stored")
    rejected = {reason: fates.pop(reason) for reason in REJECTED}
    ledger = visit.told["ledger"]

    assert (ledger["stored"], ledger["rejected"], ledger["failed"]) == (stored, rejected, dict(fates))
    assert ledger["discovered"] == len(ARTICLES)
    assert visit.adds_up


def test_trouble_ends_no_crawl(visit: Visit) -> None:
    """The crawl comes to its own end and its run is done."""
    assert (visit.code, visit.told["outcome"]) == (0, "done"), visit.stderr[-2000:]


def test_lies_about_the_charset_harm_no_text(visit: Visit) -> None:
    """Pages whose headers name a wrong charset are stored with their true titles."""
    assert visit.titles == {one.title for one in STORIES[:3]}


def test_site_that_asks_for_a_long_pause_is_left_alone(home: Home) -> None:
    """After 429 with a Retry-After of hours nothing more is asked, by this crawl or the next, and both say why."""
    with fault_site("127.0.0.2") as site:
        busy = says(answer(b"", "Retry-After: 7200", status="429 Too Many Requests"))
        names = ["one", "two", "three"]
        site.replies |= {f"/a/{name}.html": busy for name in names}
        site.replies["/list.html"] = page(site.listing(names))
        home.configure(concurrency="1", delay_s="0.3")
        home.source("yunjiang", f"name: 云江\nfamily: listing\nstart: {site.address}/list.html\n")
        first = home.run("--now", NOW, "yunjiang").only
        asked = len(site.asked)
        second = home.run("--now", "2024-02-20T09:30:00+08:00", "yunjiang").only

        assert first["ledger"]["failed"] == {"http-429": 1, "stay-away": 2}
        assert second["detail"].endswith("stay-away")
        assert len(site.asked) == asked == 3


def test_calendar_without_end_is_left(site: Site, home: Home) -> None:
    """A list whose every page names another day to go to is left after as many pages as its source file allows."""
    rows = f'<li><a href="/t1.html">{STORIES[0].title}</a><span>{DAY}</span></li>'
    for number in range(40):
        onward = f'<a href="/cal?day={number + 1}">下一页</a>'
        fresh = f'<li><a href="/n{number}.html">{STORIES[0].title}之{number}</a><span>{DAY}</span></li>'
        site.say(f"/cal?day={number}", f"<html><body><ul>{rows}{fresh}</ul>{onward}</body></html>")
    home.source("cal", f"name: 历\nfamily: listing\nstart: {site.address}/cal?day=0\nlisting:\n  max_pages: 4\n")

    told = home.run("--now", NOW, "cal").only

    assert [path for path in site.paths() if path.startswith("/cal")] == [f"/cal?day={n}" for n in range(4)]
    assert "stopped after 4 list pages" in told["detail"] or told["outcome"] == "failed"


def test_sitemaps_that_lead_on_for_ever_are_left(site: Site, home: Home) -> None:
    """An index that names an index, and so on without end, is followed for as many files as its source file allows."""
    for number in range(30):
        further = f"<sitemap><loc>{site.address}/map-{number + 1}.xml</loc></sitemap>"
        site.say(f"/map-{number}.xml", f"<sitemapindex>{further}</sitemapindex>", content_type="text/xml")
    home.source("map", f"name: 图\nfamily: sitemap\nstart: {site.address}/map-0.xml\nsitemap:\n  max_files: 5\n")

    told = home.run("--now", NOW, "map").only

    assert site.paths() == [f"/map-{number}.xml" for number in range(5)]
    assert "stopped after 5 sitemap files" in told["detail"]


def test_session_numbers_make_no_new_articles(site: Site, home: Home) -> None:
    """An article linked under another session number at each poll is asked for under one address."""
    site.say(f"/{DAY:%Y%m}/t1.html", web_article(STORIES[0], DAY))
    for poll, moment in enumerate((NOW, "2024-02-20T09:30:00+08:00")):
        links = "".join(
            f'<li><a href="/{DAY:%Y%m}/t1.html{session}">{STORIES[0].title}</a><span>{DAY}</span></li>'
            for session in (f";jsessionid=A{poll}", f"?PHPSESSID=b{poll}", f"?ASPSESSIONIDQQ=C{poll}")
        )
        site.say("/list.html", f"<html><body><ul>{links}</ul></body></html>")
        home.source("gov", f"name: 政\nfamily: listing\nstart: {site.address}/list.html\n")
        told = home.run("--now", moment, "gov").only
        assert told["ledger"]["discovered"] == 1

    assert site.paths().count(f"/{DAY:%Y%m}/t1.html") == 1


def test_run_ends_at_its_bound_and_the_next_goes_on(site: Site, home: Home) -> None:
    """A crawl that fetched as many pages as it may ends, says so, and the next one fetches the rest."""
    publish_list(site, "/gov", tuple((story, DAY) for story in STORIES))
    home.source("gov", f"name: 政\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")
    home.configure(max_pages="4")
    first = home.run("--now", NOW, "gov").only
    home.configure()

    second = home.run("--now", "2024-02-20T09:30:00+08:00", "gov").only

    assert "max_pages" in first["detail"]
    assert first["ledger"]["failed"]["not-reached"] > 0
    assert first["ledger"]["stored"] + second["ledger"]["stored"] == len(STORIES)


def test_run_ends_when_its_time_is_up_and_the_next_goes_on(home: Home) -> None:
    """A crawl of a site that holds each answer back ends at its bound, says so, and leaves the rest to the next."""
    with fault_site() as site:
        names = [f"n{number}" for number in range(12)]
        site.replies |= {f"/a/{name}.html": slow for name in names}
        site.replies["/list.html"] = page(site.listing(names))
        home.configure(max_minutes="0.1", timeout_s="5.0", retry_times="0")
        home.source("yunjiang", f"name: 云江\nfamily: listing\nstart: {site.address}/list.html\n")
        first = home.run("--now", NOW, "yunjiang").only
        articles = {name: page(web_article(STORIES[place % 8], DAY)) for place, name in enumerate(names)}
        site.replies |= {f"/a/{name}.html": reply for name, reply in articles.items()}
        home.configure()

        second = home.run("--now", "2024-02-20T09:30:00+08:00", "yunjiang").only

    assert "max_minutes" in first["detail"]
    assert first["ledger"]["failed"]["not-reached"] > 0
    assert first["ledger"]["discovered"] == second["ledger"]["discovered"] == len(names)
    assert second["outcome"] == "done"
    assert second["ledger"]["stored"] + second["ledger"]["duplicate"] == len(names)


def test_redirects_into_private_networks_are_refused(site: Site, home: Home) -> None:
    """A public page that redirects to an address inside is not followed, however the address is written."""
    inside = ["http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/", "http://localhost/x", "http://2130706433/"]
    rows = ""
    for number, target in enumerate(inside):
        rows += f'<li><a href="/t{number}.html">云江新闻一则：第{number}号</a><span>{DAY}</span></li>'
        site.say(f"{PROXIED}/t{number}.html", "", status=302, headers={"Location": target})
    site.say(f"{PROXIED}/list.html", f"<html><body><ul>{rows}</ul></body></html>")
    home.configure(allow_private="false", proxy=f'"{site.address}"', retry_times="0")
    home.source("news", f"name: 新\nfamily: listing\nstart: {PROXIED}/list.html\n")

    told = home.run("--now", NOW, "news").only

    assert told["ledger"]["failed"] == {"private-address": len(inside)}
    assert all(path.startswith(PROXIED) for path in site.paths())
