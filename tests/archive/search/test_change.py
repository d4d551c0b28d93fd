"""The index moves with the rows: changed and removed articles leave nothing behind, and a rollback leaves no trace."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Article, Event, Setting
from archive.query import parse
from archive.search import Backend, Found, answer, needs_reindex, reindex, tidy
from archive.search.tokens import PLACE_KEY, TOKENS_KEY
from tests.archive.search.conftest import LIBRARY
from tests.archive.search.corpus import STORED_AT, Piece, as_doc, put

pytestmark = pytest.mark.both_databases


def find(engine: Engine, searcher: Backend, query: str) -> Found:
    """The answer of the engine to a query."""
    with reading(engine) as session:
        return searcher.find(session, parse(query))


def test_a_changed_article_is_found_by_its_new_words_only(engine: Engine, searcher: Backend) -> None:
    """After an article is indexed anew, its old words, fields, themes, days and places near each other are gone."""
    changed = replace(as_doc(LIBRARY[2]), title="新题目", body="全新的正文。", themes=("talent",), published_on=None)
    with writing(engine) as session:
        searcher.add(session, changed)

    assert find(engine, searcher, "全新的正文 theme:talent").ids == (3,)
    for gone in ("公寓", "title:人才", "theme:housing type:policy", "date:2024-03", "首批 NEAR/5 房源"):
        assert find(engine, searcher, gone).total == 0


def test_a_removed_article_is_not_found(engine: Engine, searcher: Backend) -> None:
    """A removed article is in no total, no facet and no NEAR; removing it again changes nothing."""
    with writing(engine) as session:
        searcher.remove(session, 4)
        searcher.remove(session, 4)

    assert find(engine, searcher, "城市更新").total == 0
    assert find(engine, searcher, "房价 NEAR/5 创新").total == 0
    assert [count.value for count in answer(engine, "创新").facets["source"]] == ["yunjiang-daily", "yunjiang-evening"]


def test_a_rolled_back_article_is_not_found(engine: Engine, searcher: Backend) -> None:
    """An article whose transaction failed is not found, and its filter values are not kept."""
    newcomer = Piece(number=9, body="罕见之词", themes=("rare",))
    with Session(engine, autoflush=False) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        put(session, searcher, [newcomer])
        session.rollback()

    assert find(engine, searcher, "罕见之词").total == 0
    assert find(engine, searcher, "theme:rare").notes


def test_an_article_is_found_in_the_transaction_that_stores_it(engine: Engine, searcher: Backend) -> None:
    """`ids` sees what the same session has just indexed."""
    with writing(engine) as session:
        put(session, searcher, [Piece(number=9, body="罕见之词")])

        assert searcher.ids(session, parse("罕见之词")).tolist() == [9]


def test_counts_follow_changes(engine: Engine, searcher: Backend) -> None:
    """Facets count what is stored now, also when it changed after the first count."""
    assert {count.value: count.count for count in answer(engine, "创新").facets["theme"]}["tech-innovation"] == 2
    with writing(engine) as session:
        searcher.add(session, replace(as_doc(LIBRARY[1]), themes=("economy",), published_on=date(2023, 1, 5)))

    facets = answer(engine, "创新").facets
    assert {count.value: count.count for count in facets["theme"]} == {
        "economy": 3,
        "tech-innovation": 1,
        "housing": 1,
    }
    assert [month.value for month in facets["month"]] == ["2023-01", "2024-02"]


def test_stories_follow_clusters(engine: Engine, searcher: Backend) -> None:
    """When articles are folded into one cluster, the next answer counts them as one story."""
    assert answer(engine, "创新").stories == 2
    with writing(engine) as session:
        for number in (1, 2):
            row = session.get(Article, number)
            assert row is not None
            row.cluster_id = 4
        session.add(Event(at=STORED_AT, kind="joined", article_id=1, cluster_id=4, alertable=False))

    assert answer(engine, "创新").stories == 1


def test_reindex_writes_the_same_index_again(engine: Engine, searcher: Backend) -> None:
    """Rebuilding from the rows finds what was found before, tells its progress, and drops rows without article."""
    with writing(engine) as session:
        session.execute(text("DELETE FROM article WHERE id = 4"))
    told: list[tuple[int, int]] = []

    assert reindex(engine, progress=lambda done, total: told.append((done, total))) == 3

    assert told == [(3, 3)]
    assert find(engine, searcher, "创新").ids == (2, 1)
    assert find(engine, searcher, "城市更新").total == 0


def test_a_tidied_index_is_one_piece_and_finds_the_same(engine: Engine, searcher: Backend) -> None:
    """After single articles came, changed and went, tidying leaves one piece, every word of now and none of before."""
    for number in range(11, 18):
        with writing(engine) as session:
            put(session, searcher, [Piece(number=number, title=f"云江{number}", body="罕见之词")])
    with writing(engine) as session:
        searcher.add(session, replace(as_doc(LIBRARY[2]), body="全新的正文。"))
        searcher.remove(session, 12)
    asked = ("罕见之词", "全新的正文", "公寓", "创新", "云江 -罕见之词", "首批 NEAR/5 房源")
    before = [find(engine, searcher, query).ids for query in asked]

    assert tidy(engine) == 1
    assert [find(engine, searcher, query).ids for query in asked] == before
    assert tidy(engine) == 1


def test_an_index_of_another_version_is_said_and_rebuilt(engine: Engine, searcher: Backend) -> None:
    """An answer from an index of another version says so until it is rebuilt."""
    with writing(engine) as session:
        session.merge(Setting(key=TOKENS_KEY, value="0"))

    assert needs_reindex(engine)
    assert "another version" in find(engine, searcher, "创新").notes[0]

    reindex(engine)

    assert not needs_reindex(engine)
    assert find(engine, searcher, "创新").notes == ()


def broken_off(engine: Engine) -> None:
    """A rebuild that ends after its first step of two articles."""

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(engine, progress=stop)


@pytest.fixture
def steps_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuild two articles a step."""
    monkeypatch.setattr(import_module("archive.search.reindex"), "STEP", 2)


