"""Alerts to chats by Apprise, whose JSON service stands in for a chat here: it posts to a receiver on loopback."""

import json
from collections.abc import Iterator

import pytest

from archive import subscriptions
from archive.errors import AskedWrongly
from scheduler.alerts.chat import check_chat
from tests.scheduler.alerts.conftest import Desk
from tests.scheduler.alerts.receiver import Receiver, receiving

pytest.importorskip("apprise", reason="the optional part is missing: pip install 'jianbao[chat]'")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving(Receiver()) as running:
        yield running


def chat(desk: Desk, receiver: Receiver) -> None:
    """Add an alert that goes to the receiver by Apprise."""
    house = subscriptions.house(desk.engine, now=desk.now)
    target = subscriptions.new_target("chat", f"json://127.0.0.1:{receiver.port}/")
    subscriptions.add(desk.engine, house.id, "人才公寓", rhythm="at-once", channel="chat", target=target, now=desk.now)


def test_a_story_is_told(desk: Desk, receiver: Receiver) -> None:
    """The chat gets title, place, sentence with its marks, and link."""
    chat(desk, receiver)
    desk.publish(1)
    assert desk.mail().sent == 1
    (got,) = receiver.got
    told = json.loads(got.body)
    assert "云江市第1批人才公寓开工" in told["title"]
    assert "本报讯 市政府昨日印发【人才公寓】管理办法。" in told["message"]
    assert "/article/1" in told["message"]


def test_a_flood_stays_short(desk: Desk, receiver: Receiver) -> None:
    """A message has at most 2,000 bytes; what does not fit is counted."""
    chat(desk, receiver)
    for number in range(30):
        desk.publish(
            number,
            text=f"本报讯 第{number}号通知说明人才公寓{'新' * number}事项。",
            title=f"第{number}条{'甲' * number}",
        )
    desk.mail()
    message = json.loads(receiver.got[0].body)["message"]
    assert len(message.encode()) <= 2000
    listed = message.count("/article/")
    assert f"另有 {30 - listed} 篇未列出" in message


def test_a_chat_that_refuses_is_a_doubt(desk: Desk, receiver: Receiver) -> None:
    """Apprise does not tell a refusal from a lost answer, so the letter is in doubt and not sent again."""
    receiver.statuses = [500]
    chat(desk, receiver)
    desk.publish(1)
    assert (desk.mail().doubtful, desk.states()) == (1, ["doubt"])


def test_known_chats_are_taken() -> None:
    """WeCom, DingTalk and Feishu addresses are known; nonsense is not."""
    check_chat("wecombot://0123456789abcdef0123456789abcdef0123")
    check_chat("feishu://01234567-0123-0123-0123-0123456789ab")
    with pytest.raises(AskedWrongly, match="not known"):
        check_chat("nonsense://x")
