"""How each source is: what is usual of it, what is not now, and the evidence. The board of all sources."""

from datetime import datetime

from sqlalchemy import Engine

from archive import runs
from archive.health.evidence import gather
from archive.health.habit import HOUSE_ZONE
from archive.health.judging import Evidence, SourceHealth, judge
from archive.health.learning import learn_habits

__all__ = ["HOUSE_ZONE", "Evidence", "SourceHealth", "board", "judge", "learn_habits", "of_source"]


def board(engine: Engine, *, now: datetime) -> tuple[SourceHealth, ...]:
    """Return how all enlisted sources are, by id. Asks the database as often for one source as for 20,000."""
    known = gather(engine)
    return tuple(judge(state, known.get(state.id, Evidence()), now=now) for state in runs.states(engine))


def of_source(engine: Engine, source: str, *, now: datetime) -> SourceHealth | None:
    """Return how one source is; None when it is not enlisted."""
    state = next((one for one in runs.states(engine) if one.id == source), None)
    return judge(state, gather(engine, source=source).get(source, Evidence()), now=now) if state is not None else None
