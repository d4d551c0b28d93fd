"""The filters of a query: which are active, the query without one, the query with one more.

Works on the query's tree, so that a link never means anything else than what the reader would have typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from archive.errors import QueryError
from archive.query import And, Days, Filter, Tree, canonical, parse

Leaf = Filter | Days
# An article has one source and one day: a second filter of these takes the place of the first.
SINGLE = ("source", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """One filter that the whole query is under."""

    field: str
    """Such as theme, source or date."""
    value: str
    """As written behind the colon."""
    leaf: Leaf
    without: str
    """The query without it, empty when nothing is left to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses of the same search in another order, on another page, in another format."""

    query: str
    sort: str = ""
    """Empty means the usual order."""
    page: int = 1
    copies: bool = False
    """True shows every copy of a story, False one article a story."""
    upto: int = 0
    """Largest article number that counts, so that later pages fit the first; 0 = all."""

    @property
    def kept(self) -> dict[str, str]:
        """What a new query in the search box keeps of this one."""
        return {name: value for name, value in (("sort", self.sort), ("copies", "1" if self.copies else "")) if value}

    def asking(self, query: str) -> str:
        """Return the address of another query in the same order, from its first page."""
        return replace(self, query=query, page=1, upto=0).address("/search")

    def sorted_by(self, sort: str) -> str:
        """Return the address of this query in another order, from its first page."""
        return replace(self, sort=sort, page=1, upto=0).address("/search")

    def with_copies(self, copies: bool) -> str:
        """Return the address of this query with every copy, or with one article a story."""
        return replace(self, copies=copies, page=1, upto=0).address("/search")

    def on_page(self, page: int, upto: int = 0) -> str:
        """Return the address of another page of this answer; `upto`: its largest article number."""
        return replace(self, page=page, upto=self.upto or upto).address("/search")

    @property
    def by_meaning(self) -> str:
        """Address of this search with a list of what is near in meaning beside it."""
        return f"{self.address('/search')}&meaning=1"

    def twin(self, kind: str) -> str:
        """Return the address of this search as `json`, `csv` or `atom`."""
        return self.address(f"/search.{kind}")

    def address(self, path: str) -> str:
        """Return the path with what is asked behind it."""
        page = str(self.page) if self.page > 1 else ""
        asked = {"q": self.query, **self.kept, "page": page, "upto": str(self.upto) if self.upto and page else ""}
        return f"{path}?{urlencode({name: value for name, value in asked.items() if value or name == 'q'})}"


def outward(url: str) -> str:
    """Return the address of an article at its source when a browser may follow it, else nothing.

    >>> outward("javascript:alert(1)")
    ''
    """
    return url if url.startswith(("http://", "https://")) else ""


def search_address(query: str) -> str:
    """Return the address of the search for a query."""
    return Links(query=query).address("/search")


def leaf_of(field: str, value: str) -> Leaf | None:
    """Return the filter that `field:value` means, None when it cannot be asked for."""
    try:
        tree = parse(f'{field}:"{value.replace(chr(34), "")}"')
    except QueryError:
        return None
    return tree if isinstance(tree, (Filter, Days)) else None


def filter_address(field: str, value: str) -> str:
    """Return the address of the search for one filter alone, such as all articles of a source."""
    leaf = leaf_of(field, value)
    return search_address(canonical(leaf) if leaf else f"{field}:{value}")


def narrowings(tree: Tree) -> tuple[Narrowing, ...]:
    """Return the filters that the whole query is under, in their order."""
    found = []
    for leaf in _parts(tree):
        if isinstance(leaf, (Filter, Days)):
            field, _, value = canonical(leaf).partition(":")
            found.append(Narrowing(field=field, value=value.strip('"'), leaf=leaf, without=_without(tree, leaf)))
    return tuple(found)


def narrowed(tree: Tree | None, leaf: Leaf) -> str:
    """Return the query with one more filter; a second source or day takes the place of the first."""
    if tree is None:
        return canonical(leaf)
    kept = [part for part in _parts(tree) if not _gives_way(part, leaf)]
    return _written([*kept, leaf])


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, And) else (tree,)


def _without(tree: Tree, leaf: Leaf) -> str:
    return _written([part for part in _parts(tree) if part != leaf])


def _written(parts: Sequence[Tree]) -> str:
    """Return all parts as one query, empty when that cannot be asked, as when only a NOT is left."""
    if not parts:
        return ""
    query = canonical(And(parts=tuple(dict.fromkeys(parts))) if len(parts) > 1 else parts[0])
    try:
        parse(query)
    except QueryError:
        return ""
    return query


def _gives_way(part: Tree, leaf: Leaf) -> bool:
    if isinstance(leaf, Days):
        return isinstance(part, Days)
    return isinstance(leaf, Filter) and isinstance(part, Filter) and part.field == leaf.field and leaf.field in SINGLE
