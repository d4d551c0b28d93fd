"""Editions crawled from a site on loopback, by the process that the clock starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from archive.captures import Captures
from archive.db import reading
from archive.models import Article, Event, LayoutEntry, LayoutPage, Placement
from tests.crawler.conftest import Crawled, Home
from tests.crawler.site import STORIES, Asked, Site, publish_new_line, publish_old_line

DAY = date(2024, 2, 20)
NEXT_DAY = date(2024, 2, 21)
MONTH_FILE = "/YJRB/PC/layout/202402/period.xml"


@dataclass(slots=True, kw_only=True)
class Week:
    """One paper crawled on its day, again an hour later, the next day, and asked for once more when it is old."""

    site: Site
    home: Home
    engine: Engine
    first: Crawled
    first_asked: list[Asked]
    again: Crawled
    again_asked: list[Asked]
    next_day: Crawled
    old: Crawled
    old_paths: list[str]


def month_file(*days: date) -> str:
    """Return a month file that lists the days."""
    rows = "".join(
        f"<period><period_date>{day}</period_date><front_page>node_01.html</front_page></period>" for day in days
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><period_list>{rows}</period_list>'


def daily(site: Site) -> str:
    """Return the source file of the newer line, without its id."""
    return (
        f"name: 云江日报\nfamily: edition\nlanguage: zh-Hans\nconcurrency: 1\n"
        f"start: {site.address}/YJRB/PC/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html\n"
        f"edition:\n  calendar: {site.address}/YJRB/PC/layout/{{day:%Y%m}}/period.xml\n"
    )


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """The four crawls."""
    site = Site()
    site.start()
    home = Home(tmp_path_factory.mktemp("week") / "home")
    home.source("yunjiang-daily", daily(site))
    publish_new_line(site, "/YJRB/PC", DAY, {"01": ("要闻", STORIES[:3]), "02": ("综 合", STORIES[3:5])})
    site.say(MONTH_FILE, month_file(DAY), content_type="text/xml")
    first = home.run("--now", "2024-02-20T06:40:00+08:00", "yunjiang-daily")
    first_asked = list(site.asked)
    site.forget()
    again = home.run("--now", "2024-02-20T07:40:00+08:00", "yunjiang-daily")
    again_asked = list(site.asked)
    publish_new_line(site, "/YJRB/PC", NEXT_DAY, {"01": ("要闻", STORIES[5:6])})
    site.say(MONTH_FILE, month_file(DAY, NEXT_DAY), content_type="text/xml")
    next_day = home.run("--now", "2024-02-21T06:40:00+08:00", "yunjiang-daily")
    site.forget()
    old = home.run("--now", "2024-03-10T06:40:00+08:00", "--day", "2024-02-20", "--kind", "backfill", "yunjiang-daily")
    engine = home.open()
    yield Week(
        site=site,
        home=home,
        engine=engine,
        first=first,
        first_asked=first_asked,
        again=again,
        again_asked=again_asked,
        next_day=next_day,
        old=old,
        old_paths=site.paths(),
    )
    engine.dispose()
    site.stop()


def test_whole_edition_is_stored(week: Week) -> None:
    """Every article of both layout pages is stored, and the account says so."""
    assert week.first.code == 0, week.first.stderr
    ledger = week.first.only["ledger"]
    assert (ledger["discovered"], ledger["stored"], ledger["failed"], ledger["rejected"]) == (5, 5, {}, {})


def test_a_good_crawl_is_silent(week: Week) -> None:
    """A crawl without trouble writes nothing to stderr."""
    assert week.first.stderr == ""


def test_articles_know_their_place_in_print(week: Week) -> None:
    """An article carries the day, the layout page and its position there."""
    with reading(week.engine) as session:
        place = session.scalar(select(Placement).join(Article).where(Article.title == STORIES[1].title))
        assert place is not None
        assert (place.edition_on, place.page_label, place.page_name, place.order) == (DAY, "01", "要闻", 2)


def test_layout_pages_are_stored_in_order(week: Week) -> None:
    """Both layout pages stand in the archive with name, PDF and the capture they were read from."""
    with reading(week.engine) as session:
        pages = session.scalars(select(LayoutPage).order_by(LayoutPage.id).limit(2)).all()
        assert [(page.label, page.name, page.order) for page in pages] == [("01", "要闻", 1), ("02", "综 合", 2)]
        assert pages[0].pdf_url.endswith("/YJRB/PC/att/202402/20/01.pdf")
        assert all(page.capture_id for page in pages)


def test_article_known_only_to_the_picture_is_found(week: Week) -> None:
    """An article that the list of titles leaves out is found by the image map, and the editors' line is not taken."""
    with reading(week.engine) as session:
        titles = session.scalars(select(LayoutEntry.title).where(LayoutEntry.layout_page_id == 1)).all()
        assert titles == [STORIES[0].title, STORIES[1].title, ""]
        assert session.scalar(select(Article.id).where(Article.title == STORIES[2].title))


def test_captures_hold_the_bytes_as_served(week: Week) -> None:
    """The capture of an article is what the site sent."""
    with reading(week.engine) as session:
        article = session.scalars(select(Article).where(Article.title == STORIES[0].title)).one()
        assert article.capture_id is not None
        path, capture_id = article.url.removeprefix(week.site.address), article.capture_id
    captures = Captures(week.engine, week.home.folder / "captures")
    assert captures.read(captures.find(capture_id)).body == week.site.answers[path].body


def test_we_say_who_we_are(week: Week) -> None:
    """Every request names the program and the contact, robots.txt is asked first."""
    assert week.first_asked[0].path == "/robots.txt"
    agents = {asked.user_agent for asked in week.first_asked}
    assert len(agents) == 1
    assert all(agent.startswith("jianbao/") and "desk@paper.test" in agent for agent in agents)


