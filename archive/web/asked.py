"""What a search address asks for: query, order, page. Read once, for the page and its twins alike."""

from dataclasses import dataclass

from starlette.requests import Request

from archive import read
from archive.errors import QueryError
from archive.query import And, Near, Not, Or, Text, Tree, parse
from archive.read.views import ArticleLine
from archive.records import Answer, FacetCount, Hit
from archive.search import Sort, answer
from archive.web.filters import Links
from archive.web.site import Site, site_of
from archive.web.tallies import articles_by_source, articles_by_theme

SORTS: tuple[Sort, ...] = ("relevance", "date", "source")
LAST_PAGE = 5000
MOST_DIGITS = 18
"""Digits of the longest number read: it fits a row number."""
LAST_PAGE_OF_NEWEST = 50
"""Without a query there is a list of the newest articles; it is not the way to walk through an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as asked for."""

    query: str
    tree: Tree | None
    """None when nothing is asked: then the newest articles are shown."""
    sort: Sort
    links: Links
    """Keeps the order only when it was asked for."""

    @property
    def page(self) -> int:
        """Number of the page, from 1."""
        return self.links.page

    def listed(self, answer: Answer) -> int:
        """Return how many rows all pages of the answer have together: stories, or articles with every copy."""
        return answer.total if self.links.copies else answer.stories


def read_query(request: Request) -> str:
    """Return the query as typed, without blanks at its ends."""
    return request.query_params.get("q", "").strip()


def read_asked(request: Request) -> Asked:
    """Return what the address asks for. Raises QueryError when the query cannot be read."""
    query = read_query(request)
    site = site_of(request)
    if len(query) > site.web.query_max_chars:
        words = site.screens.words(request)
        raise QueryError(
            words("query-too-long", n=len(query), most=site.web.query_max_chars), mend=words("query-too-long-mend")
        )
    tree = parse(query) if query else None
    wish = request.query_params.get("sort", "")
    given = next((sort for sort in SORTS if sort == wish), None)
    links = Links(
        query=query,
        sort=given or "",
        page=_page(request.query_params.get("page", "")),
        copies=request.query_params.get("copies") == "1",
        upto=_number(request.query_params.get("upto", "")),
    )
    return Asked(query=query, tree=tree, sort=given or _usual_sort(tree), links=links)


def find(site: Site, asked: Asked, *, limit: int, facets: bool = True) -> Answer:
    """Return the page of the answer that is asked for."""
    offset = (asked.page - 1) * limit
    if asked.tree is None:
        return _newest(site, asked, limit=limit, facets=facets)
    return answer(
        site.engine,
        asked.query,
        limit=limit,
        offset=offset,
        sort=asked.sort,
        facets=facets,
        collapse=not asked.links.copies,
        upto=asked.links.upto or None,
    )


def _newest(site: Site, asked: Asked, *, limit: int, facets: bool) -> Answer:
    up_to = limit * min(asked.page, LAST_PAGE_OF_NEWEST)
    lines = read.recent(site.engine, limit=up_to, leads_only=not asked.links.copies)[limit * (asked.page - 1) :]
    totals = read.totals(site.engine)
    counts = {"source": articles_by_source(site.engine), "theme": articles_by_theme(site.engine)} if facets else {}
    return Answer(
        query="",
        total=totals.articles,
        stories=totals.stories,
        hits=tuple(_hit(line) for line in lines),
        facets={name: _largest_first(found) for name, found in counts.items()},
    )


def _hit(line: ArticleLine) -> Hit:
    return Hit(
        article_id=line.id,
        title=line.title,
        url=line.url,
        source=line.source,
        published_on=line.published_on,
        cluster_id=line.cluster_id,
        cluster_size=line.cluster_size,
        kicker=line.kicker,
    )


def _largest_first(counts: dict[str, int]) -> tuple[FacetCount, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetCount(value=value, count=count) for value, count in ordered)


def _page(wish: str) -> int:
    return max(1, min(int(wish), LAST_PAGE)) if wish.isascii() and wish.isdecimal() and len(wish) < 9 else 1


def _number(wish: str) -> int:
    return int(wish) if wish.isascii() and wish.isdecimal() and len(wish) <= MOST_DIGITS else 0


def _usual_sort(tree: Tree | None) -> Sort:
    """Return the order of a reader who chose none: words are ranked, mere filters show the newest first."""
    return "relevance" if tree is not None and _has_words(tree) else "date"


def _has_words(tree: Tree) -> bool:
    if isinstance(tree, (And, Or)):
        return any(_has_words(part) for part in tree.parts)
    return not isinstance(tree, Not) and isinstance(tree, (Text, Near))
