"""Matches: which new stories a saved query found, once for ever, and which of them wait for a letter.

The search itself is the caller's (`scheduler.alerts.match`); here the change log is read and the finds are kept.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from archive import models
from archive.db import reading, writing
from archive.subscriptions.queries import view_subscriptions
from archive.subscriptions.records import Found, MatchView, NewStory, SubscriptionView, Waiting, WaitingMatch

NEWS = ("new", "joined")
"""Events that letters may tell of: a story's first article, and further copies, which other queries may find."""
HEARD = (*NEWS, "attached")
"""What matching looks at: also a document that was read after its article was stored, by which a query may find it."""
READER = "match"
"""Name of the cursor that matching keeps in the change log."""


def unread_events(session: Session, reader: str = READER, *, limit: int = 500) -> tuple[tuple[NewStory, ...], int, int]:
    """Return the next stories that letters may tell of, with the places in the change log before and after them.

    At most `limit` events are read; those that are no news count too. Equal places mean that nothing is unread.
    """
    before = cursor(session, reader)
    asked = select(models.Event).where(models.Event.seq > before).order_by(models.Event.seq).limit(limit)
    events = session.scalars(asked).all()
    news = [event for event in events if event.kind in HEARD and event.alertable]
    told = _told_clusters(session, [event.cluster_id for event in news if event.kind != "new"])
    stories = tuple(
        NewStory(seq=event.seq, article_id=event.article_id, cluster_id=event.cluster_id, at=event.at)
        for event in news
        if event.kind == "new" or event.cluster_id in told
    )
    return stories, before, events[-1].seq if events else before


def _told_clusters(session: Session, clusters: Sequence[int]) -> set[int]:
    """Return which of the stories were news when their first article came; a later copy of another is none."""
    if not clusters:
        return set()
    asked = select(models.Article.cluster_id).where(models.Article.cluster_id.in_(clusters), models.Article.alertable)
    return set(session.scalars(asked))


def is_unread(engine: Engine, reader: str = READER) -> bool:
    """Tell whether the change log holds what a reader of it has not dealt with."""
    with reading(engine) as session:
        return (session.scalar(select(func.max(models.Event.seq))) or 0) > cursor(session, reader)


def cursor(session: Session, reader: str = READER) -> int:
    """Return the last event that a reader of the change log has dealt with; 0 before its first."""
    row = session.get(models.Cursor, reader)
    return row.seq if row is not None else 0


def record_matches(
    engine: Engine, found: Sequence[Found], *, before: int, after: int, now: datetime, reader: str = READER
) -> int | None:
    """Keep the finds of the events from `before` to `after` and move the cursor: one commit. Return how many are new.

    None means that another process was faster: the cursor has moved, nothing was kept, and nothing is missing.
    """
    with writing(engine, durable=True) as session:
        if cursor(session, reader) != before:
            return None
        kept = _keep(session, found, now)
        session.merge(models.Cursor(reader=reader, seq=after))
        return kept


def kept_quiet(session: Session, *, source: str, since: datetime) -> tuple[NewStory, ...]:
    """Return the articles of a source that were stored since then as no news, oldest first."""
    asked = (
        select(models.Event.seq, models.Event.at, models.Article.id, models.Article.cluster_id)
        .join(models.Article, models.Article.id == models.Event.article_id)
        .where(
            models.Event.kind.in_(NEWS),
            models.Event.alertable.is_(False),
            models.Event.at >= since,
            models.Article.source == source,
        )
        .order_by(models.Event.seq)
    )
    return tuple(
        NewStory(seq=row.seq, article_id=row.id, cluster_id=row.cluster_id, at=row.at) for row in session.execute(asked)
    )


def not_told(session: Session, found: Sequence[Found]) -> tuple[Found, ...]:
    """Return the finds that their saved queries do not have yet, each story once."""
    have: set[tuple[int, int]] = set()
    for number in {one.subscription_id for one in found}:
        asked = select(models.Match.cluster_id).where(models.Match.subscription_id == number)
        have.update((number, cluster) for cluster in session.scalars(asked))
    fresh = {(one.subscription_id, one.cluster_id): one for one in reversed(found)}
    return tuple(one for whose, one in sorted(fresh.items()) if whose not in have)


def readers_of(session: Session, subscription_ids: Collection[int]) -> dict[int, int]:
    """Return subscription → number of its reader."""
    asked = select(models.Subscription.id, models.Subscription.subscriber_id)
    return {number: reader for number, reader in session.execute(asked) if number in subscription_ids}


def keep_found(engine: Engine, found: Sequence[Found], *, now: datetime) -> int:
    """Keep finds made by hand, whatever the change log says; return how many are new."""
    with writing(engine, durable=True) as session:
        return _keep(session, found, now)


