"""A letter says which sources behind the reader's searches are not well, and only those."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from archive import runs, subscriptions
from archive.query import parse
from archive.records import Ledger, SourceRow
from scheduler.alerts.coverage import Gap, is_behind
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases

GAP = Gap(source="yunjiang-evening", name="云江晚报", place="cn-jiangsu-yunjiang", well_on=None)


@pytest.mark.parametrize(
    ("query", "behind"),
    [
        ("人才", True),
        ("source:yunjiang-evening", True),
        ("source:云江晚报 人才", True),
        ("source:yunjiang-daily", False),
        ("source:yunjiang-daily OR 人才", True),
        ("place:cn-jiangsu", True),
        ("place:cn-jiangsu-yunjiang", True),
        ("place:cn-jiang", False),
        ("人才 -source:yunjiang-evening", False),
        ("人才 -广告", True),
        ("人才 -theme:housing", True),
    ],
)
def test_a_source_is_behind_a_search_unless_a_filter_rules_it_out(query: str, *, behind: bool) -> None:
    """Filters for source and place decide; words and themes rule no source out."""
    assert is_behind(parse(query), GAP) is behind


def enlist_broken(desk: Desk) -> None:
    """Two papers, of which the evening paper's last run failed two days after a good one."""
    names = {"yunjiang-daily": "云江日报", "yunjiang-evening": "云江晚报"}
    rows = [SourceRow(id=number, name=name, family="edition", every="day at 06:40") for number, name in names.items()]
    runs.enlist(desk.engine, rows)
    for days, outcome in ((3, "done"), (1, "failed"), (1, "failed"), (1, "failed")):
        for source in names:
            at = desk.now - timedelta(days=days)
            number = runs.begin(desk.engine, source, kind="crawl", now=at, owner="test")
            good = "done" if source == "yunjiang-daily" else outcome
            runs.finish(desk.engine, number, now=at, ledger=Ledger(), outcome=good, detail="")
    for source in names:
        runs.schedule(desk.engine, source, desk.now + timedelta(hours=8))


def told(desk: Desk) -> str:
    """The text of the newest letter."""
    newest = subscriptions.list_deliveries(desk.engine)[0]
    part = message_from_bytes(subscriptions.get_delivery(desk.engine, newest.id)[1], policy=default).get_body(
        ("plain",)
    )
    assert part is not None
    return str(part.get_content())


def test_the_letter_names_the_source_that_fails(desk: Desk) -> None:
    """A reader of all papers is told that one is not read well, and since when."""
    enlist_broken(desk)
    desk.subscribe()
    desk.publish(1)
    desk.match()
    desk.compose()
    assert "可能有遗漏：云江晚报（最近正常：2026年3月8日）" in told(desk)


def test_a_source_that_the_search_leaves_out_is_not_named(desk: Desk) -> None:
    """Who asked for the daily alone is not troubled with the evening paper."""
    enlist_broken(desk)
    desk.subscribe("人才公寓 source:yunjiang-daily")
    desk.publish(1)
    desk.match()
    desk.compose()
    assert "可能有遗漏" not in told(desk)
