"""A letter leaves the outbox once, or is known to be in doubt."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from archive import subscriptions
from archive.db import writing
from archive.errors import AskedWrongly, NotFound
from archive.records import Saved
from archive.subscriptions import Claimed, Found, NewDelivery, SubscriptionView

pytestmark = pytest.mark.both_databases

LATER = timedelta(minutes=10)


@pytest.fixture
def queue(engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime) -> Callable[..., int]:
    """Put a letter with one match into the outbox; return its number."""

    def queued(number: int = 1) -> int:
        saved = save(number)
        one = Found(subscription_id=wanted.id, cluster_id=saved.cluster_id, article_id=saved.article_id)
        subscriptions.record_matches(engine, [one], before=number - 1, after=number, now=now)
        letter = subscriptions.enqueue(engine, letter_of(engine, wanted, f"<{number}@x>"), now=now)
        assert letter is not None
        return letter

    return queued


def letter_of(engine: Engine, wanted: SubscriptionView, message_id: str, *, kind: str = "alert") -> NewDelivery:
    """A letter with all that waits."""
    waiting = subscriptions.waiting(engine)
    return NewDelivery(
        subscriber_id=wanted.subscriber.id,
        kind=kind,
        message_id=message_id,
        subject="s",
        mime=b"text",
        match_ids=tuple(match.id for one in waiting for match in one.matches),
        detail={"stories": 1},
    )


def claim(engine: Engine, now: datetime, owner: str = "a") -> Claimed:
    """Claim the next letter for a minute."""
    claimed = subscriptions.claim(engine, owner=owner, now=now, lease_s=60)
    assert claimed is not None
    return claimed


def state(engine: Engine, letter: int) -> str:
    """Where a letter stands."""
    return subscriptions.get_delivery(engine, letter)[0].state


def test_the_good_way(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A letter is claimed, marked before its end goes out, and marked sent."""
    letter = queue()
    claimed = claim(engine, now)
    assert (claimed.id, claimed.recipient, claimed.mime) == (letter, "li@example.org", b"text")
    assert subscriptions.mark_dot(engine, claimed, now=now, lease_s=60)
    assert state(engine, letter) == "dot"
    assert subscriptions.mark_sent(engine, claimed, now=now + LATER)
    view, _ = subscriptions.get_delivery(engine, letter)
    assert (view.state, view.attempts, view.sent_at) == ("sent", 1, now + LATER)


