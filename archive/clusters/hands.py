"""What a person decides about duplicate clusters: split one, merge two. The word of a person always wins.

Each decision is kept as edges between the articles it is about, with who decided and when, so that building the
clusters anew ends at the same. Nothing here is mailed: moved articles are no news.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from archive import duplicates
from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.models import Article, Cluster, DedupEdge, Event, Match
from archive.records import Fingerprint, Relation

log = logging.getLogger(__name__)

MOST_PAIRS = 20_000
"""Edges that one decision may write: 20 articles taken out of a cluster of 1,000."""
MOST_WORDS = 20
"""Decisions that are shown at a time."""
MOVED = "moved"
"""Kind of the event of an article that went to another cluster."""


@dataclass(slots=True, kw_only=True)
class Regrouped:
    """What a decision changed, or would change."""

    cluster_id: int
    """The cluster that stays."""
    staying: tuple[int, ...]
    """Its articles afterwards."""
    moved: tuple[int, ...]
    """Articles that went to another cluster."""
    moved_to: int | None
    """Number of their cluster now; None when nothing was changed (a dry run of a split)."""


@dataclass(slots=True, kw_only=True)
class Word:
    """What a person said of two articles."""

    a: int
    b: int
    relation: str
    """`together` or `apart`."""
    decided_by: str
    decided_at: datetime


def words_on(engine: Engine, cluster_ids: Sequence[int]) -> tuple[Word, ...]:
    """Return what people said last of the articles that are in these clusters now, newest first, some at most."""
    members = select(Article.id).where(Article.cluster_id.in_(cluster_ids))
    wanted = (
        select(DedupEdge)
        .where(DedupEdge.decided_by != "", or_(DedupEdge.a.in_(members), DedupEdge.b.in_(members)))
        .order_by(DedupEdge.decided_at.desc(), DedupEdge.a, DedupEdge.b)
        .limit(MOST_WORDS)
    )
    with reading(engine) as session:
        return tuple(Word(**{name: getattr(edge, name) for name in Word.__slots__}) for edge in session.scalars(wanted))


def split(
    engine: Engine,
    cluster_id: int,
    article_ids: Sequence[int],
    *,
    fingerprint: Callable[[str], Fingerprint],
    by: str,
    now: datetime,
    dry_run: bool = False,
) -> Regrouped:
    """Take articles out of a cluster into one of their own, for good.

    `fingerprint` makes the keys by which their later copies find them; `by` names the person.
    """
    with reading(engine) if dry_run else writing(engine) as session:
        duplicates.wait_turn(session)
        leaving, staying = _parted(session, cluster_id, article_ids)
        if dry_run:
            return Regrouped(cluster_id=cluster_id, staying=staying, moved=leaving, moved_to=None)
        _decide(session, list(product(leaving, staying)), Relation.APART, by=by, now=now)
        _decide(session, [(leaving[0], other) for other in leaving[1:]], Relation.TOGETHER, by=by, now=now)
        rows = session.scalars(select(Article).where(Article.id.in_(leaving))).all()
        new = open_cluster(session, rows[0])
        move(session, rows, new, now=now)
        for row in rows:
            _give_keys(session, row, fingerprint)
        _give_keys(session, session.get_one(Article, session.get_one(Cluster, cluster_id).lead_id), fingerprint)
    log.info("cluster split", extra={"cluster": cluster_id, "moved": leaving, "moved_to": new, "by": by})
    return Regrouped(cluster_id=cluster_id, staying=staying, moved=leaving, moved_to=new)


def merge(engine: Engine, kept: int, other: int, *, by: str, now: datetime, dry_run: bool = False) -> Regrouped:
    """Move all articles of the cluster `other` into the cluster `kept`, for good; `by` names the person."""
    if kept == other:
        raise AskedWrongly(
            f"both are cluster {kept}", mend="name two clusters; `jianbao article show` has their numbers"
        )
    with reading(engine) if dry_run else writing(engine) as session:
        duplicates.wait_turn(session)
        staying, coming = _members(session, kept), _members(session, other)
        all_of_them = tuple(sorted(staying + coming))
        if not dry_run:
            pairs = _kept_apart(session, staying, coming)
            pairs.append((session.get_one(Cluster, kept).lead_id, session.get_one(Cluster, other).lead_id))
            _decide(session, pairs, Relation.TOGETHER, by=by, now=now)
            rows = session.scalars(select(Article).where(Article.cluster_id == other)).all()
            _hand_over_matches(session, kept, other)
            move(session, rows, kept, now=now)
            log.info("clusters merged", extra={"cluster": kept, "other": other, "moved": coming, "by": by})
    return Regrouped(cluster_id=kept, staying=all_of_them, moved=coming, moved_to=kept)


def open_cluster(session: Session, row: Article) -> int:
    """Make an empty cluster for an article that is in another one still; return its number."""
    was = row.cluster_id
    number = duplicates.found_cluster(session, row)
    row.cluster_id = was
    return number


def move(session: Session, rows: Sequence[Article], cluster_id: int, *, now: datetime) -> None:
    """Put articles into another cluster; leads and sizes follow, the search is told, nobody is mailed."""
    left = {row.cluster_id for row in rows} - {cluster_id}
    for row in rows:
        row.cluster_id = cluster_id
        session.add(Event(at=now, kind=MOVED, article_id=row.id, cluster_id=cluster_id, alertable=False))
    session.flush()
    for number in sorted(left | {cluster_id}):
        if session.get(Cluster, number) is not None:
            duplicates.settle(session, number)


def _parted(session: Session, cluster_id: int, article_ids: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return who leaves the cluster and who stays; refuses what is no split."""
    members = _members(session, cluster_id)
    leaving = tuple(sorted(set(article_ids)))
    strangers = [number for number in leaving if number not in members]
    if strangers:
        named = ", ".join(map(str, strangers))
        raise AskedWrongly(
            f"cluster {cluster_id} has no article {named}",
            mend=f"`jianbao cluster show {cluster_id}` lists its articles",
        )
    staying = tuple(number for number in members if number not in leaving)
    if not leaving or not staying:
        raise AskedWrongly(
            f"cluster {cluster_id} would keep {'all' if staying else 'none'} of its articles",
            mend="name those that tell other news, and leave one at least",
        )
    if len(leaving) * len(staying) > MOST_PAIRS:
        raise AskedWrongly(
            f"{len(leaving)} articles out of {len(members)} are too many for one decision",
            mend=f"take out at most {max(1, MOST_PAIRS // len(members))} at a time",
        )
    return leaving, staying


