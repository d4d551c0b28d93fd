"""Put what is due into letters, and the letters into the outbox. Sends nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive import subscriptions
from archive.config import Config
from archive.errors import QueryError
from archive.query import Tree, parse
from archive.subscriptions import NewDelivery, SubscriptionView, Waiting, WaitingMatch, alerts_config, letter_hour
from scheduler.alerts.coverage import gaps_behind
from scheduler.alerts.letter import Letter, Search, Story, mailto, subject_of, write
from scheduler.alerts.message import for_chat, for_webhook
from scheduler.alerts.rhythm import is_due, is_held, is_resting
from scheduler.alerts.shelf import Shelf
from scheduler.alerts.stationery import Stationery, open_stationery
from scheduler.alerts.stories import story_of
from scheduler.alerts.words import say, say_day

MOST_GAPS = 5
"""Sources named in the line about what may be missing; further ones are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One story for a letter, and which of the reader's queries found it."""

    article_id: int
    subscription_ids: tuple[int, ...]
    doubtful: bool = False


def compose_due(engine: Engine, config: Config, *, now: datetime) -> int:
    """Write a letter for every reader for whom something is due; return how many letters were put into the outbox.

    A reader who rests, or has just had a letter, gets none now; what is due waits for the next one.
    """
    stationery, look_up, settings = open_stationery(config), Shelf(engine), alerts_config(config)
    since = now - max(timedelta(hours=1), timedelta(minutes=settings.hold_min))
    recent = subscriptions.recent_letters(engine, since=since, now=now)
    written = 0
    for waiting in subscriptions.waiting(engine):
        if waiting.channel == "canary":
            continue  # its letters go to the operator, see scheduler.alerts.canary
        reader = waiting.subscriber
        written_lately = recent.get((reader.id, waiting.subscription_id), ())
        if is_resting(reader, settings, now=now) or is_held(written_lately, settings, now=now):
            continue
        chosen = due_matches(waiting, now=now)
        if chosen:
            letter = _write(stationery, look_up, waiting, chosen, now=now)
            written += subscriptions.enqueue(engine, letter, now=now) is not None
    return written


def due_matches(waiting: Waiting, *, now: datetime) -> tuple[WaitingMatch, ...]:
    """Return the matches for a reader's letter now, oldest first; none when no letter is due. Pure.

    A story goes with all the queries that found it, whatever their rhythm, so that it is mailed once. What may have
    been mailed already goes along with any letter.
    """
    due = {match.cluster_id for match in waiting.matches if _is_due(waiting, match, now)}
    if not due:
        return ()
    return tuple(match for match in waiting.matches if match.cluster_id in due or match.doubtful)


def draft(
    stationery: Stationery,
    look_up: Shelf,
    searches: Mapping[int, SubscriptionView],
    picks: Sequence[Pick],
    *,
    message_id: str,
    now: datetime,
) -> Letter:
    """Return the letter about the stories picked; `searches` are the reader's queries by number, at least one."""
    reader = next(iter(searches.values())).subscriber
    named = _searches_by_hits(searches, picks)
    ids = [search.id for search in named]
    return Letter(
        language=reader.language,
        sender=stationery.mail.sender,
        sender_name=stationery.mail.sender_name,
        message_id=message_id,
        thread_id=stationery.message_id("thread", ids[0]),
        list_id=stationery.list_id,
        written_at=now,
        gaps=_gaps(look_up, named, language=reader.language, now=now),
        stories=_stories(stationery, look_up, searches, picks, language=reader.language),
        searches=tuple(
            Search(label=one.label, url=stationery.search_url(one.query), stop_url=stationery.stop_url([one.id]))
            for one in named
        ),
        stop_all_url=stationery.stop_url(ids),
        manage_url=stationery.manage_url(reader.id),
        stop_by_mail=mailto(stationery.mail.sender, f"unsubscribe {stationery.stop_token(ids)}"),
    )


def _is_due(waiting: Waiting, match: WaitingMatch, now: datetime) -> bool:
    return is_due(
        waiting.subscriptions[match.subscription_id].rhythm,
        match.waiting_at,
        doubtful=match.doubtful,
        time_zone=waiting.subscriber.time_zone,
        now=now,
        hour=letter_hour(waiting.subscriber.letters_at),
    )


