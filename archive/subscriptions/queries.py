"""Saved queries: added, paused, resumed, ended. Finds nothing itself; see `matches`."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime

from sqlalchemy import Engine, Select, exists, func, select, update
from sqlalchemy.orm import Session

from archive import models
from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound, QueryError
from archive.query import canonical, parse
from archive.subscriptions.address_book import aim_in, book_of
from archive.subscriptions.records import RHYTHMS, ActiveQuery, DeliveryState, QueryEdit, SubscriptionView
from archive.subscriptions.subscribers import view_subscribers
from archive.subscriptions.targets import Target, masked_target


class HasAlready(AskedWrongly):
    """The reader has this query already, perhaps typed in another way."""


LONGEST_NAME = 120
"""Characters of a name; it stands in the subject of letters."""


def add(
    engine: Engine,
    subscriber_id: int,
    query: str,
    *,
    name: str = "",
    rhythm: str = "day",
    channel: str = "mail",
    target: Target | None = None,
    pending: bool = False,
    now: datetime,
) -> SubscriptionView:
    """Save a query for a reader; only what is stored from now on can match.

    A `pending` one matches nothing until `start`: anybody may have typed the address. `target` (see `new_target`)
    says where letters go that are no mail. Raises QueryError when the query cannot be read, HasAlready when the
    reader has it on this channel.
    """
    tree = parse(query)
    if rhythm not in RHYTHMS:
        raise AskedWrongly(f"no rhythm '{rhythm}'", mend=f"use one of: {', '.join(RHYTHMS)}")
    title = " ".join(name.split())
    if len(title) > LONGEST_NAME:
        raise AskedWrongly(f"the name has {len(title)} characters", mend=f"use at most {LONGEST_NAME}")
    wanted = canonical(tree)
    # Whoever writes to both takes the book first, as `add_subscriber` does: no two processes wait in a circle.
    with book_of(engine).writing() if target else nullcontext() as book, writing(engine, durable=True) as session:
        if session.get(models.Subscriber, subscriber_id) is None:
            raise NotFound(f"no subscriber {subscriber_id}", mend="enter the address first")
        if target is None:
            _refuse_second(session, subscriber_id, query, wanted, channel)
        row = models.Subscription(subscriber_id=subscriber_id, name=title, query=query.strip(), rhythm=rhythm)
        row.created_at, row.from_seq, row.channel, row.feed_serial = now, newest_event(session), channel, 0
        row.state, row.ended_reason, row.last_sent_at = "pending" if pending else "active", "", None
        session.add(row)
        session.flush()
        if book is not None:
            # In the book before the commit here: an alert is never seen without its target.
            aim_in(book, row.id, target)
            book.commit()
        return view_subscriptions(session, [row])[0]


def get(engine: Engine, subscription_id: int) -> SubscriptionView:
    """Return a saved query by number. Raises NotFound."""
    with reading(engine) as session:
        return view_subscriptions(session, [_row(session, subscription_id)])[0]


def list_subscriptions(
    engine: Engine, *, states: Sequence[str] = (), subscriber_id: int | None = None
) -> tuple[SubscriptionView, ...]:
    """Return the saved queries in the order they were added, of all readers or of one.

    `states` picks active, paused, ended (empty: all).
    """
    asked = select(models.Subscription).order_by(models.Subscription.id)
    if states:
        asked = asked.where(models.Subscription.state.in_(states))
    if subscriber_id is not None:
        asked = asked.where(models.Subscription.subscriber_id == subscriber_id)
    with reading(engine) as session:
        return tuple(view_subscriptions(session, session.scalars(asked).all()))


def active(session: Session) -> tuple[ActiveQuery, ...]:
    """Return the saved queries that can match: active ones of confirmed readers."""
    asked = (
        select(
            models.Subscription.id,
            models.Subscription.query,
            models.Subscription.from_seq,
            models.Subscription.channel,
        )
        .join(models.Subscriber)
        .where(models.Subscription.state == "active", models.Subscriber.state == "confirmed")
        .order_by(models.Subscription.id)
    )
    return tuple(
        ActiveQuery(id=row.id, query=row.query, from_seq=row.from_seq, newest_only=row.channel == "canary")
        for row in session.execute(asked)
    )


def start(engine: Engine, subscription_id: int, *, now: datetime) -> SubscriptionView:
    """Let a pending query match from now on, and note that its reader said yes; saying it again changes nothing.

    Raises NotFound for an unknown number, AskedWrongly when the alert has ended meanwhile.
    """
    with writing(engine, durable=True) as session:
        row = _row(session, subscription_id)
        _refuse_ended(row)
        reader = session.get(models.Subscriber, row.subscriber_id)
        if row.state == "pending" and reader is not None:
            row.state, row.from_seq = "active", newest_event(session)
            if reader.state != "confirmed":
                reader.state, reader.confirmed_at = "confirmed", now
        return view_subscriptions(session, [row])[0]


def pending(engine: Engine, *, since: datetime) -> tuple[SubscriptionView, ...]:
    """Return the queries asked for after `since` whose reader has not said yes, oldest first."""
    asked = select(models.Subscription).where(
        models.Subscription.state == "pending", models.Subscription.created_at > since
    )
    with reading(engine) as session:
        return tuple(view_subscriptions(session, session.scalars(asked.order_by(models.Subscription.id)).all()))


def end_unanswered(engine: Engine, *, before: datetime) -> int:
    """End the queries asked for before that day whose reader never said yes; return how many."""
    old = models.Subscription.state == "pending", models.Subscription.created_at <= before
    with reading(engine) as session:
        if session.scalar(select(models.Subscription.id).where(*old).limit(1)) is None:
            return 0
    with writing(engine, durable=True) as session:
        rows = session.scalars(select(models.Subscription).where(*old)).all()
        end_in(session, rows, reason="never confirmed")
        return len(rows)


def pause(engine: Engine, subscription_id: int, *, reason: str = "") -> SubscriptionView:
    """Stop a saved query from matching until it is resumed. What it found before stays waiting."""
    return _change(engine, subscription_id, state="paused", reason=reason)


def resume(engine: Engine, subscription_id: int) -> SubscriptionView:
    """Let a paused query match again, from now on: what was stored meanwhile is not mailed."""
    with reading(engine) as session:
        parse(_row(session, subscription_id).query)
    return _change(engine, subscription_id, state="active", reason="")


def edit(engine: Engine, subscription_id: int, query: str, *, why: str = "by hand", now: datetime) -> SubscriptionView:
    """Change what an alert asks, from now on; the change is kept and can be taken back.

    Raises QueryError when the query cannot be read, AskedWrongly when the alert has ended.
    """
    parse(query)
    with writing(engine, durable=True) as session:
        row = _row(session, subscription_id)
        _refuse_ended(row)
        if row.query != query.strip():
            _edit(session, row, query.strip(), why=why, now=now)
        return view_subscriptions(session, [row])[0]


def undo(engine: Engine, subscription_id: int, *, now: datetime) -> SubscriptionView:
    """Take the last change of an alert's query back; taking back twice goes on from there, as with any change.

    Raises AskedWrongly when it was never changed, or has ended.
    """
    with writing(engine, durable=True) as session:
        row = _row(session, subscription_id)
        _refuse_ended(row)
        last = session.scalar(_edits_of(subscription_id).limit(1))
        if last is None:
            raise AskedWrongly(
                f"the query of alert {subscription_id} was never changed", mend="there is nothing to undo"
            )
        _edit(session, row, last.before, why="undo", now=now)
        return view_subscriptions(session, [row])[0]


def edits(engine: Engine, subscription_id: int) -> tuple[QueryEdit, ...]:
    """Return the changes of an alert's query, newest first."""
    with reading(engine) as session:
        rows = session.scalars(_edits_of(subscription_id)).all()
        return tuple(QueryEdit(at=row.at, before=row.before, after=row.after, why=row.why) for row in rows)


