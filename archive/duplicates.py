"""Join articles that tell the same news into duplicate clusters, and find which earlier ones to compare with.

Decides nothing about text: the judge (`same`) is the caller's. Loose here, strict there: sharing 2 of the 24 smallest
keys finds every one of 3,748 labelled copies, but only 66 of 100 excerpts of a tenth; so one is enough where the
lengths allow it (`is_plausible`).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Table, bindparam, func, literal_column, select, text, update
from sqlalchemy.orm import Session

from archive import keys
from archive.models import Article, Cluster, DedupEdge, DedupHot, Source
from archive.prepared import Prepared, enter
from archive.records import Fingerprint, Judge, NewsText, Verdict

MOST_CANDIDATES = 6
# Clusters with as many different titles that share a key share page furniture (measured: a failed extraction gave
# 12 addresses one body).
HOT_CLUSTERS = 12
# Daily notices have one title for ever, and a statement may stand in each copy of one story: these bound what one
# look-up reads.
MOST_CLUSTERS = 40
MOST_ARTICLES = 400
# A candidate that shares a fifth of the keys of the best one is not worth the judge's time.
WEAK_SHARE = 5
ENOUGH_COVERED = 0.95
# Of a source that no source file ranks.
NO_RANK = 100
# Any constant will do; it names the lock that lets one PostgreSQL writer in at a time.
WRITER_LOCK = 20_240_220
# From this score on no further candidate is judged.
SURE = 0.9
ASKED_AT_ONCE = 48
"""Articles whose titles one statement reads; shorter lists repeat the last one."""

EDGES, HOT = DedupEdge.__table__, DedupHot.__table__
assert isinstance(EDGES, Table)
assert isinstance(HOT, Table)
ENTER_EDGE, ENTER_HOT = enter(EDGES), enter(HOT)


def _listed(count: int) -> str:
    """Return the places of so many articles in a statement."""
    return ", ".join(f":id{place}" for place in range(count))


WHAT_IS_JUDGED = Prepared(
    text(
        "SELECT id, cluster_id, source, title, text, published_on, fold_units FROM article"  # noqa: S608 # our names
        f" WHERE id IN ({_listed(MOST_CANDIDATES)})"
    )
)
TITLES = Prepared(
    text(f"SELECT id, cluster_id, title FROM article WHERE id IN ({_listed(ASKED_AT_ONCE)})")  # noqa: S608 # our names
)
RANK_OF = select(Source.rank).where(Source.id == bindparam("source")).scalar_subquery()
PRESENT_LEAD = Prepared(
    select(Cluster.lead_id, Cluster.first_on, Article.published_on, Source.rank, func.length(Article.text), RANK_OF)
    .select_from(Cluster)
    .join(Article, Article.id == Cluster.lead_id)
    .outerjoin(Source, Source.id == Article.source)
    .where(Cluster.id == bindparam("of"))
)
ONE_MORE = Prepared(
    update(Cluster)
    .where(Cluster.id == bindparam("of"))
    .values(size=Cluster.size + literal_column("1"), lead_id=bindparam("lead"), first_on=bindparam("first", type_=Date))
)


@dataclass(slots=True, kw_only=True)
class Candidate:
    """An earlier article that shares enough keys to be worth judging."""

    article_id: int
    cluster_id: int
    source: str
    shared: int
    """Number of keys that both have."""
    news: NewsText


@dataclass(slots=True, kw_only=True)
class Judged:
    """A candidate and what the judge said of (candidate, newcomer)."""

    candidate: Candidate
    verdict: Verdict

    @property
    def covers_newcomer(self) -> bool:
        """True when the newcomer holds next to nothing that the candidate has not."""
        return self.verdict.folds and self.verdict.coverage[1] >= ENOUGH_COVERED


def wait_turn(session: Session) -> None:
    """Wait until no other writer looks for duplicates: two copies at once would miss each other.

    On SQLite the transaction of a writing session is the turn already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": WRITER_LOCK})


