"""Read a duplicate cluster: who printed the story, how each copy relates, and what was kept apart. For `read` only."""

from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from archive.models import Article, Cluster, DedupEdge, Source, StoryLink
from archive.read.views import MemberView, NearView, ReportView
from archive.records import FOLDING

FOLDS = tuple(relation.value for relation in FOLDING)
MOST_NEAR = 20
"""Articles kept apart that one screen shows."""


def members_of(session: Session, cluster_id: int) -> tuple[MemberView, ...]:
    """Return all articles of a cluster, the lead first, then by day."""
    wanted = (
        select(Article, Source.name, Cluster.lead_id)
        .join(Cluster, Cluster.id == Article.cluster_id)
        .outerjoin(Source, Source.id == Article.source)
        .where(Article.cluster_id == cluster_id)
    )
    found = session.execute(wanted).all()
    edges = _edges(session, [row.id for row, _, _ in found])
    members = [_member(row, name, row.id == lead_id, edges.get(row.id)) for row, name, lead_id in found]
    members.sort(key=lambda one: (not one.is_lead, one.published_on or date.max, one.article_id))
    return tuple(members)


def near_to(session: Session, article: Article) -> tuple[NearView, ...]:
    """Return the articles of other clusters that were compared with this one and kept apart, newest first."""
    wanted = (
        select(DedupEdge, Article, Source.name)
        .join(Article, or_(Article.id == DedupEdge.a, Article.id == DedupEdge.b))
        .outerjoin(Source, Source.id == Article.source)
        .where(
            or_(DedupEdge.a == article.id, DedupEdge.b == article.id),
            Article.cluster_id != article.cluster_id,
        )
        .order_by(Article.id.desc())
        .limit(MOST_NEAR)
    )
    return tuple(
        NearView(
            article_id=other.id,
            title=other.title,
            source_name=name or other.source,
            published_on=other.published_on,
            relation=edge.relation,
            conflicts=tuple((old, new) for old, new in edge.conflicts),
        )
        for edge, other, name in session.execute(wanted)
    )


def reports_of(session: Session, article: Article) -> tuple[ReportView, ...]:
    """Return other texts on the event that an article's story tells, the likest first; none of its own cluster."""
    own = select(Article.id).where(Article.cluster_id == article.cluster_id).scalar_subquery()
    wanted = (
        select(StoryLink.likeness, Article, Source.name)
        .join(
            Article,
            or_(
                and_(StoryLink.a.in_(own), Article.id == StoryLink.b),
                and_(StoryLink.b.in_(own), Article.id == StoryLink.a),
            ),
        )
        .outerjoin(Source, Source.id == Article.source)
        .where(Article.cluster_id != article.cluster_id)
        .order_by(StoryLink.likeness.desc(), Article.id)
        .limit(MOST_NEAR)
    )
    return tuple(
        ReportView(
            article_id=other.id,
            title=other.title,
            source_name=name or other.source,
            published_on=other.published_on,
            likeness=score,
        )
        for score, other, name in session.execute(wanted)
    )


def _edges(session: Session, numbers: list[int], step: int = 500) -> dict[int, DedupEdge]:
    """Article → the strongest edge that folded it onto an older one of these."""
    known = set(numbers)
    edges: dict[int, DedupEdge] = {}
    for start in range(0, len(numbers), step):
        part = numbers[start : start + step]
        wanted = select(DedupEdge).where(DedupEdge.b.in_(part), DedupEdge.relation.in_(FOLDS))
        for edge in session.scalars(wanted.order_by(DedupEdge.score)):
            if edge.a in known:
                edges[edge.b] = edge
    return edges


def _member(row: Article, source_name: str | None, is_lead: bool, edge: DedupEdge | None) -> MemberView:
    return MemberView(
        article_id=row.id,
        title=row.title,
        url=row.url,
        source=row.source,
        source_name=source_name or row.source,
        published_on=row.published_on,
        is_lead=is_lead,
        relation=edge.relation if edge else "",
        folded_onto=edge.a if edge else None,
        coverage=(edge.coverage_a, edge.coverage_b) if edge else None,
    )
