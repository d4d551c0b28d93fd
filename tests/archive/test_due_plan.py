"""How SQLite finds the sources that are due: by their due time, without sorting or reading all of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event

from archive import runs
from archive.records import SourceRow


def test_due_sources_are_found_by_their_due_time(engine: Engine, now: datetime) -> None:
    """The claim walks the index of due times, and changes only the rows it found."""
    names = [f"yunjiang-{number}" for number in range(50)]
    runs.enlist(engine, [SourceRow(id=name, name=name, family="feed", every="1 hour") for name in names])
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    runs.claim_due(engine, now=now, owner="tests", lease_s=60, limit=10)
    event.remove(engine, "before_cursor_execute", note)
    statement, values = next(one for one in asked if "UPDATE source" in one[0])

    with engine.connect() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]

    assert any("SEARCH source USING INDEX ix_source_due (enabled=?" in step for step in steps), steps
    assert not any(step.startswith("SCAN source") for step in steps), steps
