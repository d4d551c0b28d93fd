"""Every line of e-paper software, crawled from loopback in one process: what is printed is stored, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from archive.db import reading
from archive.models import Article, LayoutPage, Placement
from archive.read.edition_account import edition_account
from tests.crawler.conftest import Crawled, Home
from tests.crawler.papers.folders import K, L
from tests.crawler.papers.founder_new import B1, B2
from tests.crawler.papers.founder_old import A1, A2, A3
from tests.crawler.papers.numbered import D, E, F, G, H
from tests.crawler.papers.press import (
    JUMP,
    NOTICE,
    PHOTO,
    TOP,
    Edition,
    Page,
    publish,
    refused_paths,
    source_text,
    todays_pages,
)
from tests.crawler.site import Site

SKINS = (A1, A2, A3, B1, B2, D, E, F, G, H, K, L)
DAY = date(2024, 2, 20)
WALL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"
every_skin = pytest.mark.parametrize("skin", SKINS, ids=[skin.name for skin in SKINS])


@dataclass(slots=True, kw_only=True)
class Days:
    """The crawls of all papers: early, later that morning, and three days on which nothing of the day is there."""

    site: Site
    engine: Engine
    early: Crawled
    later: Crawled
    no_paper: Crawled
    no_paper_paths: list[str]
    redirected: Crawled
    redirected_paths: list[str]
    walled: Crawled

    def all(self) -> tuple[Crawled, ...]:
        """Every crawl in order."""
        return (self.early, self.later, self.no_paper, self.redirected, self.walled)


def told(crawled: Crawled, name: str) -> dict[str, Any]:
    """The JSON line of one source."""
    return next(line for line in crawled.told if line["source"] == name)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """Five crawls of twelve papers."""
    site = Site()
    site.start()
    home = Home(tmp_path_factory.mktemp("papers") / "home")
    pages = todays_pages()
    refused = [path for skin in SKINS for path in refused_paths(skin, Edition(day=DAY, pages=pages))]
    rules = "".join(f"Disallow: {path}\n" for path in refused)
    site.say("/robots.txt", f"User-agent: *\n{rules}", content_type="text/plain")
    for skin in SKINS:
        home.source(skin.name, source_text(site, skin))
        publish(site, skin, Edition(day=DAY, pages=pages[:2]))
    names = [skin.name for skin in SKINS]
    early = home.run("--now", "2024-02-20T06:40:00+08:00", *names)
    for skin in SKINS:
        publish(site, skin, Edition(day=DAY, pages=pages))
    later = home.run("--now", "2024-02-20T08:30:00+08:00", *names)
    site.forget()
    no_paper = home.run("--now", "2024-02-21T06:40:00+08:00", *names)
    no_paper_paths = site.paths()
    for skin in SKINS:
        start, back = skin.start.format(day=date(2024, 2, 22)), skin.start.format(day=DAY)
        headers = {"Location": f"{site.address}/{skin.name}{back}"}
        site.say(f"/{skin.name}{start}", "", status=302, headers=headers)
    site.forget()
    redirected = home.run("--now", "2024-02-22T06:40:00+08:00", *names)
    redirected_paths = site.paths()
    for skin in SKINS:
        site.say(f"/{skin.name}{skin.start.format(day=date(2024, 2, 23))}", WALL, status=521)
    walled = home.run("--now", "2024-02-23T06:40:00+08:00", *names)
    engine = home.open()
    yield Days(
        site=site,
        engine=engine,
        early=early,
        later=later,
        no_paper=no_paper,
        no_paper_paths=no_paper_paths,
        redirected=redirected,
        redirected_paths=redirected_paths,
        walled=walled,
    )
    engine.dispose()
    site.stop()


def printed(pages: tuple[Page, ...], skin: Any) -> set[tuple[str, str]]:
    """Title and page label of everything that can be had."""
    return {
        (item.story.title, skin.label(page.number))
        for page in pages
        for item in page.items
        if not item.gone and not item.refused
    }


@every_skin
def test_what_is_printed_is_stored_and_nothing_else(days: Days, skin: Any) -> None:
    """Every story at every place that the site gives is in the archive, and no other."""
    with reading(days.engine) as session:
        wanted = select(Article.title, Placement.page_label).join(Placement).where(Article.source == skin.name)
        stored = [tuple(row) for row in session.execute(wanted)]
    assert sorted(stored) == sorted(printed(todays_pages(), skin)), told(days.later, skin.name)


@every_skin
def test_late_page_is_found_by_the_second_crawl(days: Days, skin: Any) -> None:
    """The first crawl stores the two pages that are there, the second adds what the third brings."""
    assert told(days.early, skin.name)["ledger"]["stored"] == len(printed(todays_pages()[:2], skin))
    ledger = told(days.later, skin.name)["ledger"]
    assert (ledger["stored"], ledger["duplicate"]) == (2, 1)


@every_skin
def test_text_is_whole_and_the_headline_in_its_parts(days: Days, skin: Any) -> None:
    """Paragraphs arrive as printed; kicker and subtitle too, where the markup of the line has them."""
    with reading(days.engine) as session:
        top = session.scalars(select(Article).where(Article.source == skin.name, Article.title == TOP.title)).one()
    assert top.text.endswith(TOP.text[-1])
    assert top.published_on == DAY
    if skin not in (G, H):
        assert (top.kicker, top.subtitle) == (TOP.kicker, TOP.subtitle)


@every_skin
def test_notice_and_photo_story_are_known_as_such(days: Days, skin: Any) -> None:
    """A legal notice is a notice, a picture with its words is a photo story."""
    with reading(days.engine) as session:
        wanted = select(Article.title, Article.kind).where(
            Article.source == skin.name, Article.title.in_((NOTICE.title, PHOTO.title))
        )
        assert dict(session.execute(wanted).all()) == {NOTICE.title: "notice", PHOTO.title: "photo"}


@every_skin
def test_page_jump_is_one_article_at_two_places(days: Days, skin: Any) -> None:
    """A story under two addresses of one edition is stored once, with both placements."""
    with reading(days.engine) as session:
        wanted = select(Article.id).where(Article.source == skin.name, Article.title == JUMP.title)
        assert len(session.scalars(wanted).all()) == 1


@every_skin
def test_missing_and_forbidden_articles_are_counted(days: Days, skin: Any) -> None:
    """An article that is a 404 and one that robots.txt forbids are failures with their causes."""
    assert told(days.early, skin.name)["ledger"]["failed"] == {"http-404": 1, "robots": 1}


@every_skin
def test_layout_pages_stand_once_with_label_and_name(days: Days, skin: Any) -> None:
    """Three layout pages in order; a front page that lies under two names is one."""
    with reading(days.engine) as session:
        wanted = select(LayoutPage).where(LayoutPage.url.contains(f"/{skin.name}/")).order_by(LayoutPage.order)
        pages = session.scalars(wanted).all()
        assert [(page.label, page.name) for page in pages] == [
            (skin.label(page.number), page.name) for page in todays_pages()
        ]


@every_skin
def test_day_without_a_paper_is_said(days: Days, skin: Any) -> None:
    """A front page that is not there means no paper, in a finished run."""
    line = told(days.no_paper, skin.name)
    assert (line["outcome"], line["detail"]) == ("done", "no paper on 2024-02-21: the front page is not there")


@every_skin
def test_edition_is_read_until_two_reads_agree(days: Days, skin: Any) -> None:
    """An edition that had grown at its last reading is read again the next day, and then left in peace."""
    inner = f"/{skin.name}" + skin.page_path(Edition(day=DAY, pages=()), todays_pages()[1])
    assert days.no_paper_paths.count(inner) == 1
    assert inner not in days.redirected_paths


@every_skin
def test_edition_of_another_day_is_refused(days: Days, skin: Any) -> None:
    """A redirect to the latest paper gives no edition of the day asked for."""
    assert "the site answers with the edition of 2024-02-20" in told(days.redirected, skin.name)["detail"]


@every_skin
def test_wall_blocks(days: Days, skin: Any) -> None:
    """A wall before the front page ends the crawl as blocked, with evidence."""
    line = told(days.walled, skin.name)
    assert line["outcome"] == "blocked"
    assert "521" in line["detail"]


@every_skin
def test_account_of_the_edition_names_what_is_missing(days: Days, skin: Any) -> None:
    """All three pages were read; the two articles that could not be had are named, and two reads agreed."""
    found = edition_account(days.engine, skin.name, DAY)
    assert (found.pages, found.pages_expected, found.announced, found.settled) == (3, 3, 10, True)
    lacking = [item for page in todays_pages() for item in page.items if item.gone or item.refused]
    paths = [f"/{skin.name}{skin.item_path(Edition(day=DAY, pages=()), item)}" for item in lacking]
    assert [entry.url.removeprefix(days.site.address) for entry in found.missing] == paths
    assert found.skipped == ()


@every_skin
def test_account_adds_up(days: Days, skin: Any) -> None:
    """In every crawl, what was discovered is the sum of what became of it."""
    for crawled in days.all():
        ledger = told(crawled, skin.name)["ledger"]
        fates = ledger["stored"] + ledger["unchanged"] + ledger["duplicate"]
        assert ledger["discovered"] == fates + sum(ledger["rejected"].values()) + sum(ledger["failed"].values())