def test_a_letter_is_claimed_by_one(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A second sender finds nothing to claim."""
    queue()
    claim(engine, now)
    assert subscriptions.claim(engine, owner="b", now=now, lease_s=60) is None


def test_a_letter_is_not_claimed_before_its_time(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A letter put back waits until its next try, and counts the tries that the relay judged."""
    letter = queue()
    subscriptions.put_back(engine, claim(engine, now), next_try_at=now + LATER, error="451 busy", tried=True)
    assert subscriptions.claim(engine, owner="a", now=now, lease_s=60) is None
    assert claim(engine, now + LATER).attempts == 1
    assert subscriptions.get_delivery(engine, letter)[0].error == "451 busy"


def test_confirmation_letters_go_first(
    engine: Engine, queue: Callable[..., int], wanted: SubscriptionView, now: datetime
) -> None:
    """Somebody waits before the screen for a confirmation letter."""
    queue()
    letter = subscriptions.enqueue(engine, letter_of(engine, wanted, "<c@x>", kind="confirm"), now=now + LATER)
    assert claim(engine, now + LATER).id == letter


def test_the_same_letter_is_queued_once(
    engine: Engine, queue: Callable[..., int], wanted: SubscriptionView, now: datetime
) -> None:
    """A second letter with the same Message-ID is not queued."""
    queue()
    assert subscriptions.enqueue(engine, letter_of(engine, wanted, "<1@x>"), now=now) is None


def test_a_match_goes_into_one_letter(
    engine: Engine, queue: Callable[..., int], wanted: SubscriptionView, now: datetime
) -> None:
    """A letter that holds a match of another letter is not queued, and takes no match with it."""
    first = queue(1)
    taken = NewDelivery(
        subscriber_id=wanted.subscriber.id, kind="alert", message_id="<2@x>", subject="s", mime=b"m", match_ids=(1,)
    )
    assert subscriptions.enqueue(engine, taken, now=now) is None
    assert [one.id for one in subscriptions.list_deliveries(engine)] == [first]


def test_a_dead_sender_before_the_end_loses_nothing(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A letter whose sender died before the end went out is sent by the next one."""
    letter = queue()
    claim(engine, now)
    assert subscriptions.recover(engine, now=now + timedelta(seconds=59)) == (0, 0)
    assert subscriptions.recover(engine, now=now + timedelta(seconds=60)) == (1, 0)
    assert claim(engine, now + LATER, owner="b").id == letter


def test_a_dead_sender_at_the_end_leaves_a_doubt(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A letter whose sender died at its end is never sent again; its stories wait, marked, from now on."""
    letter = queue()
    subscriptions.mark_dot(engine, claim(engine, now), now=now, lease_s=60)
    assert subscriptions.recover(engine, now=now + LATER) == (0, 1)
    assert state(engine, letter) == "doubt"
    assert subscriptions.claim(engine, owner="b", now=now + LATER, lease_s=60) is None
    (match,) = subscriptions.waiting(engine)[0].matches
    assert (match.doubtful, match.waiting_at) == (True, now + LATER)


def test_a_sender_learns_that_the_relay_was_lost(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A living sender that gets no answer to the end puts the letter in doubt itself."""
    letter = queue()
    claimed = claim(engine, now)
    subscriptions.mark_dot(engine, claimed, now=now, lease_s=60)
    assert subscriptions.mark_doubt(engine, claimed, error="timed out", now=now)
    assert state(engine, letter) == "doubt"
    assert subscriptions.waiting(engine)[0].matches[0].doubtful


def test_a_sender_whose_claim_ended_must_not_go_on(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A slow sender is told before the end of the letter that another one has it."""
    queue()
    slow = claim(engine, now)
    subscriptions.recover(engine, now=now + LATER)
    quick = claim(engine, now + LATER, owner="b")
    assert not subscriptions.mark_dot(engine, slow, now=now + LATER, lease_s=60)
    assert subscriptions.mark_dot(engine, quick, now=now + LATER, lease_s=60)


def test_an_answer_after_the_doubt_changes_nothing(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """Once a letter is in doubt, its stories wait for the next one; a late yes cannot take them back."""
    letter = queue()
    claimed = claim(engine, now)
    subscriptions.mark_dot(engine, claimed, now=now, lease_s=60)
    subscriptions.recover(engine, now=now + LATER)
    assert not subscriptions.mark_sent(engine, claimed, now=now + LATER)
    assert state(engine, letter) == "doubt"


def test_an_address_that_is_gone_ends_everything(
    engine: Engine, queue: Callable[..., int], wanted: SubscriptionView, now: datetime
) -> None:
    """When a mailbox does not exist, the reader is struck off and no queued letter goes there."""
    first, second = queue(1), queue(2)
    subscriptions.mark_gone(engine, claim(engine, now), error="550 5.1.1")
    assert (state(engine, first), state(engine, second)) == ("dead", "dead")
    assert subscriptions.get_subscriber(engine, wanted.subscriber.id).state == "gone"
    ended = subscriptions.get(engine, wanted.id)
    assert (ended.state, ended.reason) == ("ended", "bounced")


def test_a_dead_letter_can_be_tried_again(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A letter refused for good goes out again when a person says so."""
    letter = queue()
    subscriptions.mark_dead(engine, claim(engine, now), error="554 no")
    assert subscriptions.retry(engine, letter, now=now + LATER).state == "queued"
    assert claim(engine, now + LATER).id == letter


def test_a_doubtful_letter_cannot_be_tried_again(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """Sending a letter in doubt again could mail it twice; the error says where its stories went."""
    letter = queue()
    subscriptions.mark_dot(engine, claim(engine, now), now=now, lease_s=60)
    subscriptions.recover(engine, now=now + LATER)
    with pytest.raises(AskedWrongly) as caught:
        subscriptions.retry(engine, letter, now=now)
    assert "next letter" in caught.value.mend


def test_only_a_waiting_letter_can_be_dropped(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """A letter that a sender holds cannot be dropped, one that waits can."""
    letter = queue()
    claimed = claim(engine, now)
    with pytest.raises(AskedWrongly, match="claimed"):
        subscriptions.drop(engine, letter)
    subscriptions.put_back(engine, claimed, next_try_at=now, error="", tried=False)
    assert subscriptions.drop(engine, letter).state == "dead"
    assert subscriptions.count_by_state(engine) == {"dead": 1}


def test_an_unknown_letter_is_not_found(engine: Engine) -> None:
    """A number that no letter has is answered with NotFound."""
    with pytest.raises(NotFound):
        subscriptions.get_delivery(engine, 9)


def test_letters_are_listed_by_state(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """The list can be narrowed to some states, and shows no text and no address."""
    letter = queue()
    assert subscriptions.list_deliveries(engine, states=["sent"]) == ()
    (shown,) = subscriptions.list_deliveries(engine, states=["queued"])
    assert (shown.id, shown.stories, shown.size_bytes) == (letter, 1, 4)
    assert "li@example.org" not in repr(shown)


def test_changes_of_the_outbox_are_on_the_disk(engine: Engine, queue: Callable[..., int], now: datetime) -> None:
    """Commits of the outbox wait for the disk, and the next ordinary one on that connection does not."""
    queue()
    with writing(engine):
        pass  # the connection is set for ordinary commits again
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, asked, values, *_: said.append(f"{asked} {values}"))
    claim(engine, now)
    with writing(engine):
        pass
    assert ["=FULL" in one or "'on'" in one for one in said if "synchronous" in one] == [True, False]