def _write(
    stationery: Stationery, look_up: Shelf, waiting: Waiting, chosen: Sequence[WaitingMatch], *, now: datetime
) -> NewDelivery:
    picks = picks_of(chosen)
    # Both change when a match is freed from a doubtful letter: that makes another letter, with another id.
    parts = sorted(f"{match.id} {match.doubtful} {match.waiting_at.isoformat()}" for match in chosen)
    whose = waiting.subscriber.id if waiting.subscription_id is None else f"alert {waiting.subscription_id}"
    message_id = stationery.message_id("alert", whose, *parts)
    letter = draft(stationery, look_up, waiting.subscriptions, picks, message_id=message_id, now=now)
    return NewDelivery(
        subscriber_id=waiting.subscriber.id,
        kind="alert",
        channel=waiting.channel,
        subscription_id=waiting.subscription_id,
        message_id=message_id,
        subject=subject_of(letter),
        mime=_frozen(letter, waiting),
        match_ids=tuple(match.id for match in chosen),
        detail={"stories": len(picks), "matches": [match.id for match in chosen]},
    )


def _frozen(letter: Letter, waiting: Waiting) -> bytes:
    """Return the letter as it goes over the wire of its channel."""
    if waiting.channel == "webhook":
        (alert,) = waiting.subscriptions.values()
        return for_webhook(letter, {"id": alert.id, "name": alert.label, "query": alert.query})
    if waiting.channel == "chat":
        return for_chat(letter)
    return write(letter).as_bytes()


def picks_of(chosen: Sequence[WaitingMatch]) -> list[Pick]:
    """Return one pick a story, in the order they were found."""
    stories: dict[int, list[WaitingMatch]] = {}
    for match in chosen:
        stories.setdefault(match.cluster_id, []).append(match)
    return [
        Pick(
            article_id=matches[0].article_id,
            subscription_ids=tuple(match.subscription_id for match in matches),
            doubtful=any(match.doubtful for match in matches),
        )
        for matches in stories.values()
    ]


def _searches_by_hits(searches: Mapping[int, SubscriptionView], picks: Sequence[Pick]) -> list[SubscriptionView]:
    """Return the queries that found something, the one that found most first."""
    hits = {number: sum(number in pick.subscription_ids for pick in picks) for number in searches}
    return [searches[number] for number in sorted(hits, key=lambda one: (-hits[one], one)) if hits[number]]


def _stories(
    stationery: Stationery,
    look_up: Shelf,
    searches: Mapping[int, SubscriptionView],
    picks: Sequence[Pick],
    *,
    language: str,
) -> tuple[Story, ...]:
    trees = {number: tree for number, view in searches.items() if (tree := _tree_of(view.query)) is not None}
    told = []
    for pick in picks:
        asked = tuple(trees[number] for number in pick.subscription_ids if number in trees)
        article = look_up.best(pick.article_id, asked)
        told.append(
            story_of(
                article,
                asked,
                language=language,
                archive_url=stationery.article_url(article.id),
                searches=tuple(searches[number].label for number in pick.subscription_ids),
                doubtful=pick.doubtful,
                less_url=stationery.less_url(pick.subscription_ids[0], article.id),
            )
        )
    return tuple(told)


def _gaps(look_up: Shelf, searches: Sequence[SubscriptionView], *, language: str, now: datetime) -> tuple[str, ...]:
    """Return the sources behind the searches that are not well, as the letter names them."""
    trees = [tree for one in searches if (tree := _tree_of(one.query)) is not None]
    found = gaps_behind(trees, look_up.gaps(now))
    named = [
        say(language, "gap-since", name=gap.name, day=say_day(language, gap.well_on))
        if gap.well_on
        else say(language, "gap-never", name=gap.name)
        for gap in found[:MOST_GAPS]
    ]
    return (*named, say(language, "gap-more", n=len(found))) if len(found) > MOST_GAPS else tuple(named)


def _tree_of(query: str) -> Tree | None:
    """Return the tree of a saved query; None when this program cannot read it any more (it still named its finds)."""
    try:
        return parse(query)
    except QueryError:
        return None
