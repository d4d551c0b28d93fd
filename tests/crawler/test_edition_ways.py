"""Ways into an edition beside the front page's address: month files, the JSON of an issue, pages that only lead on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from archive.captures import Captures
from archive.config import load_config
from archive.db import reading
from archive.models import Article, Placement
from archive.read.edition_account import edition_account
from archive.store import Store
from pipelines.dedup import same
from pipelines.reread import reread
from pipelines.understand import open_rooms
from tests.crawler.conftest import Crawled, Home
from tests.crawler.papers.press import Edition, Item, Page, publish, source_text, todays_pages
from tests.crawler.papers.skins import A1, E, L
from tests.crawler.site import STORIES, Site, Story, publish_new_line

DAY = date(2024, 2, 20)
BEGINNING = replace(STORIES[0], text=(*STORIES[0].text, "大桥建设历时三年，四百名工人轮班施工。（下转第2版）"))
END = replace(
    STORIES[0], text=("（上接第1版）为减少对航运的影响，合龙选在夜间进行。", "市交通局提醒，通车前请勿上桥。")
)


@dataclass(slots=True, kw_only=True)
class Morning:
    """Eleven papers crawled in one process."""

    site: Site
    home: Home
    engine: Engine
    crawled: Crawled

    def of(self, source: str) -> dict[str, Any]:
        """The JSON line of one source."""
        return next(told for told in self.crawled.told if told["source"] == source)


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    """A paper behind JSON, one that pauses, one without lists of pages, one that lacks a page, one of other letters."""
    site = Site()
    site.start()
    home = Home(tmp_path_factory.mktemp("morning") / "home")
    edition = Edition(day=DAY, pages=todays_pages())
    publish(site, L, edition)
    first = L.page_path(DAY, 1)
    site.say("/l/index.json", json.dumps([{"paperDate": str(DAY), "pagePath": "/l/issue.json"}]))
    site.say("/l/issue.json", json.dumps({"paperDate": str(DAY), "pages": [{"pageNo": "1", "pageHref": f"/l{first}"}]}))
    home.source("issue", source_text(site, L) + f"  calendar: {site.address}/l/index.json\n")
    site.say(
        "/a1/html/2024-02/paper_existed.xml", "<papers><paper><period_date>2024-02-19</period_date></paper></papers>"
    )
    calendar = f"{site.address}/a1/html/{{day:%Y-%m}}/paper_existed.xml"
    home.source("pausing", source_text(site, A1) + f"  calendar: {calendar}\n")
    _publish_leading(site)
    start = f"{site.address}/lead/html/{{day:%Y-%m/%d}}/node_1.htm"
    home.source("leading", f"name: 云江周末\nfamily: edition\nstart: {start}\n")
    publish_new_line(site, "/lack", DAY, {"01": ("要闻", STORIES[:2]), "02": ("综合", STORIES[2:4])})
    del site.answers["/lack/layout/202402/20/node_02.html"]
    start = f"{site.address}/lack/layout/{{day:%Y%m/%d}}/node_01.html"
    home.source("lacking", f"name: 云江早报\nfamily: edition\nstart: {start}\n")
    publish(site, replace(E, name="letters", page=E.page.replace("BC", "DA")), edition)
    site.say("/", "<html><a href='/letters/content/20240220/Page01DA.htm'>数字报</a></html>")
    home.source("letters", source_text(site, replace(E, name="letters")))
    publish(site, replace(A1, name="halves"), Edition(day=DAY, pages=(_page(1, BEGINNING), _page(2, STORIES[3], END))))
    home.source("halves", source_text(site, replace(A1, name="halves")))
    _publish_torn(site, home)
    crawled = home.run("--now", "2024-02-20T06:40:00+08:00", *sorted(path.stem for path in home.sources()))
    engine = home.open()
    yield Morning(site=site, home=home, engine=engine, crawled=crawled)
    engine.dispose()
    site.stop()


def _page(number: int, *stories: Story) -> Page:
    items = [
        Item(story=story, number=10 * number + place, page=number, serial=place)
        for place, story in enumerate(stories, start=1)
    ]
    return Page(number=number, name="要闻", items=tuple(items))


def _publish_torn(site: Site, home: Home) -> None:
    """Another headline over the second half; a second page that is a 404; a paper without the first half."""
    other = replace(
        END, title="夜里吊装不误航", text=(*END.text, "海事部门当晚派出六艘巡逻艇，在上下游各两公里处值守。")
    )
    papers = {
        "apart": (_page(1, STORIES[4], BEGINNING), _page(2, STORIES[3], other)),
        "torn": (_page(1, BEGINNING), _page(2, END)),
        "endless": (_page(1, STORIES[4]), _page(2, other)),
    }
    for name, pages in papers.items():
        skin = replace(A1, name=name)
        publish(site, skin, Edition(day=DAY, pages=pages))
        home.source(name, source_text(site, skin))
    del site.answers[f"/torn{A1.page_path(DAY, 2)}"]
    skin = replace(A1, name="uncounted")
    publish(site, skin, Edition(day=DAY, pages=tuple(_page(number, STORIES[number]) for number in (1, 2, 4))))
    home.source("uncounted", source_text(site, skin))
    home.source("soft", source_text(site, replace(A1, name="soft")))
    site.say(
        f"/soft{A1.page_path(DAY, 1)}", "<html><title>提示</title><body>您访问的页面不存在或已被删除</body></html>"
    )


def _publish_leading(site: Site) -> None:
    for number, story in enumerate(STORIES[:3], start=1):
        onward = f"<a href=node_{number + 1}.htm>下一版</a>" if number < 3 else "<a href=node_1.htm>首页</a>"
        site.say(
            f"/lead/html/2024-02/20/node_{number}.htm",
            f"<div class=banci>第0{number}版：要闻</div><div>2024年02月20日 星期二</div>{onward}"
            f"<ul><li><a href=content_{number}.htm>{story.title}</a></ul>",
        )
        text = "".join(f"<p>{line}</p>" for line in story.text)
        site.say(
            f"/lead/html/2024-02/20/content_{number}.htm",
            f"<title>{story.title}</title><table><tr><td class=font01>{story.title}</table><div id=ozoom>{text}</div>",
        )


def test_issue_is_found_through_json(morning: Morning) -> None:
    """The list of issues leads to the JSON of one, that to its first page, and the whole edition is read."""
    account = edition_account(morning.engine, "issue", DAY)
    assert (account.pages, account.announced, len(account.missing)) == (3, 10, 1), morning.of("issue")


def test_month_file_of_the_older_kind_tells_of_a_pause(morning: Morning) -> None:
    """A day that paper_existed.xml leaves out is a day without a paper, and no page is asked for."""
    assert morning.of("pausing")["detail"] == "no paper on 2024-02-20: not in the month file"
    assert not [path for path in morning.site.paths() if path.startswith("/a1/") and path.endswith(".htm")]


def test_pages_without_a_list_are_followed(morning: Morning) -> None:
    """Where each page only leads to the next, all are read and all their articles stored."""
    account = edition_account(morning.engine, "leading", DAY)
    assert (account.pages, account.announced, account.missing) == (3, 3, ()), morning.of("leading")


def test_page_that_is_not_there_is_named(morning: Morning) -> None:
    """A layout page that the list names and the site does not have is missing in the account, which stays unsettled."""
    account = edition_account(morning.engine, "lacking", DAY)
    assert (account.missing_pages, account.pages_expected, account.settled) == (("02",), 2, False)


def test_numbers_of_pages_may_have_gaps(morning: Morning) -> None:
    """A paper of the pages 01, 02 and 04 is whole: the list counts, not a counter."""
    account = edition_account(morning.engine, "uncounted", DAY)
    assert (account.pages, account.pages_expected, account.announced, account.missing) == (3, 3, 3, ())


def test_a_front_page_that_is_none_is_a_day_without_a_paper(morning: Morning) -> None:
    """A site that answers with a page of its own instead of a 404 gives no edition, and nothing is stored."""
    told = morning.of("soft")
    assert (told["outcome"], told["ledger"]["discovered"]) == ("done", 0)
    assert told["detail"] == "no paper on 2024-02-20: the page is no layout page"


def test_letters_of_addresses_are_learnt_from_the_front_door(morning: Morning) -> None:
    """Where the letters in the addresses have changed, today's are found on the front door, and the run says so."""
    account = edition_account(morning.engine, "letters", DAY)
    assert (account.pages, account.announced, len(account.missing)) == (3, 10, 1), morning.of("letters")
    assert "other letters than the source file says" in morning.of("letters")["detail"]