def _members(session: Session, cluster_id: int) -> tuple[int, ...]:
    numbers = session.scalars(select(Article.id).where(Article.cluster_id == cluster_id).order_by(Article.id)).all()
    if not numbers:
        raise NotFound(f"no cluster has the number {cluster_id}", mend="`jianbao article show` has it as the story")
    return tuple(numbers)


def _kept_apart(session: Session, ours: Sequence[int], theirs: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs of two clusters that a person once kept apart."""
    wanted = select(DedupEdge.a, DedupEdge.b).where(
        DedupEdge.a.in_([*ours, *theirs]), DedupEdge.relation == Relation.APART.value
    )
    of_one = {*ours}
    among = {*ours, *theirs}
    return [(a, b) for a, b in session.execute(wanted) if b in among and (a in of_one) != (b in of_one)]


def _decide(session: Session, pairs: Sequence[tuple[int, int]], relation: Relation, *, by: str, now: datetime) -> None:
    """Write a person's word on pairs of articles over what the judge, or a person, said before."""
    for one, other in pairs:
        older, newer = min(one, other), max(one, other)
        edge = session.get(DedupEdge, (older, newer))
        if edge is None:
            edge = DedupEdge(a=older, b=newer, coverage_a=0.0, coverage_b=0.0, conflicts=[], engine="")
            session.add(edge)
        edge.relation = relation.value
        edge.score = 1.0 if relation is Relation.TOGETHER else 0.0
        edge.decided_by, edge.decided_at = by, now
    session.flush()


def _give_keys(session: Session, row: Article, fingerprint: Callable[[str], Fingerprint]) -> None:
    """Enter the keys of an article that may have none because its original had them."""
    if row.text:
        duplicates.remember_keys(session, row.id, fingerprint(row.text))


def _hand_over_matches(session: Session, kept: int, other: int) -> None:
    """Let what a saved query found of the one story count for the other, so that no reader gets it as news again."""
    had = select(Match.subscription_id).where(Match.cluster_id == kept)
    session.execute(
        update(Match)
        .where(Match.cluster_id == other, Match.subscription_id.not_in(had))
        .values(cluster_id=kept)
        .execution_options(synchronize_session=False)
    )