def candidates(
    session: Session, fingerprint: Fingerprint, limit: int = MOST_CANDIDATES, *, before: int | None = None
) -> list[Candidate]:
    """Return the stored articles most likely to carry the same text, best first; `before`: of smaller numbers only.

    Notes down keys that turn out to be page furniture, so it needs a writing session.
    """
    looked_up, shared = _count_shared(session, short_keys(fingerprint), before)
    if not shared:
        return []
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    near = {number: count for number, count in ranked if count * WEAK_SHARE >= ranked[0][1]}
    rows = {row[0]: row[1:] for row in _by_number(session, WHAT_IS_JUDGED, list(near), MOST_CANDIDATES)}
    return [
        _candidate(number, rows[number], count)
        for number, count in near.items()
        if number in rows and is_plausible(count, looked_up, fingerprint.units, rows[number][-1])
    ]


def _by_number(session: Session, asking: Prepared, numbers: Sequence[int], places: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of articles, some at a time; places of the statement that are left over repeat the last one."""
    for start in range(0, len(numbers), places):
        part = numbers[start : start + places]
        given = {f"id{place}": part[min(place, len(part) - 1)] for place in range(places)}
        yield from asking.run(session.connection(), given)


def is_plausible(shared: int, keys: int, units_a: int, units_b: int, least: float = 0.6) -> bool:
    """True when two texts of these lengths that share so many of `keys` may contain one another by `least`.

    A generous upper bound (shared + 1.6 standard deviations + 1); measured: it keeps .999 of the copies and cuts the
    judgements from 2.1 to 0.6 an article.
    """
    likeness = min(1.0, (shared + 1.6 * math.sqrt(shared) + 1) / max(1, keys))
    shorter = min(units_a, units_b) or 1
    return likeness * (units_a + units_b) / ((1 + likeness) * shorter) >= least


def judge(
    session: Session,
    same: Judge,
    news: NewsText,
    fingerprint: Fingerprint,
    *,
    before: int | None = None,
    allowed: Callable[[Candidate], bool] = lambda _: True,
) -> list[Judged]:
    """Ask the judge of the allowed candidates for a newcomer, best first, until one is sure."""
    judged: list[Judged] = []
    for candidate in candidates(session, fingerprint, before=before):
        if not allowed(candidate):
            continue
        verdict = same(candidate.news, news)
        judged.append(Judged(candidate=candidate, verdict=verdict))
        if verdict.folds and verdict.score >= SURE:
            break
    return judged


def best_of(judged: Sequence[Judged]) -> Judged | None:
    """The candidate that a newcomer folds onto: the one of the highest score, the first of equals."""
    return max((one for one in judged if one.verdict.folds), key=lambda one: one.verdict.score, default=None)


def found_cluster(session: Session, article: Article) -> int:
    """Open a cluster for an article that has no number yet; `lead` it once it has one."""
    cluster = Cluster(lead_id=0, size=1, first_on=article.published_on)
    session.add(cluster)
    session.flush()
    article.cluster_id = cluster.id
    return cluster.id


def lead(session: Session, article: Article) -> None:
    """Make an article the lead of its cluster."""
    session.execute(update(Cluster).where(Cluster.id == article.cluster_id).values(lead_id=article.id))


def join(session: Session, article: Article) -> None:
    """Count an article just stored into its cluster; it leads when it comes before the present lead."""
    connection = session.connection()
    given = {"of": article.cluster_id, "source": article.source}
    [[number, first, day, rank, length, own_rank]] = PRESENT_LEAD.run(connection, given)
    present = _order(_as_day(day), rank, length, number)
    newcomer = _order(article.published_on, own_rank, len(article.text), article.id)
    days = [one for one in (_as_day(first), article.published_on) if one]
    ONE_MORE.run(
        connection,
        {"of": article.cluster_id, "lead": min(present, newcomer)[-1], "first": min(days, default=None)},
    )


def settle(session: Session, cluster_id: int) -> None:
    """Find lead, size and first day of a cluster anew, after a member changed; one without members goes."""
    cluster = session.get_one(Cluster, cluster_id)
    members = session.scalars(select(Article).where(Article.cluster_id == cluster_id)).all()
    if not members:
        session.delete(cluster)
        session.flush()
        return
    cluster.lead_id = _first_of(session, members).id
    cluster.size = len(members)
    cluster.first_on = min((member.published_on for member in members if member.published_on), default=None)
    session.flush()


def remember_keys(session: Session, article_id: int, fingerprint: Fingerprint) -> None:
    """Enter the keys by which later copies find the article; those that it has already stay.

    Nothing takes single keys out again: those of an earlier text lead to an article that the judge then refuses.
    """
    short = short_keys(fingerprint)
    if short:
        keys.enter_keys(session, article_id, short)


def short_keys(fingerprint: Fingerprint) -> list[int]:
    """Return the keys as the index keeps them: the lower 32 bits, which differ as evenly as any in the smallest."""
    return list(dict.fromkeys(key & 0xFFFFFFFF for key in fingerprint.keys))


def remember(
    session: Session, article_id: int, judged: Sequence[Judged], fingerprint: Fingerprint, *, now: datetime
) -> None:
    """Keep verdicts and keys; a copy that its original covers needs no keys, which keeps mass reprints cheap."""
    remember_verdicts(session, article_id, judged, engine=fingerprint.version, now=now)
    if not any(one.covers_newcomer for one in judged):
        remember_keys(session, article_id, fingerprint)


def remember_verdicts(
    session: Session, newcomer_id: int, judged: Sequence[Judged], *, engine: str, now: datetime
) -> None:
    """Keep what the judge said, of those that fold and of those that do not."""
    rows = [
        {
            "a": one.candidate.article_id,
            "b": newcomer_id,
            "relation": one.verdict.relation.value,
            "score": one.verdict.score,
            "coverage_a": one.verdict.coverage[0],
            "coverage_b": one.verdict.coverage[1],
            "conflicts": [list(pair) for pair in one.verdict.conflicts],
            "engine": engine,
            "decided_by": "",
            "decided_at": now,
        }
        for one in judged
    ]
    if rows:
        ENTER_EDGE.run_all(session.connection(), rows)


def _candidate(number: int, row: tuple[Any, ...], shared: int) -> Candidate:
    cluster_id, source, title, body, day, _ = row
    return Candidate(
        article_id=number,
        cluster_id=cluster_id,
        source=source,
        shared=shared,
        news=NewsText(title=title, text=body, published_on=_as_day(day)),
    )


def _count_shared(session: Session, wanted: Sequence[int], before: int | None) -> tuple[int, Counter[int]]:
    """Return the number of keys that are not hot, and article → number of these that it has."""
    hot = keys.hot_among(session, wanted)
    by_key = keys.holders(session, [key for key in wanted if key not in hot])
    if before is not None:
        by_key = {key: [number for number in articles if number < before] for key, articles in by_key.items()}
    found_hot = _new_hot(session, {key: ids for key, ids in by_key.items() if len(ids) > HOT_CLUSTERS})
    shared: Counter[int] = Counter()
    for key, articles in by_key.items():
        if key not in found_hot:
            shared.update(articles)
    return len(wanted) - len(hot), shared


def _new_hot(session: Session, common: Mapping[int, Sequence[int]]) -> set[int]:
    """Note down which of these keys are page furniture; return them."""
    if not common:
        return set()
    few = {key: articles for key, articles in common.items() if len(articles) <= MOST_ARTICLES}
    hot = {key for key in common if key not in few}
    asked = sorted({number for articles in few.values() for number in articles})
    rows = _by_number(session, TITLES, asked, ASKED_AT_ONCE)
    told = {number: (cluster_id, title) for number, cluster_id, title in rows}
    for key, articles in few.items():
        known = [told[number] for number in articles if number in told]
        clusters, titles = len({cluster for cluster, _ in known}), len({title for _, title in known})
        if (clusters > HOT_CLUSTERS and titles > HOT_CLUSTERS) or clusters > MOST_CLUSTERS:
            hot.add(key)
    ENTER_HOT.run_all(session.connection(), [{"key": key} for key in sorted(hot)])
    return hot


def _first_of(session: Session, members: Sequence[Article]) -> Article:
    """The member that leads: earliest day, then best rank of its source, then the longer text."""
    wanted = select(Source.id, Source.rank).where(Source.id.in_({member.source for member in members}))
    ranks = {row.id: row.rank for row in session.execute(wanted)}
    return min(members, key=lambda one: _order(one.published_on, ranks.get(one.source), len(one.text), one.id))


def _order(day: date | None, rank: int | None, length: int, number: int) -> tuple[date, int, int, int]:
    """Return by what the members of a cluster are ordered; the first one leads."""
    return day or date.max, NO_RANK if rank is None else rank, -length, number


def _as_day(value: str | date | None) -> date | None:
    """Return a day as either driver gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