def whole_story(engine: Engine, source: str) -> tuple[list[str], list[str]]:
    """Texts and page labels of the story that is printed in two halves."""
    with reading(engine) as session:
        mine = (Article.source == source, Article.title == STORIES[0].title)
        texts = list(session.scalars(select(Article.text).where(*mine)))
        return texts, sorted(session.scalars(select(Placement.page_label).join(Article).where(*mine)))


@pytest.mark.parametrize(("source", "stories"), [("halves", 3), ("apart", 4)])
def test_halves_of_a_story_are_one_article_at_two_places(morning: Morning, source: str, stories: int) -> None:
    """下转 on one page and 上接 on the other make one article with both texts and places, under one headline or two."""
    (text,), labels = whole_story(morning.engine, source)
    assert text.splitlines()[len(STORIES[0].text) :][:3] == [
        "大桥建设历时三年，四百名工人轮班施工。",
        "为减少对航运的影响，合龙选在夜间进行。",
        "市交通局提醒，通车前请勿上桥。",
    ]
    assert labels == ["01", "02"]
    assert edition_account(morning.engine, source, DAY).missing == ()
    ledger = morning.of(source)["ledger"]
    assert (ledger["discovered"], ledger["stored"], ledger["duplicate"]) == (stories, stories - 1, 1)
    assert flags(morning.engine, source, STORIES[0].title) == []


