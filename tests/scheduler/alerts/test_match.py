"""A saved query finds among the new stories exactly what a search finds there, once."""

import pytest
from sqlalchemy import update

from archive import models, subscriptions
from archive.db import writing
from archive.search import answer
from pipelines.dedup import fingerprint
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases

LONG = """本报讯 市政府昨日印发人才公寓管理办法，明确申请条件、配租程序和租金标准，自四月一日起施行。
首批房源共六百套，分布在高新区和老城区的四个小区，面积从四十五平方米到九十平方米不等，可拎包入住。
在本市用人单位全职工作、签订三年以上劳动合同的博士、硕士和高级技师可以提出申请，租金按市场价的六成收取。
市住房保障中心负责人介绍，申请人可以在政务服务平台提交材料，十个工作日内得到答复，每半年公布一次轮候名单。"""
STORY = {"text": LONG, "fingerprint": fingerprint(LONG)}


def matched(desk: Desk, number: int) -> set[int]:
    """The articles that an alert's waiting matches are about."""
    return {
        match.article_id
        for one in subscriptions.waiting(desk.engine)
        for match in one.matches
        if match.subscription_id == number
    }


@pytest.mark.parametrize(
    "query",
    ["人才公寓", "六百", "人才 -公寓", "title:云江", '"首批房源"', "source:yunjiang-daily 办法", "云江 OR 房源"],
)
def test_what_is_matched_is_what_a_search_finds(desk: Desk, query: str) -> None:
    """Matches of a query equal the hits of the same query."""
    alert = desk.subscribe(query)
    desk.publish(1)
    desk.publish(2, title="今日要闻", text="本报讯 人才工作会议昨天召开，到会六百人。")
    desk.publish(3, title="天气", text="本报讯 今天多云转晴，气温回升到十五度左右。")
    desk.match()
    assert matched(desk, alert.id) == {hit.article_id for hit in answer(desk.engine, query).hits}


def test_matching_again_finds_nothing_new(desk: Desk) -> None:
    """News is matched once."""
    desk.subscribe()
    desk.publish(1)
    assert desk.match() == 1
    assert desk.match() == 0


def test_old_news_is_not_matched(desk: Desk) -> None:
    """What was stored before the alert was added is not mailed."""
    desk.publish(1)
    alert = desk.subscribe()
    new = desk.publish(2)
    desk.match()
    assert matched(desk, alert.id) == {new.article_id}


def test_backfill_matches_nobody(desk: Desk) -> None:
    """Articles stored as no news never match."""
    desk.subscribe()
    for number in range(20):
        desk.publish(number, alertable=False)
    assert desk.match() == 0


def test_a_revision_matches_nobody(desk: Desk) -> None:
    """A text that changes at a known address was news once."""
    desk.subscribe()
    desk.publish(1)
    desk.match()
    desk.publish(1, text="本报讯 市政府昨日印发人才公寓管理办法。\n办法自五月一日起施行，首批房源共九百套。")
    assert desk.match() == 0


def test_equal_queries_of_two_readers_both_match(desk: Desk) -> None:
    """Two readers with one query each get the story."""
    first, second = desk.subscribe(), desk.subscribe(" 人才公寓", email="wu@example.org")
    desk.publish(1)
    assert desk.match() == 2
    assert matched(desk, first.id) == matched(desk, second.id) != set()


def test_a_query_that_cannot_be_read_any_more_is_paused(desk: Desk) -> None:
    """A query that this program cannot read stops itself, says why, and stops no other."""
    broken, good = desk.subscribe(), desk.subscribe("云江", email="wu@example.org")
    with writing(desk.engine) as session:
        session.execute(update(models.Subscription).where(models.Subscription.id == broken.id).values(query="(人才"))
    desk.publish(1)
    assert desk.match() == 1
    paused = subscriptions.get(desk.engine, broken.id)
    assert paused.state == "paused"
    assert paused.reason.startswith("the query cannot be read any more")
    assert matched(desk, good.id) != set()


def test_a_long_backlog_is_matched_whole(desk: Desk) -> None:
    """More events than one piece of the change log holds are all read."""
    alert = desk.subscribe("批")
    saved = {desk.publish(number, text=f"本报讯 第{number}条。").article_id for number in range(501)}
    assert desk.match() == 501
    assert matched(desk, alert.id) == saved


def test_a_later_copy_matches_the_query_for_its_paper(desk: Desk) -> None:
    """A story first stored from another paper is found by a query for the paper that printed it later, once."""
    daily, evening = desk.subscribe(), desk.subscribe("人才公寓 source:yunjiang-evening", email="wu@example.org")
    first = desk.publish(1, **STORY)
    desk.match()
    copy = desk.publish(1, **STORY, url="http://evening.test/1.html", source="yunjiang-evening")
    assert (copy.cluster_id, desk.match()) == (first.cluster_id, 1)
    assert matched(desk, daily.id) == {first.article_id}
    assert matched(desk, evening.id) == {copy.article_id}


def test_a_copy_of_what_was_no_news_matches_nobody(desk: Desk) -> None:
    """A story that came with a backfill is no news when another paper's copy comes later."""
    desk.subscribe()
    first = desk.publish(1, **STORY, alertable=False)
    copy = desk.publish(1, **STORY, url="http://evening.test/1.html", source="yunjiang-evening")
    assert copy.cluster_id == first.cluster_id
    assert desk.match() == 0
