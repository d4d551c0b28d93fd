"""The whole answer to a question, as pages show it."""

from datetime import date

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.errors import QueryError
from archive.models import Placement, Tag
from archive.records import FacetCount
from archive.search import Backend, Sort, answer
from tests.archive.search.corpus import STORED_AT, Piece, put

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def filled(searcher: Backend, engine: Engine) -> None:
    """The small library, with themes and places in print of its first article."""
    with writing(engine) as session:
        for theme, score in (("economy", 1.0), ("tech-innovation", 3.0)):
            session.add(Tag(article_id=1, theme=theme, score=score, central=True, method="rule", tagged_at=STORED_AT))
        for day, label in ((date(2024, 2, 21), "A05"), (date(2024, 2, 20), "A01")):
            session.add(
                Placement(article_id=1, edition_on=day, page_label=label, page_name="要闻", url="http://p.test")
            )


def test_a_hit_carries_what_a_results_page_shows(engine: Engine) -> None:
    """Title with marks, snippet, first place in print, themes strongest first, story and score."""
    found = answer(engine, "产业强市 大会")

    hit = next(hit for hit in found.hits if hit.article_id == 1)
    assert [hit.title[mark.start : mark.end] for mark in hit.title_marks] == ["产业强市"]
    assert hit.snippet is not None
    assert [hit.snippet.text[mark.start : mark.end] for mark in hit.snippet.marks] == ["产业强市大会"]
    assert hit.placement is not None
    assert (hit.placement.edition_on, hit.placement.page_label) == (date(2024, 2, 20), "A01")
    assert hit.themes == ("tech-innovation", "economy")
    assert (hit.cluster_id, hit.cluster_size) == (1, 2)
    assert hit.score is not None
    assert hit.score > 0


def test_totals_and_facets_are_exact(engine: Engine) -> None:
    """Totals, stories and facets count all matches, whatever page is shown."""
    found = answer(engine, "创新", limit=1, offset=1, sort="date")

    assert (found.query, found.total, found.stories, len(found.hits)) == ("创新", 3, 2, 1)
    assert found.facets == {
        "source": (
            FacetCount(value="beihe-news", count=1),
            FacetCount(value="yunjiang-daily", count=1),
            FacetCount(value="yunjiang-evening", count=1),
        ),
        "theme": (
            FacetCount(value="economy", count=2),
            FacetCount(value="tech-innovation", count=2),
            FacetCount(value="housing", count=1),
        ),
        "month": (FacetCount(value="2024-02", count=2),),
        "place": (),
        "type": (FacetCount(value="news", count=3),),
        "page": (FacetCount(value="a1", count=1),),
        "person": (),
    }


def test_collapsed_hits_are_stories(engine: Engine) -> None:
    """Collapsed, each story shows once and pages count stories."""
    found = answer(engine, "创新", sort="date", collapse=True)

    assert [hit.article_id for hit in found.hits] == [2, 4]
    assert (found.total, found.stories) == (3, 2)


def test_no_hits_is_an_answer(engine: Engine) -> None:
    """A word that stands nowhere gives zeros and empty facets."""
    found = answer(engine, "绝无此词")

    assert (found.total, found.stories, found.hits) == (0, 0, ())
    assert set(found.facets) == {"source", "place", "theme", "type", "page", "person", "month"}
    assert not any(found.facets.values())


def test_facets_may_be_left_out(engine: Engine) -> None:
    """Who needs no facets gets none."""
    assert answer(engine, "创新", facets=False).facets == {}


@pytest.mark.parametrize(
    "asked", [{"sort": "beauty"}, {"limit": -1}, {"offset": -1}, {"limit": 10**9}], ids=lambda asked: str(asked)
)
def test_impossible_pages_are_refused(engine: Engine, asked: dict[str, str | int]) -> None:
    """An unknown order or an impossible page is refused with a mend."""
    with pytest.raises(QueryError) as caught:
        answer(engine, "创新", **asked)  # type: ignore[arg-type] # wrong on purpose

    assert caught.value.mend


@pytest.mark.parametrize("sort", ["relevance", "date", "source"])
@pytest.mark.parametrize("collapse", [False, True])
def test_pages_stay_while_articles_are_stored(engine: Engine, searcher: Backend, sort: Sort, *, collapse: bool) -> None:
    """Walked by cursor, every hit of the first moment comes once, in order, though newer ones are stored meanwhile."""
    whole = answer(engine, "创新", sort=sort, collapse=collapse)
    found = answer(engine, "创新", limit=1, sort=sort, collapse=collapse)
    walked = list(found.hits)
    for number in range(10, 20):
        if not found.cursor:
            break
        with writing(engine) as session:
            put(session, searcher, [Piece(number=number, title="创新", body="创新", published_on=date(2026, 3, 9))])
        found = answer(engine, "创新", limit=1, sort=sort, collapse=collapse, cursor=found.cursor)
        walked += found.hits
        assert (found.total, found.stories) == (whole.total, whole.stories)
        assert "stored after the first page" in found.notes[-1]

    assert [hit.article_id for hit in walked] == [hit.article_id for hit in whole.hits]


@pytest.mark.parametrize("cursor", ["x", "1.2", "3.1.00000000", "-1.0.deadbeef", "9" * 40])
def test_wrong_cursors_are_refused(engine: Engine, cursor: str) -> None:
    """What is no cursor, or one of another question, is refused with a mend."""
    with pytest.raises(QueryError) as caught:
        answer(engine, "创新", cursor=cursor)

    assert "without a cursor" in caught.value.mend
