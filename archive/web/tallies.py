"""Counts and groupings that only screens need. Reads; writes nothing."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Engine, func, select

from archive import read
from archive.db import reading
from archive.models import Article, Placement, Tag
from archive.query import Tree
from archive.read.views import ArticleLine, EntryView, LayoutView
from archive.search import backend

# Enough for the larger themes of a day to fill their columns; read by index, so the archive's size is no matter.
NEWEST_STORIES = 150
# SQLite takes 32,766 values in a statement; short statements are planned faster.
STEP = 500


def articles_by_theme(engine: Engine) -> dict[str, int]:
    """Return theme id → articles that carry it."""
    with reading(engine) as session:
        wanted = select(Tag.theme, func.count(Tag.article_id.distinct()).label("articles")).group_by(Tag.theme)
        return {row.theme: row.articles for row in session.execute(wanted)}


def articles_by_source(engine: Engine) -> dict[str, int]:
    """Return source id → its articles."""
    with reading(engine) as session:
        wanted = select(Article.source, func.count().label("articles")).group_by(Article.source)
        return {row.source: row.articles for row in session.execute(wanted)}


def newest_by_theme(engine: Engine, *, stories: int = NEWEST_STORIES) -> dict[str, list[ArticleLine]]:
    """Return theme id → newest stories that are about it, the theme with the newest story first.

    A story stands once, under the theme it is most about; stories that only mention themes are left out.
    """
    newest = read.recent(engine, limit=stories, leads_only=True)
    leading: dict[int, str] = {}
    with reading(engine) as session:
        wanted = (
            select(Tag.article_id, Tag.theme)
            .where(Tag.article_id.in_([line.id for line in newest]), Tag.central)
            .order_by(Tag.score.desc(), Tag.theme)
        )
        for article_id, theme in session.execute(wanted):
            leading.setdefault(article_id, theme)
    groups: dict[str, list[ArticleLine]] = defaultdict(list)
    for line in newest:
        if line.id in leading:
            groups[leading[line.id]].append(line)
    return dict(groups)


def articles_by_day(engine: Engine, tree: Tree) -> dict[date, int]:
    """Return day → articles that the query finds; for answers of at most a few thousand articles."""
    counts: dict[date, int] = defaultdict(int)
    with reading(engine) as session:
        numbers = [int(number) for number in backend(engine).ids(session, tree)]
        for start in range(0, len(numbers), STEP):
            wanted = select(Article.published_on).where(Article.id.in_(numbers[start : start + STEP]))
            for day in session.scalars(wanted):
                if day is not None:
                    counts[day] += 1
    return dict(counts)


def placed_layout(engine: Engine, source: str, day: date) -> tuple[LayoutView, ...]:
    """Return the layout pages of an edition as its stored articles name them, for when its own pages were not seen."""
    wanted = (
        select(Placement, Article.id, Article.title)
        .join(Article, Article.id == Placement.article_id)
        .where(Article.source == source, Placement.edition_on == day)
        .order_by(Placement.page_label, Placement.order, Placement.id)
    )
    entries: dict[str, list[EntryView]] = defaultdict(list)
    names: dict[str, str] = {}
    with reading(engine) as session:
        for row, article_id, title in session.execute(wanted):
            entry = EntryView(url=row.url, title=title, order=row.order or 0, article_id=article_id)
            entries[row.page_label].append(entry)
            names[row.page_label] = names.get(row.page_label) or row.page_name
    return tuple(
        LayoutView(
            label=label, name=names[label], url="", order=place, pdf_url="", capture_id=None, entries=tuple(found)
        )
        for place, (label, found) in enumerate(entries.items(), start=1)
    )
