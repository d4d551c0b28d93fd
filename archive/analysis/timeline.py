"""How many articles a query finds over time: as a count, and as a share of all that was collected.

A share is honest only beside what was collected: each point says how many articles the archive has of that time within
the query's frame (its filters by source, place and language). A day of which it has none at all was either quiet, when
a run asked one of the frame's sources that day and ended well, or not collected, when none did; see asked_days. The
frame's sources are those of which it has any article.
"""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.analysis.asked_days import asked_days
from archive.db import reading
from archive.errors import AskedWrongly
from archive.query import And, Filter, Not, Or, Tree, canonical, parse
from archive.search import Ids, backend, refuse_ambiguous

Grain = Literal["day", "month", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
LABEL_LENGTHS = {"day": 10, "month": 7, "year": 4}
"""Characters of 2026-03-10 that name the day, the month, the year."""
FRAME_FIELDS = ("source", "place", "lang")
"""Filters that say which part of the press is asked about, rather than what is sought in it."""
LONGEST_DAYS = 366 * 100
"""Longest stretch shown, in days: a page that prints the year 206 for 2026 must not make two thousand empty years."""
Span = tuple[date, date]


@dataclass(slots=True, kw_only=True)
class Point:
    """One day, month or year of a timeline."""

    label: str
    """Such as 2026-03-10, 2026-03 or 2026."""
    count: int
    """Articles found."""
    collected: int
    """Articles that the archive has of that time within the query's frame."""
    share: float | None
    """`count` of `collected`, 0 to 1; None when nothing was collected."""
    days: int
    """Days of it within the stretch shown."""
    days_missing: int
    """Of these, days not collected: no article within the frame, and no run that asked for any ended well."""
    days_quiet: int
    """Of these, days of which there is no article although a run asked for some and ended well."""

    @property
    def is_gap(self) -> bool:
        """True when nothing was collected and on some day nobody looked: a count of 0 then says nothing."""
        return self.collected == 0 and self.days_missing > 0


@dataclass(slots=True, kw_only=True)
class Timeline:
    """The articles that a query finds, over time."""

    query: str
    """In canonical form."""
    frame: str
    """What the share is of, as a query; empty means all articles."""
    grain: Grain
    total: int
    """Exact number of articles found, those without a day included."""
    undated: int
    """Of these, articles without a day: in no point."""
    points: tuple[Point, ...]
    """Without holes, ascending, from the first article found to the last."""


def timeline(engine: Engine, query: str, *, grain: Grain = "month") -> Timeline:
    """Return how many articles the query finds over time. Raises QueryError; AskedWrongly for an unknown grain."""
    if grain not in GRAINS:
        raise AskedWrongly(f"there is no grain '{grain}'", mend=f"use one of: {', '.join(GRAINS)}")
    with reading(engine) as session:
        tree = parse(query)
        refuse_ambiguous(session, tree)
        return timeline_of(engine, session, tree, grain=grain)


def timeline_of(engine: Engine, session: Session, tree: Tree, *, grain: Grain, span: Span | None = None) -> Timeline:
    """Return the timeline of a query that has been read, over its own stretch of days or the one given."""
    return timeline_of_ids(engine, session, tree, backend(engine).ids(session, tree), grain=grain, span=span)


def timeline_of_ids(
    engine: Engine, session: Session, tree: Tree, matched: Ids, *, grain: Grain, span: Span | None = None
) -> Timeline:
    """Return the timeline of a query whose matching articles are known."""
    searcher = backend(engine)
    found = searcher.days(session, matched)
    frame = frame_of(tree)
    framed = searcher.ids(session, frame) if frame is not None else None
    held = searcher.days(session, framed)
    undated = found.get(None, 0)
    shown = _days(span or _span(found), held, LABEL_LENGTHS[grain])
    return Timeline(
        query=canonical(tree),
        frame=canonical(frame) if frame is not None else "",
        grain=grain,
        total=len(matched),
        undated=undated,
        points=_points(found, held, shown, _quiet(engine, session, shown, held, framed), LABEL_LENGTHS[grain]),
    )


def collected(
    engine: Engine, tree: Tree, days: Collection[date] = ()
) -> tuple[Mapping[date | None, int], frozenset[date]]:
    """Return day → articles that the archive has within the frame of a query: what a share is of.

    And which of the days asked about were quiet: looked at, and nothing found.
    """
    frame = frame_of(tree)
    searcher = backend(engine)
    with reading(engine) as session:
        framed = searcher.ids(session, frame) if frame is not None else None
        held = searcher.days(session, framed)
        return held, _quiet(engine, session, days, held, framed)


def _quiet(
    engine: Engine, session: Session, days: Collection[date], held: Mapping[date | None, int], framed: Ids | None
) -> frozenset[date]:
    """Return those of the days without articles on which one of the frame's sources was asked well."""
    empty = [day for day in days if day not in held]
    if not empty:
        return frozenset()
    if framed is None:
        return asked_days(session, empty)
    return asked_days(session, empty, [one.value for one in backend(engine).facets(session, framed)["source"]])


def span_of(engine: Engine, session: Session, tree: Tree) -> Span | None:
    """Return the first and the last day of the articles that a query finds; None when none has a day."""
    searcher = backend(engine)
    return _span(searcher.days(session, searcher.ids(session, tree)))


def frame_of(tree: Tree) -> Tree | None:
    """Return the part of a query that says which part of the press it asks about; None when it asks about all."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    framing = tuple(part for part in parts if _frames(part) and not isinstance(part, Not))
    if not framing:
        return None
    return framing[0] if len(framing) == 1 else And(parts=framing)


def _frames(tree: Tree) -> bool:
    if isinstance(tree, (And, Or)):
        return all(_frames(part) for part in tree.parts)
    if isinstance(tree, Not):
        return _frames(tree.part)
    return isinstance(tree, Filter) and tree.field in FRAME_FIELDS


def _span(found: Mapping[date | None, int]) -> Span | None:
    days = [day for day in found if day is not None]
    if not days:
        return None
    last = max(days)
    earliest = date.fromordinal(max(1, last.toordinal() - LONGEST_DAYS))
    return max(min(days), earliest), last


def _whole(span: Span, held: Mapping[date | None, int], length: int) -> tuple[int, int]:
    """Return first and last day, as ordinals, of the whole months or years of a stretch, as far as was collected.

    A share of half a month would not be comparable with that of the next.
    """
    first = date.fromisoformat(f"{span[0].isoformat()[:length]}-01-01"[:10])
    last = date.fromisoformat(f"{span[1].isoformat()[:length]}-12-31"[:10] if length != 7 else _month_end(span[1]))
    known = [day for day in held if day is not None] or list(span)
    return (
        min(span[0], max(first, min(known))).toordinal(),
        max(span[1], min(last, max(known))).toordinal(),
    )


def _month_end(day: date) -> str:
    return day.replace(day=monthrange(day.year, day.month)[1]).isoformat()


def _days(span: Span | None, held: Mapping[date | None, int], length: int) -> list[date]:
    """Return every day that is shown, ascending."""
    if span is None:
        return []
    first, last = _whole(span, held, length)
    return [date.fromordinal(number) for number in range(first, last + 1)]


def _points(
    found: Mapping[date | None, int],
    held: Mapping[date | None, int],
    shown: Collection[date],
    quiet: Collection[date],
    length: int,
) -> tuple[Point, ...]:
    points: dict[str, Point] = {}
    for day in shown:
        label = day.isoformat()[:length]
        if label not in points:
            points[label] = Point(label=label, count=0, collected=0, share=None, days=0, days_missing=0, days_quiet=0)
        point = points[label]
        point.days += 1
        point.count += found.get(day, 0)
        point.collected += held.get(day, 0)
        point.days_quiet += day in quiet
        point.days_missing += day not in held and day not in quiet
    for point in points.values():
        point.share = point.count / point.collected if point.collected else None
    return tuple(points.values())
