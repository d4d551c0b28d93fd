"""Read the archive: one article with all that is known of it, lists, editions, names, totals. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.errors import NotFound
from archive.models import (
    Address,
    Article,
    Capture,
    Cluster,
    Edition,
    LayoutEntry,
    LayoutPage,
    Source,
    Tag,
    Theme,
)
from archive.read.cluster_members import members_of
from archive.read.views import (
    ArticleLine,
    ArticleView,
    Coverage,
    EditionLine,
    EntryView,
    LayoutView,
    MemberView,
    RevisionView,
    Totals,
)
from archive.read.whole_article import revisions_of, view_of
from archive.records import SourceLine, ThemeName


def article(engine: Engine, article_id: int) -> ArticleView:
    """Return one article with all that a screen shows of it. Raises NotFound."""
    with reading(engine) as session:
        row = _row(session, article_id)
        return view_of(session, row, _source_line(session.get(Source, row.source), row.source))


def revisions(engine: Engine, article_id: int) -> tuple[RevisionView, ...]:
    """Return all texts of an article, oldest first, the present one last. Raises NotFound."""
    with reading(engine) as session:
        return revisions_of(session, _row(session, article_id))


def cluster(engine: Engine, cluster_id: int) -> tuple[MemberView, ...]:
    """Return the articles of a duplicate cluster, the lead first, then by day. Raises NotFound."""
    with reading(engine) as session:
        found = members_of(session, cluster_id)
    if not found:
        raise NotFound(f"no cluster has the number {cluster_id}", mend="`jianbao article show` has it as the story")
    return found


def recent(
    engine: Engine, *, limit: int = 20, source: str | None = None, theme: str | None = None, leads_only: bool = False
) -> tuple[ArticleLine, ...]:
    """Return the newest articles by day; one without a day counts by the (UTC) day on which it was first seen.

    `leads_only` gives one article a story. Indexes serve it: it does not grow slower with the archive, but for a
    theme that is rare.
    """
    wanted = _lines()
    if source is not None:
        wanted = wanted.where(Article.source == source)
    if theme is not None:
        wanted = wanted.where(select(Tag.id).where(Tag.article_id == Article.id, Tag.theme == theme).exists())
    if leads_only:
        wanted = wanted.where(Cluster.lead_id == Article.id)
    dated = wanted.where(Article.published_on.is_not(None)).order_by(Article.published_on.desc(), Article.id.desc())
    undated = wanted.where(Article.published_on.is_(None)).order_by(Article.id.desc())
    with reading(engine) as session:
        lines = [_line(*found) for one in (dated, undated) for found in session.execute(one.limit(limit))]
    lines.sort(key=lambda line: (line.published_on or line.first_seen_at.date(), line.id), reverse=True)
    return tuple(lines[:limit])


def lines(engine: Engine, article_ids: Iterable[int]) -> tuple[ArticleLine, ...]:
    """Return the articles of these numbers as list lines, in the order given; unknown numbers are left out."""
    wanted = list(dict.fromkeys(article_ids))
    with reading(engine) as session:
        found = {line.id: line for line in _lines_of(session, wanted)}
    return tuple(found[number] for number in wanted if number in found)


def editions(engine: Engine, source: str, *, limit: int = 30) -> tuple[EditionLine, ...]:
    """Return the latest editions of a paper, newest first, with how many of their articles are stored."""
    wanted = (
        select(
            Edition.edition_on,
            func.count(LayoutPage.id.distinct()),
            func.count(LayoutEntry.url.distinct()),
            func.count(LayoutEntry.url.distinct()).filter(Address.url.is_not(None)),
        )
        .outerjoin(LayoutPage, LayoutPage.edition_id == Edition.id)
        .outerjoin(LayoutEntry, LayoutEntry.layout_page_id == LayoutPage.id)
        .outerjoin(Address, Address.url == LayoutEntry.url)
        .where(Edition.source == source)
        .group_by(Edition.edition_on)
        .order_by(Edition.edition_on.desc())
        .limit(limit)
    )
    with reading(engine) as session:
        return tuple(
            EditionLine(edition_on=day, pages=pages, announced=announced, stored=stored)
            for day, pages, announced, stored in session.execute(wanted)
        )


def layout(engine: Engine, source: str, day: date) -> tuple[LayoutView, ...]:
    """Return the layout pages of one edition in order, with what they announce; empty when it was not seen."""
    pages = (
        select(LayoutPage)
        .join(Edition, Edition.id == LayoutPage.edition_id)
        .where(Edition.source == source, Edition.edition_on == day)
        .order_by(LayoutPage.order, LayoutPage.label)
    )
    with reading(engine) as session:
        rows = session.scalars(pages).all()
        entries = _entries(session, [row.id for row in rows])
        return tuple(
            LayoutView(
                label=row.label,
                name=row.name,
                url=row.url,
                order=row.order,
                pdf_url=row.pdf_url,
                capture_id=row.capture_id,
                entries=tuple(entries[row.id]),
            )
            for row in rows
        )


def themes(engine: Engine) -> dict[str, ThemeName]:
    """Return the names of all themes by id."""
    with reading(engine) as session:
        rows = session.scalars(select(Theme).order_by(Theme.id))
        return {row.id: ThemeName(**{name: getattr(row, name) for name in ThemeName.__slots__}) for row in rows}


def sources(engine: Engine) -> dict[str, SourceLine]:
    """Return all sources by id, best rank first."""
    with reading(engine) as session:
        rows = session.scalars(select(Source).order_by(Source.rank, Source.id))
        return {row.id: _source_line(row, row.id) for row in rows}


def coverage(engine: Engine, *, since: date, until: date) -> tuple[Coverage, ...]:
    """Return articles a source and day, from `since` to `until` inclusive; sources without any are included."""
    wanted = (
        select(Article.source, Article.published_on, func.count())
        .where(Article.published_on.between(since, until))
        .group_by(Article.source, Article.published_on)
    )
    named = sources(engine)
    days: dict[str, dict[date, int]] = defaultdict(dict)
    with reading(engine) as session:
        for source, day, count in session.execute(wanted):
            if day is not None:
                days[source][day] = count
    return tuple(Coverage(source=line.id, name=line.name, days=days.get(line.id, {})) for line in named.values())


def totals(engine: Engine) -> Totals:
    """Return how much the archive holds."""
    with reading(engine) as session:
        first_on, last_on = session.execute(
            select(func.min(Article.published_on), func.max(Article.published_on))
        ).one()
        return Totals(
            articles=_count(session, Article.id),
            stories=_count(session, Cluster.id),
            sources=session.scalar(select(func.count(Article.source.distinct()))) or 0,
            captures=_count(session, Capture.id),
            first_on=first_on,
            last_on=last_on,
        )


def _row(session: Session, article_id: int) -> Article:
    row = session.get(Article, article_id)
    if row is None:
        raise NotFound(f"no article has the number {article_id}", mend="`jianbao search` shows the numbers")
    return row


def _count(session: Session, column: Any) -> int:
    return session.scalar(select(func.count(column))) or 0


def _lines() -> Select[Article, str, int]:
    return (
        select(Article, Source.name, Cluster.size)
        .outerjoin(Source, Source.id == Article.source)
        .outerjoin(Cluster, Cluster.id == Article.cluster_id)
    )


def _lines_of(session: Session, numbers: list[int], step: int = 500) -> Iterable[ArticleLine]:
    for start in range(0, len(numbers), step):
        condition: ColumnElement[bool] = Article.id.in_(numbers[start : start + step])
        yield from (_line(*found) for found in session.execute(_lines().where(condition)))


def _line(row: Article, source_name: str | None, size: int | None) -> ArticleLine:
    return ArticleLine(
        id=row.id,
        title=row.title,
        kicker=row.kicker,
        url=row.url,
        source=row.source,
        source_name=source_name or row.source,
        published_on=row.published_on,
        first_seen_at=row.first_seen_at,
        cluster_id=row.cluster_id,
        cluster_size=size or 1,
    )


def _source_line(row: Source | None, source_id: str) -> SourceLine:
    if row is None:
        return SourceLine(id=source_id, name=source_id, family="")
    return SourceLine(**{name: getattr(row, name) for name in SourceLine.__slots__})


def _entries(session: Session, pages: list[int]) -> dict[int, list[EntryView]]:
    wanted = (
        select(LayoutEntry, Address.article_id)
        .outerjoin(Address, Address.url == LayoutEntry.url)
        .where(LayoutEntry.layout_page_id.in_(pages))
        .order_by(LayoutEntry.layout_page_id, LayoutEntry.order, LayoutEntry.id)
    )
    found: dict[int, list[EntryView]] = defaultdict(list)
    for row, article_id in session.execute(wanted):
        found[row.layout_page_id].append(
            EntryView(url=row.url, title=row.title, order=row.order, article_id=article_id)
        )
    return found