@pytest.mark.parametrize(("source", "title"), [("torn", STORIES[0].title), ("endless", "夜里吊装不误航")])
def test_half_of_a_story_is_marked(morning: Morning, source: str, title: str) -> None:
    """A story that goes on on a page that could not be read, or has begun nobody knows where, says that it is none."""
    assert flags(morning.engine, source, title) == ["needs_review", "part_missing"]


@pytest.mark.parametrize(("source", "stories"), [("halves", 3), ("apart", 4), ("torn", 1), ("endless", 2)])
def test_halves_stay_as_they_are_when_read_again(morning: Morning, source: str, stories: int) -> None:
    """Reading the captures again finds the other half, where there is one, and changes nothing."""
    captures = Captures(morning.engine, load_config(morning.home.folder, environment={}).captures)
    store = Store(morning.engine, same=same)
    ledger = reread(captures, store, open_rooms(), now=datetime(2024, 2, 21, tzinfo=UTC), source=source)
    captures.close()

    assert (ledger.discovered, ledger.unchanged) == (stories, stories)


def test_a_half_that_changed_keeps_the_other(morning: Morning) -> None:
    """A corrected first half is read with the second one, which the site says has not changed."""
    path = f"/apart{A1.item_path(DAY, _page(1, STORIES[4], BEGINNING).items[1])}"
    answer = morning.site.answers[path]
    answer.body = answer.body.replace("四百名".encode(), "五百名".encode())

    again = morning.home.run("--now", "2024-02-21T20:40:00+08:00", "apart").only

    ((text,), _) = whole_story(morning.engine, "apart")
    assert ("五百名" in text, "市交通局提醒，通车前请勿上桥。" in text) == (True, True), again
    assert (again["ledger"]["stored"], again["ledger"]["revised"]) == (1, 1)


def flags(engine: Engine, source: str, title: str) -> list[str]:
    """What the only article of a title is marked with."""
    with reading(engine) as session:
        (found,) = session.scalars(select(Article.flags).where(Article.source == source, Article.title == title))
        return list(found)
