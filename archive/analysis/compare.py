"""Up to five queries side by side over the same stretch of time, and how many articles any two have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from sqlalchemy import Engine

from archive.analysis.timeline import GRAINS, Grain, Timeline, span_of, timeline_of
from archive.db import reading
from archive.errors import AskedWrongly
from archive.query import parse
from archive.search import backend, refuse_ambiguous

MOST_QUERIES = 5
"""More lines than these cannot be told apart in one picture."""


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Queries over the same time."""

    timelines: tuple[Timeline, ...]
    """In the order asked, all with the same labels."""
    common: dict[tuple[int, int], int]
    """(place of one query, place of another), the smaller first → articles that both find."""


def compare(engine: Engine, queries: Sequence[str], *, grain: Grain = "month") -> Comparison:
    """Return the timelines of one to five queries. Raises QueryError, or AskedWrongly for too many or no queries."""
    if not 1 <= len(queries) <= MOST_QUERIES:
        wrong = f"{len(queries)} queries cannot be compared"
        raise AskedWrongly(wrong, mend=f"ask for 1 to {MOST_QUERIES}")
    if grain not in GRAINS:
        raise AskedWrongly(f"there is no grain '{grain}'", mend=f"use one of: {', '.join(GRAINS)}")
    trees = [parse(query) for query in queries]
    with reading(engine) as session:
        for tree in trees:
            refuse_ambiguous(session, tree)
        spans = [span for tree in trees if (span := span_of(engine, session, tree))]
        span = (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None
        timelines = tuple(timeline_of(engine, session, tree, grain=grain, span=span) for tree in trees)
        found = [backend(engine).ids(session, tree) for tree in trees]
    common = {
        (one, other): len(np.intersect1d(found[one], found[other], assume_unique=True))
        for one, other in combinations(range(len(trees)), 2)
    }
    return Comparison(timelines=timelines, common=common)
