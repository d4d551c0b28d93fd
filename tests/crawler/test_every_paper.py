"""What holds for every line of e-paper software beside the kinds of days in the matrix."""

import pytest
from sqlalchemy import select

from archive.db import reading
from archive.models import LayoutPage
from archive.read.edition_account import edition_account
from tests.crawler.outlets.week import DAY, Week
from tests.crawler.papers.press import TOP, Skin, todays_pages
from tests.crawler.papers.skins import SKINS, G, H

"""The first test that asks makes the week, which takes half a minute of computing; the others wait for it."""
every_skin = pytest.mark.parametrize("skin", SKINS, ids=[skin.name for skin in SKINS])


@every_skin
def test_text_is_whole_and_the_headline_in_its_parts(week: Week, skin: Skin) -> None:
    """Paragraphs arrive as printed; kicker and subtitle too, where the markup of the line has them."""
    (top,) = (article for article in week.articles(skin.name) if article.title == TOP.title)
    assert top.text.endswith(TOP.text[-1])
    assert top.published_on == DAY
    if skin not in (G, H):
        assert (top.kicker, top.subtitle) == (TOP.kicker, TOP.subtitle)


@every_skin
def test_layout_pages_stand_once_with_label_and_name(week: Week, skin: Skin) -> None:
    """Three layout pages in order; a front page that lies under two names is one."""
    with reading(week.engine) as session:
        wanted = select(LayoutPage).where(LayoutPage.url.contains(f"/{skin.name}/")).order_by(LayoutPage.order)
        pages = session.scalars(wanted).all()
    assert [(page.label, page.name) for page in pages] == [
        (skin.label_of(page.number), page.name) for page in todays_pages()
    ]


@every_skin
def test_edition_is_read_until_two_reads_agree(week: Week, skin: Skin) -> None:
    """An edition that had grown at its last reading is read again the next day, and then left in peace."""
    inner = f"/{skin.name}{skin.page_path(DAY, 2)}"
    assert week.paths("quiet").count(inner) == 1
    assert inner not in week.paths("moved")


@every_skin
def test_account_of_the_edition_names_what_is_missing(week: Week, skin: Skin) -> None:
    """All three pages were read; the two articles that could not be had are named, and two reads agreed."""
    found = edition_account(week.engine, skin.name, DAY)
    assert (found.pages, found.pages_expected, found.announced, found.settled) == (3, 3, 10, True)
    lacking = [item for page in todays_pages() for item in page.items if item.gone or item.refused]
    paths = [f"/{skin.name}{skin.item_path(DAY, item)}" for item in lacking]
    assert ["/" + entry.url.split("/", 3)[3] for entry in found.missing] == paths
    assert found.skipped == ()
