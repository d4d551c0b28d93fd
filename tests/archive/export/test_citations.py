"""One article as a citation."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive import read
from archive.export import bibtex, gbt7714, ris
from archive.read.views import ArticleView
from archive.records import Person, Role, SourceRow
from archive.runs import enlist
from archive.store import Store
from tests.archive.news import DAY, news, printed

WRITERS = tuple(Person(name=name, role=Role.REPORTER) for name in ("陶然", "白露", "石磊", "顾小满"))


@pytest.fixture
def view(store: Store, engine: Engine, now: datetime) -> ArticleView:
    """An article of a paper, written by two, with a photographer."""
    enlist(engine, [SourceRow(id="yunjiang-daily", name="云江日报", family="edition")])
    people = (*WRITERS[:2], Person(name="江远", role=Role.PHOTOGRAPHER))
    draft = news(
        1,
        title="人才公寓四月起受理申请",
        url="http://paper.test/content_1.html",
        people=people,
        published_on=DAY,
        placement=printed(DAY, "A01"),
    )
    return read.article(engine, store.save(draft, now=now).article_id)


def test_gbt7714_names_edition_page_and_access_day(view: ArticleView) -> None:
    """The form that Chinese journals ask for, with the page of the paper; photographers are no authors."""
    assert gbt7714(view) == (
        "陶然, 白露. 人才公寓四月起受理申请[N/OL]. 云江日报, 2026-03-10(A01)[2026-03-10]. "
        "http://paper.test/content_1.html."
    )


def test_gbt7714_names_three_authors_at_most(view: ArticleView) -> None:
    """Of four authors three are named, then 等."""
    assert gbt7714(replace(view, people=WRITERS)).startswith("陶然, 白露, 石磊, 等. ")


def test_gbt7714_leaves_out_what_is_unknown(view: ArticleView) -> None:
    """Without author, day and page the rest still reads as a citation."""
    bare = replace(view, people=(), published_on=None, placements=())

    assert gbt7714(bare) == ("人才公寓四月起受理申请[N/OL]. 云江日报[2026-03-10]. http://paper.test/content_1.html.")


def test_bibtex_is_one_entry(view: ArticleView) -> None:
    """Key, authors, day, page and address stand in their fields."""
    entry = bibtex(view)

    assert entry.startswith(f"@article{{yunjiang-daily-{view.id},\n")
    assert "  author = {{陶然} and {白露}}," in entry
    assert "  pages = {A01}," in entry
    assert "  url = {http://paper.test/content_1.html}," in entry


def test_title_cannot_end_a_bibtex_field(view: ArticleView) -> None:
    """Braces, percent signs and line breaks in a title are written so that the entry stays whole."""
    entry = bibtex(replace(view, title="一}, note={\n50% 的人"))

    assert r"title = {{一\}, note=\{ 50\% 的人}}," in entry


def test_ris_has_a_line_for_each_field(view: ArticleView) -> None:
    """A reference manager reads type, authors, title, paper, day and address."""
    lines = ris(view).split("\r\n")

    assert lines[:3] == ["TY  - NEWS", "AU  - 陶然", "AU  - 白露"]
    assert {"T2  - 云江日报", "DA  - 2026/03/10", "SP  - A01", "UR  - http://paper.test/content_1.html"} <= set(lines)
    assert lines[-2:] == ["ER  - ", ""]


def test_title_cannot_begin_a_ris_line(view: ArticleView) -> None:
    """A line break in a title does not make a field."""
    assert "\nUR  - http://evil" not in ris(replace(view, title="一\r\nUR  - http://evil.test"))
