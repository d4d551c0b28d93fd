"""A story stands in the letter as its best copy that the reader asked for."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from archive import runs, subscriptions
from archive.records import SourceRow
from pipelines.dedup import fingerprint
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases

LONG = "\n".join(
    f"本报讯 市政府昨日印发人才公寓管理办法第{number}条，对申请资格、租金标准、租期和退出作出规定，自四月一日起施行。"
    for number in "一二三四五六七八"
)


def enlist(desk: Desk) -> None:
    """Two papers of one city, the daily ranking before the evening paper."""
    runs.enlist(
        desk.engine,
        [
            SourceRow(id="yunjiang-daily", name="云江日报", family="edition", rank=10),
            SourceRow(id="yunjiang-evening", name="云江晚报", family="edition", rank=20),
        ],
    )


def told(desk: Desk) -> str:
    """The text of the newest letter."""
    newest = subscriptions.list_deliveries(desk.engine)[0]
    part = message_from_bytes(subscriptions.get_delivery(desk.engine, newest.id)[1], policy=default).get_body(
        ("plain",)
    )
    assert part is not None
    return str(part.get_content())


def print_twice(desk: Desk) -> None:
    """The evening paper's copy is stored first, the daily's after it."""
    same: dict[str, Any] = {"text": LONG, "title": "人才公寓办法出台", "fingerprint": fingerprint(LONG)}
    first = desk.publish(1, source="yunjiang-evening", **same)
    second = desk.publish(2, source="yunjiang-daily", **same)
    assert (second.cluster_id, second.article_id) == (first.cluster_id, first.article_id + 1)


def test_the_best_source_is_shown(desk: Desk) -> None:
    """The daily's copy is shown though the evening paper's was stored first, and the other is named beside it."""
    enlist(desk)
    desk.subscribe()
    print_twice(desk)
    desk.match()
    desk.compose()
    text = told(desk)
    assert "云江日报 · 2026年3月10日" in text
    assert "同稿另见：云江晚报" in text
    assert "/article/2" in text


def test_a_copy_that_the_reader_did_not_ask_for_is_not_shown(desk: Desk) -> None:
    """Who asked for the evening paper gets its copy, however the other ranks."""
    enlist(desk)
    desk.subscribe("人才公寓 source:yunjiang-evening")
    print_twice(desk)
    desk.match()
    desk.compose()
    assert "云江晚报 · 2026年3月10日" in told(desk)
