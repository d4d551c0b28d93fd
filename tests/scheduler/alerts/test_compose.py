"""What is due goes into one letter a reader, each story once."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import update

from archive import models, subscriptions
from archive.db import writing
from archive.signing import Purpose, signing_key, unsign
from archive.subscriptions import DeliveryState
from tests.scheduler.alerts.conftest import Desk

pytestmark = pytest.mark.both_databases

MORNING = timedelta(minutes=50)  # the fixed clock stands at 22:40 UTC, 06:40 in Shanghai


def letters(desk: Desk) -> list[EmailMessage]:
    """The letters in the outbox, oldest first."""
    shown = reversed(subscriptions.list_deliveries(desk.engine))
    return [message_from_bytes(subscriptions.get_delivery(desk.engine, one.id)[1], policy=default) for one in shown]


def text_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_story_at_once(desk: Desk) -> None:
    """A match of an at-once query makes a letter, and the next look makes none."""
    desk.subscribe()
    desk.publish(1)
    desk.match()
    assert desk.compose() == 1
    assert desk.compose() == 0
    assert "本报讯 市政府昨日印发【人才公寓】管理办法。" in text_of(letters(desk)[0])


def test_a_daily_letter_waits_for_the_morning(desk: Desk) -> None:
    """Stories of the day come in one letter at 07:30 of the reader's clock."""
    desk.subscribe(rhythm="day")
    desk.publish(1)
    desk.publish(2)
    desk.match()
    assert desk.compose() == 0
    desk.now += MORNING
    assert desk.compose() == 1
    assert [one.stories for one in subscriptions.list_deliveries(desk.engine)] == [2]


def test_one_story_under_two_searches_is_one_item(desk: Desk) -> None:
    """A story that two of the reader's searches found is mailed once, and names both, whatever their rhythms."""
    desk.subscribe()
    desk.subscribe("云江", name="家乡", rhythm="week")
    desk.publish(1)
    desk.match()
    assert desk.compose() == 1
    (letter,) = letters(desk)
    assert text_of(letter).count("/article/1") == 1
    assert "符合订阅：人才公寓、家乡" in text_of(letter)
    assert subscriptions.waiting(desk.engine) == ()


def test_two_readers_get_a_letter_each(desk: Desk) -> None:
    """Letters go to one reader each, in the language of each."""
    desk.subscribe()
    desk.subscribe(email="wu@example.org", language="en")
    desk.publish(1)
    desk.match()
    assert desk.compose() == 2
    first, second = letters(desk)
    assert (first["To"], second["To"]) == (None, None)  # added when they go out: the archive keeps no address
    assert [one.subscriber_id for one in subscriptions.list_deliveries(desk.engine)] == [2, 1]
    assert "1 篇" in first["Subject"]
    assert "1 story" in second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_reader_who_has_not_confirmed_gets_nothing(desk: Desk) -> None:
    """Without a yes no story is mailed, not even later."""
    alert = desk.subscribe(confirmed=False)
    desk.publish(1)
    desk.match()
    assert desk.compose() == 0
    subscriptions.confirm(desk.engine, alert.subscriber.id, now=desk.now)
    desk.match()
    assert desk.compose() == 0
    desk.publish(2)
    desk.match()
    assert desk.compose() == 1


def test_letters_about_one_search_are_one_thread(desk: Desk) -> None:
    """Two letters about one saved search refer to the same message, and have ids of their own."""
    desk.subscribe()
    for number in (1, 2):
        desk.publish(number)
        desk.match()
        desk.compose()
        desk.now += timedelta(minutes=20)  # past the hold window
    first, second = letters(desk)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_the_unsubscribe_link_names_the_letters_searches(desk: Desk) -> None:
    """The signed link of a letter holds the numbers of the searches in it, and no others."""
    first, second = desk.subscribe(), desk.subscribe("云江")
    desk.subscribe("房价")
    desk.publish(1)
    desk.match()
    desk.compose()
    link = letters(desk)[0]["List-Unsubscribe"].split(">")[0]
    token = link.rpartition("/")[2]
    assert unsign(signing_key(desk.home), Purpose.UNSUBSCRIBE, token) == (first.id, second.id)