def renew_feed(engine: Engine, subscription_id: int) -> SubscriptionView:
    """Give an alert a new feed address; every earlier one is dead from now on."""
    with writing(engine, durable=True) as session:
        row = _row(session, subscription_id)
        row.feed_serial += 1
        return view_subscriptions(session, [row])[0]


def end(engine: Engine, subscription_id: int, *, reason: str) -> SubscriptionView:
    """End a saved query for good. A letter that tells of ended queries alone is not sent any more."""
    return end_all(engine, [subscription_id], reason=reason)[0]


def end_all(engine: Engine, subscription_ids: Iterable[int], *, reason: str) -> tuple[SubscriptionView, ...]:
    """End several saved queries at once, as an unsubscribe link does; those that have ended stay as they are.

    Raises NotFound when one number is unknown; then none is ended.
    """
    with writing(engine, durable=True) as session:
        rows = [_row(session, number) for number in subscription_ids]
        end_in(session, [row for row in rows if row.state != "ended"], reason=reason)
        return tuple(view_subscriptions(session, rows))


def end_in(session: Session, rows: Sequence[models.Subscription], *, reason: str) -> None:
    """End saved queries inside the caller's transaction, and stop letters that tell of nothing else."""
    for row in rows:
        row.state, row.ended_reason = "ended", reason
    session.flush()
    still_wanted = exists().where(
        models.Match.delivery_id == models.Delivery.id,
        models.Match.subscription_id == models.Subscription.id,
        models.Subscription.state != "ended",
    )
    session.execute(
        update(models.Delivery)
        .where(
            models.Delivery.kind == "alert",
            models.Delivery.state == DeliveryState.QUEUED,
            models.Delivery.subscriber_id.in_({row.subscriber_id for row in rows}),
            ~still_wanted,
        )
        .values(state=DeliveryState.DEAD, error=f"not sent: {reason}")
        .execution_options(synchronize_session=False)
    )


