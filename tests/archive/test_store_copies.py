"""What the store makes of copies and of further placements."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import read
from archive.db import reading, writing
from archive.models import Article, Cluster, Revision, Source
from archive.records import (
    Outcome,
    Relation,
)
from archive.store import Store
from tests.archive.look import count, events, keys_of
from tests.archive.news import DAY, news, printed, write_text

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)


# Copies


def test_copy_in_another_paper_joins_the_story(store: Store, engine: Engine, now: datetime) -> None:
    """The same text elsewhere is an article of the same cluster, and the story alerts once only."""
    first = store.save(news(1), now=now)
    copy = store.save(news(1, url="http://evening.test/1", source="yunjiang-evening"), now=now)

    assert copy.outcome is Outcome.NEW
    assert (copy.cluster_id, copy.relation, copy.folded_onto) == (first.cluster_id, Relation.EXACT, first.article_id)
    assert events(engine) == [("new", first.article_id, True), ("joined", copy.article_id, True)]


def test_cut_copy_joins_the_story(store: Store, now: datetime) -> None:
    """A reprint that drops the last paragraph is told as truncated."""
    whole = news(1, text=write_text(1, 12))
    cut_text = whole.text.rsplit("\n", 2)[0]
    first = store.save(whole, now=now)

    cut = store.save(news(1, text=cut_text, url="http://evening.test/1", source="yunjiang-evening"), now=now)

    assert (cut.cluster_id, cut.relation) == (first.cluster_id, Relation.TRUNCATED)


def test_different_news_keeps_a_story_of_its_own(store: Store, now: datetime) -> None:
    """Articles that share nothing do not fold."""
    saved = [store.save(news(seed), now=now) for seed in range(5)]

    assert len({one.cluster_id for one in saved}) == 5


def test_copy_that_its_original_covers_stores_no_keys(store: Store, engine: Engine, now: datetime) -> None:
    """A mass reprint costs no index rows, and a third copy still finds the first."""
    first = store.save(news(1), now=now)
    copy = store.save(news(1, url="http://b.test/1", source="b"), now=now)
    third = store.save(news(1, url="http://c.test/1", source="c"), now=now)

    assert keys_of(engine, copy.article_id) == set()
    assert third.cluster_id == first.cluster_id


def test_longer_copy_stores_its_keys(store: Store, engine: Engine, now: datetime) -> None:
    """A copy that adds much of its own can be found by its additions."""
    short = news(1, text=write_text(1, 6))
    longer = news(1, text=short.text + "\n" + write_text(77, 6), url="http://b.test/1", source="b")
    first = store.save(short, now=now)

    saved = store.save(longer, now=now)

    assert saved.cluster_id == first.cluster_id
    assert keys_of(engine, saved.article_id)


def test_earliest_day_leads(store: Store, engine: Engine, now: datetime) -> None:
    """The lead is who printed first, not whom we crawled first."""
    late = store.save(news(1, published_on=DAY + timedelta(days=1)), now=now)
    early = store.save(news(1, url="http://b.test/1", source="b", published_on=DAY), now=now)

    with reading(engine) as session:
        cluster = session.get_one(Cluster, late.cluster_id)
        assert (cluster.lead_id, cluster.size, cluster.first_on) == (early.article_id, 2, DAY)


def test_better_rank_leads_on_one_day(store: Store, engine: Engine, now: datetime) -> None:
    """Of two papers of one day the one with the smaller rank leads."""
    with writing(engine) as session:
        session.add(Source(id="b", name="乙报", family="feed", rank=1))
    store.save(news(1, published_on=DAY), now=now)
    better = store.save(news(1, url="http://b.test/1", source="b", published_on=DAY), now=now)

    with reading(engine) as session:
        assert session.get_one(Cluster, better.cluster_id).lead_id == better.article_id


def test_the_longer_text_leads_among_equals(store: Store, engine: Engine, now: datetime) -> None:
    """Of two papers of one day and one rank the one with the longer text leads."""
    text = write_text(1)
    store.save(news(1, text=text, published_on=DAY), now=now)
    longer = store.save(
        news(1, url="http://b.test/1", source="b", text=f"{text}\n后续进展本报将继续关注。", published_on=DAY), now=now
    )

    with reading(engine) as session:
        assert session.get_one(Cluster, longer.cluster_id).lead_id == longer.article_id


def test_print_and_web_of_one_paper_are_one_story(store: Store, now: datetime) -> None:
    """The page of the e-paper and that of the web site, with an editor's line and a longer title, are one cluster."""
    printed_one = store.save(news(1, placement=printed(DAY, "A01"), published_on=DAY), now=now)
    web = news(1, url="http://www.paper.test/news/1.html", source="yunjiang-web", published_on=DAY)
    web.title, web.text = f"{web.title}_云江网", f"{web.text}\n（责任编辑：白露）"
    on_the_web = store.save(web, now=now)

    assert on_the_web.outcome is Outcome.NEW
    assert on_the_web.cluster_id == printed_one.cluster_id


