"""Learn what is usual from the change log: each new article once, with our place in one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, and_, exists, func, select
from sqlalchemy.orm import Session

from archive.db import writing
from archive.health.evidence import habit_of
from archive.health.fields import Coverage, fields_of, note_fields
from archive.health.habit import Habit, begin_habit, note_article
from archive.models import Article, Cursor, Event, Placement
from archive.models import Habit as HabitRow

READER = "health"
"""Name of our place in the change log."""
STEP = 2000
"""Changes a transaction."""


def learn_habits(engine: Engine) -> int:
    """Read on in the change log to its end; return how many articles were counted.

    What was not news when it was stored (first crawls, backfills, imports) says nothing of hours and is passed over.
    """
    counted = 0
    while True:
        with writing(engine) as session:
            place = session.get(Cursor, READER)
            seen = place.seq if place is not None else 0
            until = session.scalar(select(func.max(Event.seq)).where(Event.seq <= seen + STEP, Event.seq > seen))
            if until is None:
                return counted
            counted += _learn(session, _articles(session, seen, until))
            session.merge(Cursor(reader=READER, seq=until))


def _articles(session: Session, seen: int, until: int) -> Sequence[Row[Any]]:
    """The new articles of a stretch of the log, in its order."""
    placed = exists().where(and_(Placement.article_id == Article.id, Placement.page_label != ""))
    wanted = (
        select(
            Article.source,
            Article.first_seen_at,
            Article.title,
            Article.published_on,
            func.length(Article.text).label("text_length"),
            placed.label("placed"),
        )
        .join(Event, Event.article_id == Article.id)
        .where(Event.seq > seen, Event.seq <= until, Event.kind == "new", Event.alertable)
        .order_by(Event.seq)
    )
    return session.execute(wanted).all()


def _learn(session: Session, articles: Sequence[Row[Any]]) -> int:
    sources = sorted({one.source for one in articles})
    rows = {row.source: row for row in session.scalars(select(HabitRow).where(HabitRow.source.in_(sources)))}
    known = {source: habit_of(row) for source, row in rows.items()}
    for one in articles:
        before = known.get(one.source)
        coverage = before[1] if before else Coverage()
        habit = note_article(before[0], one.first_seen_at) if before else begin_habit(one.first_seen_at)
        note_fields(coverage, _fields(one))
        known[one.source] = habit, coverage
    for source, (habit, coverage) in known.items():
        _keep(session, rows.get(source) or HabitRow(source=source), habit, coverage)
    return len(articles)


def _fields(one: Row[Any]) -> int:
    return fields_of(
        title=one.title,
        dated=one.published_on is not None,
        text_length=one.text_length,
        placed=bool(one.placed),
    )


def _keep(session: Session, row: HabitRow, habit: Habit, coverage: Coverage) -> None:
    row.last_new_at, row.week, row.weeks = habit.last_new_at, habit.week, habit.weeks
    row.past = list(habit.past)
    row.running = {str(hour): count for hour, count in habit.running.items()}
    row.recent, row.fields = list(coverage.recent), dict(coverage.before)
    session.add(row)