def _change(engine: Engine, subscription_id: int, *, state: str, reason: str) -> SubscriptionView:
    with writing(engine, durable=True) as session:
        row = _row(session, subscription_id)
        _refuse_ended(row)
        row.state, row.ended_reason = state, reason
        return view_subscriptions(session, [row])[0]


def _refuse_ended(row: models.Subscription) -> None:
    if row.state == "ended":
        raise AskedWrongly(f"alert {row.id} has ended ({row.ended_reason})", mend="add it again")


def _edit(session: Session, row: models.Subscription, query: str, *, why: str, now: datetime) -> None:
    session.add(models.SubscriptionEdit(subscription_id=row.id, at=now, before=row.query, after=query, why=why))
    row.query = query


def _edits_of(subscription_id: int) -> Select[models.SubscriptionEdit]:
    chosen = models.SubscriptionEdit.subscription_id == subscription_id
    return select(models.SubscriptionEdit).where(chosen).order_by(models.SubscriptionEdit.id.desc())


def _refuse_second(session: Session, subscriber_id: int, query: str, wanted: str, channel: str) -> None:
    """Raise AskedWrongly when the reader has the query already, perhaps typed in another way."""
    asked = select(models.Subscription).where(
        models.Subscription.subscriber_id == subscriber_id,
        models.Subscription.state != "ended",
        models.Subscription.channel == channel,
    )
    for row in session.scalars(asked):
        if row.query == query.strip() or _canonical(row.query) == wanted:
            raise HasAlready(f"alert {row.id} has this query already", mend=f"`jianbao alert show {row.id}` shows it")


def _canonical(query: str) -> str | None:
    """Return the canonical form; None for a query saved by an older program that does not parse any more."""
    try:
        return canonical(parse(query))
    except QueryError:
        return None


def newest_event(session: Session) -> int:
    """Return the number of the last change so far; 0 when there is none."""
    return session.scalar(select(func.max(models.Event.seq))) or 0


def _row(session: Session, subscription_id: int) -> models.Subscription:
    row = session.get(models.Subscription, subscription_id)
    if row is None:
        raise NotFound(f"no alert {subscription_id}", mend="`jianbao alert list` shows all of them")
    return row


def view_subscriptions(
    session: Session, rows: Sequence[models.Subscription], *, count: bool = True
) -> list[SubscriptionView]:
    """Return the records of rows, with how many stories each found and how many wait."""
    found = _count_matches(session, [row.id for row in rows]) if count else {}
    people = select(models.Subscriber).where(models.Subscriber.id.in_({row.subscriber_id for row in rows}))
    readers = view_subscribers(session, session.scalars(people).all())
    targets = _targets_of(session, rows)
    return [
        SubscriptionView(
            id=row.id,
            subscriber=readers[row.subscriber_id],
            name=row.name,
            query=row.query,
            rhythm=row.rhythm,
            state=row.state,
            reason=row.ended_reason,
            created_at=row.created_at,
            from_seq=row.from_seq,
            channel=row.channel,
            target=targets.get(row.id, ""),
            feed_serial=row.feed_serial,
            last_sent_at=row.last_sent_at,
            matches=found.get(row.id, (0, 0))[0],
            waiting=0 if row.channel == "feed" else found.get(row.id, (0, 0))[1],
        )
        for row in rows
    ]


def _targets_of(session: Session, rows: Sequence[models.Subscription]) -> dict[int, str]:
    """Return subscription → where its letters go, without keys, for those that are no mail."""
    sent = [row.id for row in rows if row.channel in ("webhook", "chat")]
    if not sent:
        return {}
    book = book_of(session.connection().engine)
    return {number: masked_target(target.address) for number, target in book.targets(sent).items()}


def _count_matches(session: Session, numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return subscription → (stories found, of these waiting for a letter)."""
    waiting = func.count().filter(models.Match.delivery_id.is_(None))
    asked = select(models.Match.subscription_id, func.count(), waiting)
    asked = asked.where(models.Match.subscription_id.in_(numbers)).group_by(models.Match.subscription_id)
    return {number: (total, open_) for number, total, open_ in session.execute(asked)}