def test_series_of_notices_is_kept_apart_with_its_reason(store: Store, engine: Engine, now: datetime) -> None:
    """The next notice of a series is compared, not folded, and the archive keeps what differs."""
    notice = "\n".join(
        f"供电公司通知，{day}日上午八时至{hour}时，{street}一带计划检修线路，届时停电，请沿线居民和商户提前做好准备。"
        for day, hour, street in ((3, 11, "文昌路"), (4, 12, "中山桥"), (5, 13, "东门口"))
    )
    later = notice.replace("3日", "13日").replace("4日", "14日").replace("5日", "15日").replace("八时", "九时")
    first = store.save(news(1, title="停电通知（第1期）", text=notice, published_on=DAY), now=now)
    second = store.save(news(2, title="停电通知（第2期）", text=later, published_on=DAY + timedelta(days=10)), now=now)

    assert second.cluster_id != first.cluster_id
    near = read.article(engine, second.article_id).near
    assert [(one.article_id, one.relation) for one in near] == [(first.article_id, "template_sibling")]
    assert near[0].conflicts


# Placements


def test_same_text_on_another_page_of_the_edition_is_a_placement(store: Store, engine: Engine, now: datetime) -> None:
    """A front-page article printed again inside is one article at two places, counted as duplicate."""
    first = store.save(news(1, placement=printed(DAY, "A01")), now=now)
    again = store.save(news(1, url="http://paper.test/inside", placement=printed(DAY, "A03")), now=now)

    assert (again.outcome, again.article_id) == (Outcome.PLACED, first.article_id)
    assert count(engine, Article) == 1
    assert [place.page_label for place in read.article(engine, first.article_id).placements] == ["A01", "A03"]
    assert events(engine)[1] == ("placed", first.article_id, False)


def test_placement_is_found_behind_the_copy_of_another_paper(store: Store, now: datetime) -> None:
    """A second placement is seen as one although another paper's original is the nearest candidate."""
    store.save(news(1, source="agency", url="http://agency.test/1"), now=now)
    first = store.save(news(1, placement=printed(DAY, "A01")), now=now)

    again = store.save(news(1, url="http://paper.test/inside", placement=printed(DAY, "A03")), now=now)

    assert (again.outcome, again.article_id) == (Outcome.PLACED, first.article_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"placement": printed(DAY + timedelta(days=1), "A03")},
        {"placement": printed(DAY, "A03"), "source": "yunjiang-evening"},
        {"placement": None},
    ],
    ids=["other-day", "other-paper", "not-in-print"],
)
def test_other_editions_and_papers_get_an_article(store: Store, now: datetime, changes: dict[str, object]) -> None:
    """Only the same edition of the same paper makes a placement; anything else is an article in the cluster."""
    first = store.save(news(1, placement=printed(DAY, "A01")), now=now)
    again = store.save(news(1, url="http://paper.test/inside", **changes), now=now)

    assert again.outcome is Outcome.NEW
    assert again.cluster_id == first.cluster_id


def test_placement_met_again_is_unchanged(store: Store, engine: Engine, now: datetime) -> None:
    """A second visit to a further placement whose text differs by a trifle is no revision of the article."""
    inside = news(1, text=write_text(1, 40), url="http://paper.test/inside", placement=printed(DAY, "A03"))
    store.save(news(1, text=write_text(1, 40) + "（完）", placement=printed(DAY, "A01")), now=now)
    assert store.save(inside, now=now).outcome is Outcome.PLACED

    assert store.save(inside, now=now + HOUR).outcome is Outcome.UNCHANGED
    assert count(engine, Revision) == 0


def test_placement_with_other_text_becomes_an_article(store: Store, engine: Engine, now: datetime) -> None:
    """When a further placement carries other news later, it leaves the article it belonged to."""
    first = store.save(news(1, placement=printed(DAY, "A01")), now=now)
    store.save(news(1, url="http://paper.test/inside", placement=printed(DAY, "A03")), now=now)

    moved = store.save(news(9, url="http://paper.test/inside", placement=printed(DAY, "A03")), now=now + HOUR)

    assert moved.outcome is Outcome.NEW
    assert moved.article_id != first.article_id
    assert [place.page_label for place in read.article(engine, first.article_id).placements] == ["A01"]


def test_placement_with_a_corrected_text_revises_the_article(store: Store, engine: Engine, now: datetime) -> None:
    """A number put right at a further place of the same text is a revision, whichever place was stored first."""
    text = write_text(1, 40) + "四百名工人轮班施工。"
    first = store.save(news(1, text=text, placement=printed(DAY, "A01")), now=now)
    inside = news(1, text=text, url="http://paper.test/inside", placement=printed(DAY, "A03"))
    store.save(inside, now=now)

    corrected = store.save(replace(inside, text=text.replace("四百", "五百")), now=now + HOUR)

    assert (corrected.outcome, corrected.article_id) == (Outcome.REVISED, first.article_id)
    assert "五百名" in read.article(engine, first.article_id).text
    assert [place.page_label for place in read.article(engine, first.article_id).placements] == ["A01", "A03"]
