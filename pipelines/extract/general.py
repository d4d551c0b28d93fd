"""Day and writers of a page that names them in no way we read ourselves: trafilatura's metadata.

Its extensive search for days is off: it takes any number that can be a day (date right when given .919 with it, .928
without, on 296 saved pages), and one of them took 2.7 s.
"""

from trafilatura.metadata import extract_metadata

from pipelines.extract.dates import read_moment
from pipelines.extract.reading import Reading, reading
from pipelines.extract.sight import Sight
from pipelines.extract.structured import signed_by


def read_general(sight: Sight) -> Reading:
    """Read day and writers; days after the fetch are out of range."""
    latest = sight.page.fetched_at.date().isoformat()
    search = {"original_date": True, "extensive_search": False, "max_date": latest}
    found = extract_metadata(sight.root, sight.page.url, date_config=search)
    day = read_moment(found.date or "", zone=None)
    return reading(
        "trafilatura",
        people=signed_by(found.author or ""),
        published_on=day.on if day else None,
        published_raw=found.date or "",
    )
