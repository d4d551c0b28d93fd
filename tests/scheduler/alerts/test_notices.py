"""A new reader is asked once, and the link in the letter confirms."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from archive import subscriptions
from archive.signing import Purpose, signing_key, unsign
from scheduler.alerts.notices import ask_to_confirm
from tests.scheduler.alerts.conftest import Desk
from tests.scheduler.relay import Postbox


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize(
    ("language", "words"), [("zh", "请确认订阅：人才公寓"), ("en", "Please confirm your alert: 人才公寓")]
)
def test_the_letter_asks_in_the_readers_language(desk: Desk, postbox: Postbox, language: str, words: str) -> None:
    """The confirmation letter is sent though the reader has not confirmed, with query and link in both parts."""
    alert = desk.subscribe(confirmed=False, language=language)
    ask_to_confirm(desk.engine, desk.config, alert, now=desk.now)
    assert desk.send().sent == 1
    (mail,) = postbox.mails
    assert mail["Subject"] == words
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        assert "人才公寓" in part.get_content()
        assert "https://news.test/confirm/" in part.get_content()


def test_the_link_confirms_this_reader(desk: Desk) -> None:
    """The token in the letter is signed, and names the reader by number."""
    alert = desk.subscribe(confirmed=False)
    number = ask_to_confirm(desk.engine, desk.config, alert, now=desk.now)
    assert number is not None
    mail = message_from_bytes(subscriptions.get_delivery(desk.engine, number)[1], policy=default)
    part = mail.get_body(("plain",))
    assert part is not None
    link = next(word for word in part.get_content().split() if "/confirm/" in word)
    token = link.rpartition("/")[2]
    assert unsign(signing_key(desk.home), Purpose.CONFIRM, token) == (alert.subscriber.id,)


def test_a_reader_is_asked_once_a_day(desk: Desk) -> None:
    """Adding alert after alert for somebody else's address brings them one letter a day."""
    first, second = desk.subscribe(confirmed=False), desk.subscribe("云江", confirmed=False)
    assert ask_to_confirm(desk.engine, desk.config, first, now=desk.now)
    assert ask_to_confirm(desk.engine, desk.config, second, now=desk.now) is None
    assert ask_to_confirm(desk.engine, desk.config, second, now=desk.now + timedelta(days=1))
