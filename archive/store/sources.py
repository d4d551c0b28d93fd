"""The row that every source needs before an article or a run can name it. Timetables and states are kept by `runs`."""

from sqlalchemy.orm import Session

from archive.models import Source

IMPORT = "import"
"""Family of a source that no source file describes: its articles were given by hand."""


def ensure_source(session: Session, source_id: str) -> Source:
    """Return the row of a source; one that nobody enlisted gets a plain row that the clock never crawls."""
    row = session.get(Source, source_id)
    if row is None:
        row = Source(id=source_id, name=source_id, family=IMPORT, enabled=False)
        session.add(row)
        session.flush()
    return row
