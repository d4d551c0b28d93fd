"""Every way of publishing × every kind of day: what the sites are known to hold is stored, and nothing is invented.

A cell is one test, named like `a1-late-page`; a way of publishing that has no row is named by the first test.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from archive.db import reading
from archive.models import Article, Capture, Placement
from archive.records import Kind
from crawler.registry import load_sources
from crawler.registry.schema import FAMILIES, GOV_LISTS, LINES
from tests.crawler.outlets import city, posts, wires
from tests.crawler.outlets.week import DAY, MOMENTS, Week
from tests.crawler.outlets.wires import WIRES
from tests.crawler.papers.press import JUMP, NOTICE, PHOTO, Page, todays_pages
from tests.crawler.papers.skins import SKINS

"""The first test that asks makes the week, which takes half a minute of computing; the others wait for it."""
PAPERS = {skin.name: skin for skin in SKINS}
OUTLETS = {f"gov-{name}": name for name in posts.GOV} | {f"wire-{name}": name for name in posts.WIRES}
ROWS = (*PAPERS, *OUTLETS)


MOST_LINES = 20
MOST_BYTES = 1024
"""Bodies that a second poll of an unchanged source may take."""
BY_POST = [f"gov-{name}" for name in ("channel", "dataproxy", "ewb", "lists-do", "xxgk")]
"""Bureaus whose lists are asked for by POST, for which there are no conditions: each poll brings a page of rows."""


def printed(pages: tuple[Page, ...]) -> list[tuple[str, str]]:
    """Title and number of the layout page of everything that a paper gives."""
    items = [item for page in pages for item in page.items]
    return sorted((item.story.title, str(item.page)) for item in items if not item.gone and not item.refused)


def path_of(address: str) -> str:
    """The path of an address on the loopback site."""
    return "/" + address.split("/", 3)[3]


def normal_day(week: Week, row: str) -> None:
    """Every story at every place that the site gives is stored, and no other."""
    if row in PAPERS:
        with reading(week.engine) as session:
            wanted = select(Article.title, Placement.page_label).join(Placement).where(Article.source == row)
            stored = sorted((title, label.lstrip("A0")) for title, label in session.execute(wanted))
        assert stored == printed(todays_pages())
    else:
        given = [(post.title, post.path) for post in posts.listed(OUTLETS[row], posts.MOVED_DAY) if post.has_page]
        assert sorted((article.title, path_of(article.url)) for article in week.articles(row)) == sorted(given)


def whole_text(week: Week, row: str) -> None:
    """Every article has its text to the letter, neither less nor more, and its day."""
    if row in PAPERS:
        items = [item for page in todays_pages() for item in page.items]
        texts = {item.story.title: (item.story.text, DAY) for item in items}
    else:
        tell = city.told if row.startswith("gov-") else wires.told
        listed = posts.listed(OUTLETS[row], posts.MOVED_DAY)
        texts = {post.path: (tell(post), post.day) for post in listed}
    for article in week.articles(row):
        text, day = texts[article.title if row in PAPERS else path_of(article.url)]
        assert (article.text.split("\n"), article.published_on) == (list(text), day)


def no_paper(week: Week, row: str) -> None:
    """A day that brings nothing is a finished run without anything stored; a paper says that there was none."""
    line = week.told("quiet", row)
    assert (line["outcome"], line["ledger"]["stored"]) == ("done", 0)
    assert line["ledger"]["unchanged"] >= posts.PAGE_SIZE
    if row in PAPERS:
        assert line["detail"] == "no paper on 2024-02-21: the front page is not there"


def late_page(week: Week, row: str) -> None:
    """The first crawl stores what is there, the second what has come since, and nothing twice."""
    early, later = week.told("early", row)["ledger"], week.told("later", row)["ledger"]
    if row in PAPERS:
        assert early["stored"] == len(printed(todays_pages()[:2]))
        assert (later["stored"], later["duplicate"]) == (2, 1)
    else:
        had = [post for post in posts.listed(OUTLETS[row], posts.EARLY) if post.has_page]
        assert (early["stored"], later["stored"]) == (len(had), 1)


def duplicate_pair(week: Week, row: str) -> None:
    """A story under two addresses is one: a paper's is one article at two places, another's one duplicate cluster."""
    twins = [article for article in week.articles(row) if article.title == JUMP.title]
    assert len({article.cluster_id for article in twins}) == 1
    if row in PAPERS:
        assert len(twins) == 1


def notice(week: Week, row: str) -> None:
    """A legal notice is known as one."""
    assert kind_of(week, row, NOTICE.title) == Kind.NOTICE


def photo_story(week: Week, row: str) -> None:
    """A picture with its words is a photo story, short as it is."""
    assert kind_of(week, row, PHOTO.title) == Kind.PHOTO


def kind_of(week: Week, row: str, title: str) -> str:
    """The kind of the only article of a title."""
    (found,) = {article.kind for article in week.articles(row) if article.title == title}
    return found


def gone(week: Week, row: str) -> None:
    """An announced article that is not there is one failure with its cause."""
    assert week.told("early", row)["ledger"]["failed"]["http-404"] == 1


def redirect_to_the_past(week: Week, row: str) -> None:
    """What leads to something older brings nothing: no edition of another day, no old article under a new address."""
    line = week.told("moved", row)
    assert (line["outcome"], line["ledger"]["stored"]) == ("done", 0)
    if row in PAPERS:
        assert "the site answers with the edition of 2024-02-20" in line["detail"]
    else:
        (moved,) = (post.path for post in posts.listed(OUTLETS[row], posts.MOVED_DAY) if post.leads_to is not None)
        assert [path for path in week.paths("moved") if path.startswith(moved)]


def robots_refusal(week: Week, row: str) -> None:
    """What robots.txt forbids is not asked for, and counted under that name."""
    assert week.told("early", row)["ledger"]["failed"]["robots"] == 1
    forbidden = week.refused(row)
    assert forbidden
    assert not [path for crawl in MOMENTS for path in week.paths(crawl) if path.startswith(tuple(forbidden))]


def second_poll(week: Week, row: str) -> None:
    """What has not changed since the crawl before costs hardly a body; nothing is stored, and nothing kept again."""
    crawl = "quiet" if row in PAPERS else "again"
    ledger = week.told(crawl, row)["ledger"]
    assert (ledger["discovered"] > 0, ledger["stored"], ledger["duplicate"]) == (True, 0, 0)
    if row not in BY_POST:
        assert ledger["bytes"] <= MOST_BYTES
    with reading(week.engine) as session:
        kept = select(Capture.url).where(Capture.source == row, Capture.fetched_at == week.moment(crawl))
        assert list(session.scalars(kept)) == []


def wall(week: Week, row: str) -> None:
    """A wall before the entry ends the crawl as blocked, with the evidence."""
    line = week.told("walled", row)
    assert line["outcome"] == "blocked"
    assert "521" in line["detail"]


def ledger_adds_up(week: Week, row: str) -> None:
    """In every crawl, what was discovered is the sum of what became of it."""
    for crawl in MOMENTS:
        ledger = week.told(crawl, row)["ledger"]
        fates = ledger["stored"] + ledger["unchanged"] + ledger["duplicate"]
        assert ledger["discovered"] == fates + sum(ledger["rejected"].values()) + sum(ledger["failed"].values())


COLUMNS: dict[str, Callable[[Week, str], None]] = {
    "normal-day": normal_day,
    "whole-text": whole_text,
    "no-paper": no_paper,
    "late-page": late_page,
    "duplicate-pair": duplicate_pair,
    "notice": notice,
    "photo-story": photo_story,
    "404": gone,
    "redirect": redirect_to_the_past,
    "robots": robots_refusal,
    "second-poll": second_poll,
    "wall": wall,
    "ledger": ledger_adds_up,
}


def test_every_way_of_publishing_has_a_row() -> None:
    """Each family, each line of e-paper software and each list of government sites that a source file may name."""
    families = {"edition", "govsite", *(family for _, family, _ in WIRES.values())}
    assert set(FAMILIES) - families == set()
    assert set(LINES) - {skin.line for skin in SKINS} == set()
    assert set(GOV_LISTS) - {"auto", *posts.GOV} == set()


def test_a_source_costs_no_python_and_at_most_twenty_lines(week: Week) -> None:
    """Every row was crawled from one file of YAML in its family; all six families are among them, and all stored."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in week.home.sources()}
    assert set(files) == set(ROWS)
    assert max(len(text.splitlines()) for text in files.values()) <= MOST_LINES
    registry = load_sources([week.home.folder / "sources"])
    assert {source.family for source in registry.all()} == set(FAMILIES)
    assert [source.id for source in registry.all() if not week.articles(source.id)] == []


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", ROWS)
def test_cell(week: Week, row: str, column: str) -> None:
    """What the column says holds in the row."""
    COLUMNS[column](week, row)
