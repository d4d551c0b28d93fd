"""Day and writers of a page that names them in no way we read ourselves: trafilatura's metadata.

Its extensive search for days is off: it takes any number that can be a day (date right when given .919 with it, .928
without, on 296 saved pages), and one of them took 2.7 s. Its parts are called one by one, as it looks for title, tags
and licence too, which takes as long again and is thrown away here.
"""

from contextlib import suppress

from lxml.html import HtmlElement

from pipelines.extract.dates import read_moment
from pipelines.extract.reading import Reading, reading
from pipelines.extract.sight import Sight
from pipelines.extract.structured import signed_by


def read_general(sight: Sight, *, people: bool = True) -> Reading:
    """Read the day, and the writers where they are asked for; days after the fetch are out of range."""
    # Loaded with the first page that needs it, as in `by_model`: most crawls hold none.
    from trafilatura.metadata import find_date  # type: ignore[attr-defined] # htmldate's, which comes with it

    latest = sight.page.fetched_at.date().isoformat()
    author, url = _author_and_address(sight.root, sight.page.url, people=people)
    found = find_date(sight.root, original_date=True, extensive_search=False, max_date=latest, url=url)
    day = read_moment(found or "", zone=None)
    return reading(
        "trafilatura",
        people=signed_by(author),
        published_on=day.on if day else None,
        published_raw=found or "",
    )


def _author_and_address(root: HtmlElement, url: str, *, people: bool) -> tuple[str, str | None]:
    """Return what the library's own road gives, without a title: author (empty for none) and canonical address."""
    from trafilatura.metadata import examine_meta, extract_author, extract_meta_json, extract_url

    told = examine_meta(root)
    # A single word is a place or an account, as the library has it.
    if told.author and " " not in told.author:
        told.author = None
    # It stumbles over data of strange make, and what it knew before is as good.
    with suppress(ValueError, TypeError, LookupError, AttributeError, RecursionError):
        told = extract_meta_json(root, told)
    if people and not told.author:
        told.author = extract_author(root)
    told.url = told.url or extract_url(root, url)
    told.clean_and_trim()
    return (told.author or "") if people else "", told.url
