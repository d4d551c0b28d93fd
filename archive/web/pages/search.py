"""The results page: how the query was understood, the hits, what narrows them, when they were printed."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from archive import read
from archive.analysis import collected
from archive.errors import QueryError
from archive.extras import is_installed
from archive.query import explain
from archive.records import Answer, FacetCount, Hit, Mark, SourceLine
from archive.web import meaning
from archive.web.asked import LAST_PAGE, LAST_PAGE_OF_NEWEST, SORTS, Asked, find, read_asked, read_query
from archive.web.charts import HEIGHT, WIDTH, Bar, days_of, days_of_month, share_line, timeline, with_shares
from archive.web.filters import filter_address, leaf_of, narrowed, narrowings
from archive.web.notes import say_note
from archive.web.site import Site, site_of
from archive.web.tallies import articles_by_day
from archive.web.themes import Label, ThemeNames

FACETS = {
    "theme": "theme",
    "source": "source",
    "place": "place",
    "person": "person",
    "type": "type",
    "page": "page",
    "month": "date",
}
"""Facet → field of the filter it adds, in the order shown."""
FACET_ROWS = 40
THEMES_SHOWN = 5
MOST_BY_DAY = 5000
"""Articles whose days are counted one by one."""


@dataclass(slots=True, kw_only=True)
class Row:
    """One hit with the names of what it carries as numbers and ids."""

    hit: Hit
    source_name: str
    themes: list[Label]


@dataclass(slots=True, kw_only=True)
class FacetRow:
    """One value that narrows the answer, or widens it again when it is active."""

    name: str
    count: int
    address: str
    active: bool


@dataclass(slots=True, kw_only=True)
class ActiveFilter:
    """A filter that the query is under."""

    name: str
    without: str
    """Address of the search without it."""


class Names:
    """Names of themes and sources, read once a page."""

    def __init__(self, site: Site, language: str) -> None:
        self.themes = ThemeNames(site.engine, language)
        self.sources: Mapping[str, SourceLine] = read.sources(site.engine)

    def of(self, field: str, value: str) -> str:
        """Return how a value of a filter is said."""
        if field == "theme":
            return self.themes.name(value)
        return self.source(value) if field == "source" else value

    def source(self, source: str) -> str:
        """Return the name of a source."""
        line = self.sources.get(source)
        return line.name if line else source


def page(request: Request) -> Response:
    """Show the answer to a query; a query that cannot be read is shown with the place and the mend."""
    try:
        asked = read_asked(request)
    except QueryError as error:
        return _show_error(request, error)
    site = site_of(request)
    language = site.screens.language(request)
    rows_per_page = site.web.rows_per_page
    answer = find(site, asked, limit=rows_per_page)
    names = Names(site, language)
    bars = _bars(site, asked, answer)
    last_page = min(-(-asked.listed(answer) // rows_per_page), LAST_PAGE if asked.tree else LAST_PAGE_OF_NEWEST)
    return site.screens.show(
        request,
        "search.html",
        q=asked.query,
        error=None,
        explained=explain(asked.tree, "en" if language == "en" else "zh") if asked.tree else "",
        active=_active(asked, names),
        answer=answer,
        notes=[say_note(language, note) for note in answer.notes],
        rows=[_row(hit, names) for hit in answer.hits],
        first=(asked.page - 1) * rows_per_page + 1,
        facets=_facets(asked, answer, names),
        bars=bars,
        share_line=share_line(bars),
        most_share=max((bar.share or 0 for bar in bars), default=0),
        width=WIDTH,
        height=HEIGHT,
        sort=asked.sort,
        sorts=SORTS if asked.tree else (),
        nearby=meaning.wider(site, asked, request),
        may_widen=asked.tree is not None and meaning.is_offered(site),
        has_parquet=is_installed("pyarrow"),
        links=asked.links,
        last_page=last_page,
        page_numbers=page_numbers(asked.page, last_page),
    )


def page_numbers(page: int, last: int) -> list[int | None]:
    """Return the numbers a reader may want, None where some are left out.

    >>> page_numbers(6, 20)
    [1, None, 5, 6, 7, None, 20]
    """
    wanted = sorted({number for number in (1, page - 1, page, page + 1, last) if 1 <= number <= last})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and numbers[-1] != number - 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


def _show_error(request: Request, error: QueryError) -> Response:
    query = read_query(request)[: site_of(request).web.query_max_chars]
    place = error.position
    marks = [Mark(start=place, end=place + 1)] if place is not None else []
    return site_of(request).screens.show(
        request,
        "search.html",
        status=400,
        q=query,
        error=error,
        marks=marks,
        at_end=place is not None and place >= len(query),
        sort="relevance",
        links=None,
    )


def _bars(site: Site, asked: Asked, answer: Answer) -> tuple[Bar, ...]:
    """Return the articles over the months, over the days when all of them lie in one month."""
    months = answer.facets.get("month", ())
    if asked.tree is None:
        return timeline(months)
    if len(months) == 1 and answer.total <= MOST_BY_DAY:
        bars = days_of_month(months[0].value, articles_by_day(site.engine, asked.tree))
    else:
        bars = timeline(months)
    if not bars:
        return ()
    return with_shares(bars, *collected(site.engine, asked.tree, days_of(bars)))


def _row(hit: Hit, names: Names) -> Row:
    labels = [
        Label(id=theme, name=names.themes.name(theme), address=filter_address("theme", theme))
        for theme in hit.themes[:THEMES_SHOWN]
    ]
    return Row(hit=hit, source_name=names.source(hit.source), themes=labels)


def _active(asked: Asked, names: Names) -> list[ActiveFilter]:
    if asked.tree is None:
        return []
    return [
        ActiveFilter(name=names.of(one.field, one.value), without=asked.links.asking(one.without))
        for one in narrowings(asked.tree)
    ]


def _facets(asked: Asked, answer: Answer, names: Names) -> list[tuple[str, list[FacetRow]]]:
    """Return the facets that have a value; months newest first."""
    facets = []
    for facet, field in FACETS.items():
        counts = answer.facets.get(facet, ())
        ordered = tuple(reversed(counts)) if facet == "month" else counts
        rows = [row for one in ordered[:FACET_ROWS] if (row := _facet_row(asked, field, one, names))]
        if rows:
            facets.append((facet, rows))
    return facets


def _facet_row(asked: Asked, field: str, counted: FacetCount, names: Names) -> FacetRow | None:
    leaf = leaf_of(field, counted.value)
    if leaf is None:
        return None
    active = next((one for one in narrowings(asked.tree) if one.leaf == leaf), None) if asked.tree else None
    return FacetRow(
        name=names.of(field, counted.value),
        count=counted.count,
        address=asked.links.asking(active.without if active else narrowed(asked.tree, leaf)),
        active=active is not None,
    )