def test_articles_are_asked_in_the_order_of_print(week: Week) -> None:
    """What stands first on the front page is fetched first, so that it gets the first placement."""
    articles = [asked.path for asked in week.first_asked if "/content/" in asked.path]
    assert articles[:3] == [f"/YJRB/PC/content/202402/20/content_{number}.html" for number in (1001, 1002, 1003)]


def test_second_look_asks_only_whether_something_changed(week: Week) -> None:
    """An hour later every article request is conditional, nothing is sent twice, and all count as unchanged."""
    ledger = week.again.only["ledger"]
    assert (ledger["discovered"], ledger["unchanged"], ledger["stored"]) == (5, 5, 0)
    articles = [asked for asked in week.again_asked if "/content/" in asked.path]
    assert len(articles) == 5
    assert all(asked.conditional for asked in articles)
    assert ledger["bytes"] < week.first.only["ledger"]["bytes"] / 2


def test_old_known_articles_are_left_in_peace(week: Week) -> None:
    """What is known and older than the recheck days is never fetched again."""
    assert not [path for path in week.old_paths if "/content/" in path]
    assert week.old.only["ledger"]["unchanged"] == 5


def test_only_later_crawls_are_news(week: Week) -> None:
    """Articles of a source's first crawl may mail nobody, those of the next day's edition may."""
    with reading(week.engine) as session:
        events = session.execute(select(Event.alertable, Article.title).join(Article, Article.id == Event.article_id))
        alertable = {title: flag for flag, title in events}
    assert alertable == {story.title: story is STORIES[5] for story in STORIES[:6]}


def test_account_adds_up_in_every_run(week: Week) -> None:
    """Discovered addresses equal the sum of what became of them."""
    for crawled in (week.first, week.again, week.next_day, week.old):
        ledger = crawled.only["ledger"]
        fates = ledger["stored"] + ledger["unchanged"] + ledger["duplicate"]
        assert ledger["discovered"] == fates + sum(ledger["rejected"].values()) + sum(ledger["failed"].values())


@dataclass(slots=True, kw_only=True)
class Stand:
    """Four papers of 2024-02-21, each with its own trouble, crawled in one process."""

    site: Site
    engine: Engine
    crawled: Crawled

    def of(self, source: str) -> dict[str, Any]:
        """The JSON line of one source."""
        return next(told for told in self.crawled.told if told["source"] == source)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A paper that pauses, one that sends us to yesterday's, one that lacks a page, one in the older line."""
    site = Site()
    site.start()
    home = Home(tmp_path_factory.mktemp("stand") / "home")
    site.say(MONTH_FILE, month_file(DAY), content_type="text/xml")
    home.source("pausing", daily(site))
    publish_new_line(site, "/moved", DAY, {"01": ("要闻", STORIES[:3])})
    yesterday = f"{site.address}/moved/layout/202402/20/node_01.html"
    site.say("/moved/layout/202402/21/node_01.html", "", status=302, headers={"Location": yesterday})
    home.source("moved", daily(site).split("edition:\n")[0].replace("/YJRB/PC", "/moved"))
    publish_new_line(site, "/lacking", NEXT_DAY, {"01": ("要闻", STORIES[:2]), "02": ("综合", STORIES[3:5])})
    del site.answers["/lacking/layout/202402/21/node_02.html"]
    home.source("lacking", daily(site).split("edition:\n")[0].replace("/YJRB/PC", "/lacking"))
    publish_old_line(site, "/yjwb", NEXT_DAY, "头版", STORIES[6:8])
    site.say("/yjwb/paperindex.htm", '<meta http-equiv="refresh" content="0;URL=html/2024-02/21/node_7.htm">')
    home.source("evening", f"name: 云江晚报\nfamily: edition\nstart: {site.address}/yjwb/paperindex.htm\n")
    crawled = home.run("--now", "2024-02-21T06:40:00+08:00", "pausing", "moved", "lacking", "evening")
    engine = home.open()
    yield Stand(site=site, engine=engine, crawled=crawled)
    engine.dispose()
    site.stop()


def test_day_without_a_paper_is_a_finished_run(stand: Stand) -> None:
    """A day that the month file leaves out ends well, with nothing discovered and a word about it."""
    told = stand.of("pausing")
    assert (told["outcome"], told["ledger"]["discovered"]) == ("done", 0)
    assert "no paper on 2024-02-21" in told["detail"]
    assert not [path for path in stand.site.paths() if path.startswith("/YJRB") and path != MONTH_FILE]


def test_another_days_edition_is_refused(stand: Stand) -> None:
    """A site that sends us to yesterday's paper gives us no edition of today."""
    told = stand.of("moved")
    assert (told["outcome"], told["ledger"]["discovered"]) == ("done", 0)
    assert "edition of 2024-02-20" in told["detail"]


def test_missing_layout_page_is_said(stand: Stand) -> None:
    """When one layout page cannot be had the others are stored, and the run says which is missing."""
    told = stand.of("lacking")
    assert (told["outcome"], told["ledger"]["stored"]) == ("done", 2)
    assert "node_02.html: http-404" in told["detail"]


def test_older_line_is_read_through_its_index_page(stand: Stand) -> None:
    """An index page is followed to the front page, and gb18030 bytes labelled gb2312 keep every character."""
    with reading(stand.engine) as session:
        wanted = select(Article.title, Placement.page_label).join(Placement).where(Article.source == "evening")
        rows = session.execute(wanted).all()
    assert {tuple(row) for row in rows} == {(story.title, "A01") for story in STORIES[6:8]}
