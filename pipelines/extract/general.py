"""Day and writers of a page that names them in no way we read ourselves: trafilatura's metadata."""

from trafilatura.metadata import extract_metadata

from pipelines.extract.dates import read_moment
from pipelines.extract.reading import Reading, reading
from pipelines.extract.sight import Sight
from pipelines.extract.structured import signed_by


def read_general(sight: Sight) -> Reading:
    """Read day and writers with trafilatura; days after the fetch are out of its range."""
    latest = sight.page.fetched_at.date().isoformat()
    found = extract_metadata(
        sight.root,
        sight.page.url,
        date_config={"original_date": True, "extensive_search": True, "max_date": latest},
    )
    day = read_moment(found.date or "", zone=None)
    return reading(
        "trafilatura",
        people=signed_by(found.author or ""),
        published_on=day.on if day else None,
        published_raw=found.date or "",
    )
