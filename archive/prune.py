"""Let go what nobody needs any more: old looks, canary matches, texts of old letters, leftovers of dead sources.

Articles, revisions, captures, what readers were told, backfills and imports are never touched.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Delivery, Frontier, Match, Run, Source, Subscription
from archive.subscriptions.canary import CHANNEL

KEPT_RUNS = 500
"""Newest runs of a source that are kept whatever their age."""
RUN_DAYS = 90
"""Days for which every run is kept: longer than missed editions are looked for."""
CANARY_DAYS = 30
LEFT_DAYS = 90
LETTER_DAYS = 90
"""Days for which the text of a letter that has ended is kept: longer than a relay or a reader asks back."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """Rows let go."""

    runs: int = 0
    canary_matches: int = 0
    addresses: int = 0
    """Left open by sources that are switched off."""
    letters: int = 0
    """Letters whose text was let go; that they were sent, to whom and of what, stays known."""


def prune(engine: Engine, *, now: datetime) -> Pruned:
    """Let go of what is old, a short transaction a source; a killed one is simply begun again."""
    with reading(engine) as session:
        many = select(Run.source).group_by(Run.source).having(func.count() > KEPT_RUNS)
        sources = list(session.scalars(many))
    runs = 0
    for source in sources:
        with writing(engine) as session:
            runs += _prune_runs(session, source, now)
    with writing(engine) as session:
        return Pruned(
            runs=runs,
            canary_matches=_prune_canary(session, now),
            addresses=_prune_left(session, now),
            letters=_prune_letters(session, now),
        )


def _prune_runs(session: Session, source: str, now: datetime) -> int:
    """Only plain looks go: what days were walked and looked at stays known; so does that it was once crawled well."""
    of_source = select(Run.started_at).where(Run.source == source).order_by(Run.started_at.desc())
    oldest_kept = session.scalar(of_source.offset(KEPT_RUNS - 1).limit(1)) or LONG_AGO
    newest_good = session.scalar(of_source.where(Run.outcome == "done", Run.kind == "crawl").limit(1)) or LONG_AGO
    before = min(oldest_kept, newest_good, now - timedelta(days=RUN_DAYS))
    old = select(Run.id).where(
        Run.source == source,
        Run.kind == "crawl",
        Run.day.is_(None),
        Run.ended_at.is_not(None),
        Run.started_at < before,
        Run.id.not_in(select(Frontier.run_id).where(Frontier.run_id.is_not(None))),
    )
    return len(session.scalars(delete(Run).where(Run.id.in_(old)).returning(Run.id)).all())


def _prune_canary(session: Session, now: datetime) -> int:
    canary = select(Subscription.id).where(Subscription.channel == CHANNEL)
    told = delete(Match).where(
        Match.subscription_id.in_(canary),
        Match.delivery_id.is_not(None),
        Match.matched_at < now - timedelta(days=CANARY_DAYS),
    )
    return len(session.scalars(told.returning(Match.id)).all())


def _prune_left(session: Session, now: datetime) -> int:
    off = select(Source.id).where(Source.enabled.is_(False))
    left = delete(Frontier).where(
        Frontier.source.in_(off), Frontier.run_id.is_(None), Frontier.found_at < now - timedelta(days=LEFT_DAYS)
    )
    return len(session.scalars(left.returning(Frontier.id)).all())


def _prune_letters(session: Session, now: datetime) -> int:
    old = update(Delivery).where(
        # One that was given up may be tried again.
        Delivery.state.in_(("sent", "doubt")),
        Delivery.created_at < now - timedelta(days=LETTER_DAYS),
        Delivery.mime != b"",
    )
    emptied = old.values(mime=b"").returning(Delivery.id).execution_options(synchronize_session=False)
    return len(session.scalars(emptied).all())