def waiting(engine: Engine, *, subscriber_id: int | None = None) -> tuple[Waiting, ...]:
    """Return what letters may tell of now: matches of active queries that are in no letter, by whom they go to.

    The mail alerts of a reader share letters; every other alert has letters of its own. A feed has none.
    """
    asked = (
        select(models.Match, models.Subscription)
        .join(models.Subscription, models.Match.subscription_id == models.Subscription.id)
        .join(models.Subscriber, models.Subscription.subscriber_id == models.Subscriber.id)
        .where(
            models.Match.delivery_id.is_(None),
            models.Subscription.state == "active",
            models.Subscription.channel != "feed",
            models.Subscriber.state == "confirmed",
        )
        .order_by(models.Match.id)
    )
    if subscriber_id is not None:
        asked = asked.where(models.Subscription.subscriber_id == subscriber_id)
    with reading(engine) as session:
        rows = [(match, query) for match, query in session.execute(asked)]
        views = {view.id: view for view in view_subscriptions(session, list({q.id: q for _, q in rows}.values()))}
    shared: dict[tuple[int, int | None], list[models.Match]] = {}
    for match, query in rows:
        own = None if query.channel == "mail" else query.id
        shared.setdefault((query.subscriber_id, own), []).append(match)
    return tuple(_waiting_of(matches, views, own) for (_, own), matches in shared.items())


def found_lately(engine: Engine, subscription_id: int, *, limit: int) -> tuple[WaitingMatch, ...]:
    """Return the last matches of one alert, newest first, in letters or not: what its feed shows."""
    asked = select(models.Match).where(models.Match.subscription_id == subscription_id)
    with reading(engine) as session:
        rows = session.scalars(asked.order_by(models.Match.id.desc()).limit(limit)).all()
        return tuple(map(_match_of, rows))


def list_matches(engine: Engine, subscription_id: int, *, limit: int) -> tuple[MatchView, ...]:
    """Return the last stories that one alert found, newest first, each with what became of it."""
    match, article, letter = models.Match, models.Article, models.Delivery
    asked = (
        select(match.article_id, article.title, article.source, article.published_on, match.matched_at)
        .add_columns(match.delivery_id, letter.state, letter.sent_at)
        .join(article, article.id == match.article_id)
        .outerjoin(letter, letter.id == match.delivery_id)
        .where(match.subscription_id == subscription_id)
        .order_by(match.id.desc())
        .limit(limit)
    )
    with reading(engine) as session:
        return tuple(
            MatchView(
                article_id=row.article_id,
                title=row.title,
                source=row.source,
                published_on=row.published_on,
                matched_at=row.matched_at,
                delivery_id=row.delivery_id,
                state=row.state or "waiting",
                sent_at=row.sent_at,
            )
            for row in session.execute(asked)
        )


def recent_stories(engine: Engine, *, since: datetime) -> tuple[tuple[int, ...], datetime | None]:
    """Return the articles that could have been mailed since then, and when the first of them was stored.

    The base of a forecast: what a query would have found, counted the way letters count.
    """
    asked = select(models.Event.article_id, models.Event.at).where(
        models.Event.kind.in_(NEWS), models.Event.alertable.is_(True), models.Event.at >= since
    )
    with reading(engine) as session:
        rows = session.execute(asked.order_by(models.Event.seq)).all()
    return tuple(row.article_id for row in rows), min((row.at for row in rows), default=None)


def count_waiting(engine: Engine) -> int:
    """Return how many matches wait for a letter, of whatever reader."""
    with reading(engine) as session:
        asked = select(func.count()).select_from(models.Match).where(models.Match.delivery_id.is_(None))
        return session.scalar(asked) or 0


def _keep(session: Session, found: Sequence[Found], now: datetime) -> int:
    """Insert the matches that are not there yet; return how many: a subscription has a story once."""
    if not found:
        return 0
    insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
    once = insert(models.Match.__table__).on_conflict_do_nothing(index_elements=["subscription_id", "cluster_id"])  # type: ignore[arg-type] # a mapped class has a Table
    rows = [
        {
            "subscription_id": one.subscription_id,
            "cluster_id": one.cluster_id,
            "article_id": one.article_id,
            "matched_at": now,
            "waiting_at": now,
            "doubtful": False,
        }
        for one in found
    ]
    # The connection, not the session: the ORM would give each row a statement of its own (measured: 4 s for 19,000).
    # Counted by what comes back: PostgreSQL's driver counts no rows of many statements.
    return len(session.connection().execute(once.returning(models.Match.__table__.c.id), rows).all())


def _waiting_of(
    matches: Sequence[models.Match], views: dict[int, SubscriptionView], subscription_id: int | None
) -> Waiting:
    chosen = {match.subscription_id: views[match.subscription_id] for match in matches}
    first = next(iter(chosen.values()))
    return Waiting(
        subscriber=first.subscriber,
        channel=first.channel,
        subscription_id=subscription_id,
        subscriptions=chosen,
        matches=tuple(map(_match_of, matches)),
    )


def _match_of(match: models.Match) -> WaitingMatch:
    return WaitingMatch(
        id=match.id,
        subscription_id=match.subscription_id,
        cluster_id=match.cluster_id,
        article_id=match.article_id,
        waiting_at=match.waiting_at,
        doubtful=match.doubtful,
    )