def test_a_doubtful_story_waits_for_the_next_letter(desk: Desk) -> None:
    """What may have arrived goes along, marked, when there is something new."""
    desk.subscribe()
    _doubt_the_first(desk)
    assert desk.compose() == 0
    desk.now += timedelta(minutes=20)
    desk.publish(2)
    desk.match()
    assert desk.compose() == 1
    text = text_of(letters(desk)[-1])
    assert (text.count("/article/1"), text.count("/article/2"), text.count("可能已送达")) == (1, 1, 1)


def test_a_doubtful_story_goes_alone_in_the_morning(desk: Desk) -> None:
    """When nothing new comes, what may not have arrived is mailed the next morning at the latest."""
    desk.subscribe()
    _doubt_the_first(desk)
    desk.now += MORNING
    assert desk.compose() == 1
    assert "可能已送达" in text_of(letters(desk)[-1])
    first, second = letters(desk)
    assert first["Message-ID"] != second["Message-ID"]


def test_a_query_that_cannot_be_read_any_more_still_tells_its_finds(desk: Desk) -> None:
    """What was found before is mailed; the first sentence stands for the one that cannot be found any more."""
    desk.subscribe()
    desk.publish(1)
    desk.match()
    with writing(desk.engine) as session:
        session.execute(update(models.Subscription).values(query="(人才"))
    assert desk.compose() == 1


def _doubt_the_first(desk: Desk) -> None:
    """Publish a story, put it into a letter, and let the letter be in doubt."""
    desk.publish(1)
    desk.match()
    desk.compose()
    claimed = subscriptions.claim(desk.engine, owner="x", now=desk.now, lease_s=60)
    assert claimed is not None
    subscriptions.mark_dot(desk.engine, claimed, now=desk.now, lease_s=60)
    subscriptions.mark_doubt(desk.engine, claimed, error="timed out", now=desk.now)
    assert desk.states() == [DeliveryState.DOUBT]


def test_a_burst_is_one_letter_a_window(desk: Desk) -> None:
    """The first story goes at once; thirty that follow within the quarter of an hour share the next letter."""
    desk.subscribe()
    desk.publish(0)
    desk.match()
    assert desk.compose() == 1
    for number in range(1, 31):
        desk.now += timedelta(seconds=20)
        desk.publish(
            number, text=f"第{number}条完全不同的消息说到人才公寓，{'甲乙丙丁戊己庚辛'[number % 8] * number}。"
        )
        desk.match()
        assert desk.compose() == 0
    desk.now += timedelta(minutes=5)
    assert desk.compose() == 1
    assert subscriptions.list_deliveries(desk.engine)[0].stories == subscriptions.get(desk.engine, 1).matches - 1


def test_quiet_hours_delay_and_lose_nothing(desk: Desk) -> None:
    """What matches in quiet hours is mailed when they end."""
    wanted = desk.subscribe()
    subscriptions.change_subscriber(desk.engine, wanted.subscriber.id, quiet="06:00-07:00")  # it is 06:40 there
    desk.publish(1)
    desk.match()
    assert desk.compose() == 0
    desk.now += timedelta(minutes=20)
    assert desk.compose() == 1


def test_a_clock_set_back_holds_nobody(desk: Desk) -> None:
    """Letters dated in the future, by a clock that ran wrong, keep no later letter back."""
    desk.subscribe()
    desk.publish(1)
    desk.match()
    right, desk.now = desk.now, desk.now + timedelta(days=300)
    assert desk.compose() == 1
    desk.now = right + timedelta(minutes=1)
    desk.publish(2, text="另一条人才公寓消息，内容完全不同，足以另算一篇稿件。", title="别的标题")
    desk.match()
    assert desk.compose() == 1
