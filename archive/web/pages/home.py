"""The front page: search box, newest policy coverage by theme, how much there is, and which days are missing."""

from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from archive import read
from archive.read.views import ArticleLine, Coverage
from archive.web.charts import shade
from archive.web.filters import filter_address, search_address
from archive.web.site import Site, site_of
from archive.web.tallies import articles_by_theme, newest_by_theme
from archive.web.themes import ThemeNames

THEMES_SHOWN = 9
STORIES_SHOWN = 4
SOURCES_SHOWN = 25
EXAMPLES = ("产业强市", "创新 -房地产", "title:人才", "theme:tech-innovation")


@dataclass(slots=True, kw_only=True)
class Group:
    """One theme on the front page."""

    name: str
    address: str
    total: int
    rows: list[ArticleLine]


@dataclass(slots=True, kw_only=True)
class Cell:
    """One day of one source in the coverage strip."""

    count: int
    shade: int


@dataclass(slots=True, kw_only=True)
class Row:
    """One source in the coverage strip."""

    source: str
    name: str
    cells: list[Cell]


def front(request: Request) -> Response:
    """Show the front page; an empty archive shows the first commands instead."""
    site = site_of(request)
    totals = read.totals(site.engine)
    names = ThemeNames(site.engine, site.screens.language(request))
    today = site.clock().astimezone(site.screens.zone).date()
    days = [today - timedelta(days=back) for back in reversed(range(site.web.coverage_days))]
    return site.screens.show(
        request,
        "home.html",
        totals=totals,
        examples=[(search_address(words), words) for words in EXAMPLES],
        groups=_groups(site, names) if totals.articles else [],
        days=days,
        rows=_rows(read.coverage(site.engine, since=days[0], until=days[-1]), days),
    )


def _groups(site: Site, names: ThemeNames) -> list[Group]:
    """Return the themes with the newest stories, the one with most of them first."""
    counts = articles_by_theme(site.engine)
    groups = [
        Group(
            name=names.name(theme),
            address=filter_address("theme", theme),
            total=counts.get(theme, 0),
            rows=rows[:STORIES_SHOWN],
        )
        for theme, rows in newest_by_theme(site.engine).items()
    ]
    groups.sort(key=lambda group: -len(group.rows))
    return groups[:THEMES_SHOWN]


def _rows(coverage: tuple[Coverage, ...], days: list[date]) -> list[Row]:
    rows = []
    for source in coverage[:SOURCES_SHOWN]:
        counts = [source.days.get(day, 0) for day in days]
        cells = [Cell(count=count, shade=shade(count, max(counts))) for count in counts]
        rows.append(Row(source=source.source, name=source.name, cells=cells))
    return rows
