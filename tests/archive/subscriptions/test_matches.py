"""A story is found once for ever, and the place in the change log moves in the same commit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import subscriptions
from archive.db import reading
from archive.records import Saved
from archive.subscriptions import Found, SubscriptionView

pytestmark = pytest.mark.both_databases


def found(wanted: SubscriptionView, saved: Saved) -> Found:
    """A find of this query."""
    return Found(subscription_id=wanted.id, cluster_id=saved.cluster_id, article_id=saved.article_id)


def test_only_news_is_given_out(engine: Engine, save: Callable[..., Saved]) -> None:
    """Backfilled articles and revisions are passed over, and the place after them is known."""
    save(1, alertable=False)
    news = save(2)
    save(2, text="本报讯 市政府昨日印发人才公寓管理办法。\n办法自五月一日起施行，首批房源共八百套。")
    with reading(engine) as session:
        stories, before, after = subscriptions.unread_events(session)
    assert [story.article_id for story in stories] == [news.article_id]
    assert (before, after) == (0, 3)


def test_reading_goes_on_after_the_limit(engine: Engine, save: Callable[..., Saved]) -> None:
    """A long change log is read in pieces."""
    for number in range(1, 6):
        save(number)
    with reading(engine) as session:
        stories, _, after = subscriptions.unread_events(session, limit=2)
    assert ([story.seq for story in stories], after) == ([1, 2], 2)


def test_finds_and_cursor_are_kept_together(
    engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime
) -> None:
    """After matches are recorded, the same events are not given out again."""
    saved = save(1)
    assert subscriptions.record_matches(engine, [found(wanted, saved)], before=0, after=1, now=now) == 1
    with reading(engine) as session:
        assert subscriptions.unread_events(session) == ((), 1, 1)


def test_a_story_is_matched_once(
    engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime
) -> None:
    """The same find in a later piece of the change log adds nothing."""
    one = found(wanted, save(1))
    subscriptions.record_matches(engine, [one], before=0, after=1, now=now)
    assert subscriptions.record_matches(engine, [one, one], before=1, after=2, now=now) == 0
    assert subscriptions.get(engine, wanted.id).matches == 1


def test_the_slower_of_two_matchers_changes_nothing(
    engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime
) -> None:
    """A matcher that comes second learns it, and keeps nothing."""
    one, two = found(wanted, save(1)), found(wanted, save(2))
    subscriptions.record_matches(engine, [one], before=0, after=2, now=now)
    assert subscriptions.record_matches(engine, [two], before=0, after=1, now=now) is None
    with reading(engine) as session:
        assert subscriptions.unread_events(session)[1] == 2
    assert subscriptions.get(engine, wanted.id).matches == 1


def test_what_waits_is_given_by_reader(
    engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime
) -> None:
    """Each reader's waiting matches come together, with the queries they belong to."""
    other = subscriptions.add_subscriber(engine, "wu@example.org", now=now, confirmed=True)
    theirs = subscriptions.add(engine, other.id, "云江", now=now)
    saved = save(1)
    subscriptions.record_matches(engine, [found(wanted, saved), found(theirs, saved)], before=0, after=1, now=now)
    waiting = {one.subscriber.id: one for one in subscriptions.waiting(engine)}
    assert list(waiting) == [wanted.subscriber.id, other.id]
    assert [match.cluster_id for match in waiting[other.id].matches] == [saved.cluster_id]
    assert waiting[other.id].subscriptions[theirs.id].query == "云江"
    assert [one.subscriber.id for one in subscriptions.waiting(engine, subscriber_id=other.id)] == [other.id]


def test_matches_of_a_paused_query_wait_unseen(
    engine: Engine, wanted: SubscriptionView, save: Callable[..., Saved], now: datetime
) -> None:
    """Nothing is mailed for a paused query, and what waited is mailed after it is resumed."""
    subscriptions.record_matches(engine, [found(wanted, save(1))], before=0, after=1, now=now)
    subscriptions.pause(engine, wanted.id)
    assert subscriptions.waiting(engine) == ()
    subscriptions.resume(engine, wanted.id)
    assert len(subscriptions.waiting(engine)[0].matches) == 1


def test_the_base_of_a_forecast_is_what_letters_could_tell(
    engine: Engine, save: Callable[..., Saved], now: datetime
) -> None:
    """Backfilled articles and those before the time asked for do not count."""
    save(1, alertable=False)
    news = save(2)
    assert subscriptions.recent_stories(engine, since=now) == ((news.article_id,), now)
    assert subscriptions.recent_stories(engine, since=now + timedelta(seconds=1)) == ((), None)
