"""Which sources behind a reader's searches are not well, for the line of a letter that says what may be missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from archive import runs
from archive.health import HOUSE_ZONE, board
from archive.query import And, Filter, Not, Or, Tree
from archive.query.fold import fold_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A source that is failing, blocked, silent, late or lost."""

    source: str
    name: str
    place: str
    well_on: date | None
    """Day of its last good run; None when there was none."""


def find_gaps(engine: Engine, *, now: datetime) -> tuple[Gap, ...]:
    """Return the sources that are not well now, by id."""
    places = {state.id: state.place for state in runs.states(engine)}
    return tuple(
        Gap(
            source=one.source,
            name=one.name,
            place=places.get(one.source, ""),
            well_on=one.last_success_at.astimezone(HOUSE_ZONE).date() if one.last_success_at else None,
        )
        for one in board(engine, now=now)
        if one.is_red
    )


def gaps_behind(trees: Iterable[Tree], gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the gaps that may have cost one of the searches something."""
    asked = tuple(trees)
    return tuple(gap for gap in gaps if any(is_behind(tree, gap) for tree in asked))


def is_behind(tree: Tree, gap: Gap) -> bool:
    """Tell whether an article of a source could be found by a tree, going by its filters for source and place.

    >>> from archive.query import parse
    >>> gap = Gap(source="yunjiang-daily", name="云江日报", place="cn-jiangsu-yunjiang", well_on=None)
    >>> is_behind(parse("人才 place:cn-jiangsu"), gap), is_behind(parse("人才 -source:云江日报"), gap)
    (True, False)
    """
    if isinstance(tree, And):
        return all(is_behind(part, gap) for part in tree.parts)
    if isinstance(tree, Or):
        return any(is_behind(part, gap) for part in tree.parts)
    if isinstance(tree, Not):
        # Only a whole source or place can be ruled out by an absence.
        return not (_names_source(tree.part) and is_behind(tree.part, gap))
    if isinstance(tree, Filter) and tree.field == "source":
        return tree.value in (fold_value(gap.source), fold_value(gap.name))
    if isinstance(tree, Filter) and tree.field == "place":
        return f"{fold_value(gap.place)}-".startswith(f"{tree.value}-")
    return True


def _names_source(tree: Tree) -> bool:
    return isinstance(tree, Filter) and tree.field in ("source", "place")
