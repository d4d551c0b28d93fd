"""Day and writers by trafilatura's metadata, for pages that name them in no way of ours."""

from datetime import UTC, date, datetime

import pytest

from pipelines.extract.general import read_general
from pipelines.extract.sight import Sight
from pipelines.extract.tree import parse
from pipelines.items import FetchedPage


def sight(html: str) -> Sight:
    """A page opened for reading."""
    root = parse(html)
    assert root is not None
    page = FetchedPage(
        url="http://paper.test/a", source="x", source_name="", body=b"", fetched_at=datetime(2024, 3, 1, tzinfo=UTC)
    )
    return Sight(root=root, html=html, page=page, meta={}, blocks=[], language="en")


PAGE = """<html><head><title>Bridge</title><meta property="article:published_time" content="2024-02-20"></head><body>
<p class="byline">Mary Brown</p><p>The bridge is open.</p>%s</body></html>"""


def test_day_and_writer() -> None:
    """The library's day and the writer that it finds by class names are given, with its name as provenance."""
    found = read_general(sight(PAGE % ""))

    assert found.published_on == date(2024, 2, 20)
    assert [person.name for person in found.people] == ["Mary Brown"]
    assert set(found.provenance.values()) == {"trafilatura"}


def test_writers_are_not_looked_for_unasked() -> None:
    """Where the writers are known already, only the day is given."""
    found = read_general(sight(PAGE % ""), people=False)

    assert (found.people, found.published_on) == ((), date(2024, 2, 20))


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"NewsArticle","author":{"name":[1,null]}}',
        '{"@type":"NewsArticle","author":7,"headline":{}}',
        '{"@type":["NewsArticle",null],"publisher":[[]]}',
        "[" * 3000,
        '{"@context":"http://schema.org","@graph":null}',
    ],
)
def test_data_of_strange_make_is_passed_over(data: str) -> None:
    """JSON-LD that the library stumbles over costs neither the page nor its day."""
    found = read_general(sight(PAGE % f'<script type="application/ld+json">{data}</script>'))

    assert found.published_on == date(2024, 2, 20)


def test_day_after_the_fetch_is_none() -> None:
    """A day that was not yet when the page was fetched is not given."""
    found = read_general(sight(PAGE.replace("2024-02-20", "2024-05-01") % ""))

    assert found.published_on is None