@pytest.mark.usefixtures("steps_of_two")
def test_a_broken_off_reindex_goes_on_where_it_stopped(engine: Engine, searcher: Backend) -> None:
    """A rebuild that was stopped does only the articles that were left, and answers are the same as before."""
    broken_off(engine)

    assert needs_reindex(engine)
    assert reindex(engine) == 2
    assert not needs_reindex(engine)
    assert find(engine, searcher, "创新").ids == (2, 1, 4)
    assert find(engine, searcher, "创新 NEAR/8 产业").ids == (2, 1)


@pytest.mark.usefixtures("steps_of_two")
def test_the_old_index_answers_while_a_new_one_is_built(engine: Engine, searcher: Backend) -> None:
    """Half-way through a rebuild every article is found; what is stored, changed or removed then is in both."""
    broken_off(engine)

    assert find(engine, searcher, "创新").total == 3
    with writing(engine) as session:
        put(session, searcher, [Piece(number=9, body="罕见之词")])
        searcher.add(session, replace(as_doc(LIBRARY[0]), title="新题目", body="全新的正文。", kicker=""))
        searcher.remove(session, 2)
        session.execute(text("DELETE FROM article WHERE id = 2"))
    for _ in range(2):
        assert find(engine, searcher, "罕见之词").ids == (9,)
        assert find(engine, searcher, "全新的正文").ids == (1,)
        assert find(engine, searcher, "创新引领").total == 0
        with writing(engine) as session:
            session.get_one(Article, 1).title, session.get_one(Article, 1).text = "新题目", "全新的正文。"
        reindex(engine)


def test_a_reindex_of_an_older_program_begins_anew(engine: Engine, searcher: Backend) -> None:
    """What an older program had begun to build is dropped, not finished with other tokens."""
    with writing(engine) as session:
        session.merge(Setting(key=PLACE_KEY, value="0 3"))

    assert reindex(engine) == 4
    assert not needs_reindex(engine)


def test_the_newest_are_the_first_by_date(engine: Engine, searcher: Backend) -> None:
    """`newest` gives what `find` by date shows first, also where the last month has too few; `total` counts as it."""
    with reading(engine) as session:
        for query in (
            "创新",
            "创新 OR 公寓",
            "theme:housing",
            "创新 NEAR/8 产业",
            "word:创新",
            "cluster:1",
            "绝无此词",
        ):
            tree = parse(query)
            found = searcher.find(session, tree, sort="date")

            folded = searcher.find(session, tree, sort="date", collapse=True)

            assert searcher.newest(session, tree, 2) == found.ids[:2]
            assert searcher.newest(session, tree, 20) == found.ids
            assert searcher.newest(session, tree, 2, collapse=True) == folded.ids[:2]
            assert searcher.total(session, tree) == found.total


@pytest.mark.parametrize("order", ["as they came", "oldest last"])
@pytest.mark.parametrize("collapse", [False, True])
def test_the_newest_of_many_are_found_whatever_came_last(
    engine: Engine, searcher: Backend, monkeypatch: pytest.MonkeyPatch, order: str, *, collapse: bool
) -> None:
    """Articles that came in by day, and old editions taken in last, give the same newest as counting all does."""
    monkeypatch.setattr(import_module("archive.search.newest"), "WALKED", 40)
    days = [date(2020, 1, 1) + timedelta(days=number * 3) for number in range(150)]
    if order == "oldest last":
        days.reverse()
    # Every third is a copy of a story that another day had as well.
    pieces = [
        Piece(
            number=100 + number,
            body="新闻一则。" if number % 2 else "新闻，两则",
            published_on=day,
            cluster=90 + number % 60,
        )
        for number, day in enumerate(days)
    ]
    with writing(engine) as session:
        put(session, searcher, pieces)
    with reading(engine) as session:
        for query in ("新闻", "新闻 NEAR/3 两则", "新闻一则 -两则", "word:新闻", "date:2020"):
            tree = parse(query)
            found = searcher.find(session, tree, sort="date", limit=20, collapse=collapse)

            assert searcher.newest(session, tree, 20, collapse=collapse) == found.ids
