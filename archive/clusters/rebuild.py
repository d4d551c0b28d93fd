"""Build keys and duplicate clusters anew from the stored texts, after a change of the duplicate engine.

Goes through the articles in the order in which they came, some a transaction, so the archive can be read and written
meanwhile; a run that was broken off goes on where it stopped. Judge and fingerprint are handed in; what a person
decided (`hands`) stands above them. Nothing is mailed: a moved article is no news.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.orm import Session

from archive import duplicates, keys
from archive.clusters.hands import move, open_cluster
from archive.db import reading, writing
from archive.duplicates import Candidate
from archive.models import Article, DedupEdge, DedupHot, Setting
from archive.records import Fingerprint, Judge, NewsText, Relation

STEP = 50
"""Articles a transaction: a writer waits for the next one about half a second."""
PLACE_KEY = "dedup.rebuild"
"""Key in `setting`: engine version being written and the last article done, while a run is under way."""
VERSION_KEY = "dedup.engine"
"""Key in `setting`: version of the engine that built the clusters anew last."""
Progress = Callable[[int, int], None]
"""Told the number of articles done and the number there are."""


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """What a run did."""

    done: int
    """Articles it went through."""
    moved: int
    """Of these, those that are in another cluster now."""
    engine: str
    """Version of the duplicate engine."""


class Hands:
    """What people decided of pairs of articles, as groups that stay together and groups that stay apart."""

    def __init__(self, session: Session) -> None:
        decided = select(DedupEdge.a, DedupEdge.b, DedupEdge.relation).where(DedupEdge.decided_by != "")
        self._group: dict[int, frozenset[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for a, b, relation in session.execute(decided):
            if relation == Relation.TOGETHER.value:
                group = self.together_with(a) | self.together_with(b)
                self._group.update(dict.fromkeys(group, group))
            elif relation == Relation.APART.value:
                self._apart[a].add(b)
                self._apart[b].add(a)

    def together_with(self, number: int) -> frozenset[int]:
        """The articles that a person put into one cluster with this one, itself included."""
        return self._group.get(number, frozenset({number}))

    def apart_from(self, number: int) -> frozenset[int]:
        """The articles that may not be in one cluster with this one."""
        others = {other for one in self.together_with(number) for other in self._apart.get(one, ())}
        return frozenset(one for other in others for one in self.together_with(other))


def rebuild(
    engine: Engine,
    *,
    same: Judge,
    fingerprint: Callable[[str], Fingerprint],
    now: datetime,
    progress: Progress | None = None,
) -> Rebuilt:
    """Find candidates, verdicts and cluster of every article anew, oldest number first."""
    version = fingerprint("").version
    done = moved = 0
    while True:
        with writing(engine) as session:
            duplicates.wait_turn(session)
            after = _place(session, version)
            if not after:
                _begin(session)
            wanted = select(Article).where(Article.id > after).order_by(Article.id).limit(STEP)
            rows = session.scalars(wanted).all()
            if not rows:
                _finish(session, version)
                return Rebuilt(done=done, moved=moved, engine=version)
            hands = Hands(session)
            moved += sum(_regroup(session, row, hands, same, fingerprint, now) for row in rows)
            session.merge(Setting(key=PLACE_KEY, value=f"{version} {rows[-1].id}"))
            total = session.scalar(select(func.count()).select_from(Article)) or 0
            at = session.scalar(select(func.count()).select_from(Article).where(Article.id <= rows[-1].id)) or 0
        done += len(rows)
        if progress:
            progress(at, total)


def engine_of(engine: Engine) -> str:
    """Return the version of the duplicate engine by which the clusters were made; empty where none judged yet."""
    with reading(engine) as session:
        kept = session.get(Setting, VERSION_KEY)
        if kept is not None:
            return kept.value
        oldest = select(DedupEdge.engine).where(DedupEdge.decided_by == "").order_by(DedupEdge.b).limit(1)
        return session.scalar(oldest) or ""


def _regroup(
    session: Session, row: Article, hands: Hands, same: Judge, fingerprint: Callable[[str], Fingerprint], now: datetime
) -> bool:
    """Write keys and verdicts of one article anew and put it where it belongs; True when that is another cluster."""
    session.execute(delete(DedupEdge).where(DedupEdge.b == row.id, DedupEdge.decided_by == ""))
    made = fingerprint(row.text)
    row.fold_exact, row.fold_units = made.exact, made.units
    apart = hands.apart_from(row.id)
    decided = _decided(session, row.id)
    homes: list[int] = []
    if made.keys:
        news = NewsText(title=row.title, text=row.text, published_on=row.published_on)

        def allowed(candidate: Candidate) -> bool:
            return not apart or not _holds(session, candidate.cluster_id, apart, row.id)

        judged = duplicates.judge(session, same, news, made, before=row.id, allowed=allowed)
        best = duplicates.best_of(judged)
        homes += [best.candidate.cluster_id] if best else []
        kept = [one for one in judged if one.candidate.article_id not in decided]
        duplicates.remember_verdicts(session, row.id, kept, engine=made.version, now=now)
        if not any(one.covers_newcomer for one in judged):
            duplicates.remember_keys(session, row.id, made)
    homes += _homes_by_hand(session, row.id, hands)
    return _settle_in(session, row, list(dict.fromkeys(homes)), now)


def _settle_in(session: Session, row: Article, homes: Sequence[int], now: datetime) -> bool:
    """Put an article into the first of its homes, and the others there too; without any, alone where it was."""
    was = row.cluster_id
    if not homes:
        older = select(Article.id).where(Article.cluster_id == was, Article.id < row.id).limit(1)
        if session.scalar(older) is None:
            return False
        move(session, [row], open_cluster(session, row), now=now)
        return True
    home = homes[0]
    joined = session.scalars(select(Article).where(Article.cluster_id.in_(homes[1:]), Article.id < row.id)).all()
    moving = [*joined, row] if was != home else list(joined)
    if moving:
        move(session, moving, home, now=now)
    return was != home


def _holds(session: Session, cluster_id: int, numbers: frozenset[int], before: int) -> bool:
    """True when one of the articles, of those done already, is in the cluster."""
    members = select(Article.id).where(Article.cluster_id == cluster_id, Article.id.in_(numbers), Article.id < before)
    return session.scalar(members.limit(1)) is not None


def _homes_by_hand(session: Session, number: int, hands: Hands) -> list[int]:
    """The clusters of the articles done already that a person put together with this one."""
    others = [other for other in hands.together_with(number) if other < number]
    if not others:
        return []
    wanted = select(Article.cluster_id).where(Article.id.in_(others)).order_by(Article.id)
    return list(session.scalars(wanted))


def _decided(session: Session, number: int) -> set[int]:
    """The articles of which a person said how they relate to this one."""
    wanted = select(DedupEdge.a, DedupEdge.b).where(
        or_(DedupEdge.a == number, DedupEdge.b == number), DedupEdge.decided_by != ""
    )
    return {other for pair in session.execute(wanted) for other in pair if other != number}


def _place(session: Session, version: str) -> int:
    """Return the last article done by a run of this version that was broken off, 0 when there is none."""
    kept = session.get(Setting, PLACE_KEY)
    if kept is None:
        return 0
    begun, _, last = kept.value.rpartition(" ")
    return int(last) if begun == version else 0


def _begin(session: Session) -> None:
    """Empty the index: keys of another engine, of earlier texts and of nothing at all would stay for ever.

    Until the run has come to an article, a newcomer does not find it; the run goes through newcomers too, and then
    puts them where they belong.
    """
    session.execute(delete(DedupHot))
    keys.empty(session)


def _finish(session: Session, version: str) -> None:
    session.merge(Setting(key=VERSION_KEY, value=version))
    kept = session.get(Setting, PLACE_KEY)
    if kept is not None:
        session.delete(kept)
