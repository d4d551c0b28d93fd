"""What a list adapter of a government site is: the text of an answer in, rows and what to ask next out.

Pure, as is every adapter: no network, no clock, no archive. The spider asks, counts and decides when to stop.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from crawler.registry.schema import GovOptions
from crawler.spiders.lists import ListLink

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
JSON = "application/json;charset=UTF-8"
PAGE = "page"
"""Step of the address that the source file names; every list begins with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request for a page of a list."""

    url: str
    number: int = 1
    """Number of the list page it leads to, from 1."""
    step: str = PAGE
    """What the answer is, in the adapter's own words."""
    body: bytes = b""
    """Sent by POST; empty means GET."""
    content_type: str = FORM
    memory: Mapping[str, str] = field(default_factory=dict)
    """What the adapter wants to know again when it reads the answer."""
    is_guess: bool = False
    """The page may not exist: a 404 is then the end of the list and no trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An answer to be read."""

    text: str
    url: str
    """Address after redirects."""
    ask: Ask
    today: date
    options: GovOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """What an answer says."""

    rows: tuple[ListLink, ...] = ()
    next: Ask | None = None
    """The next page of the same list; None at its end."""
    lists: tuple[Ask, ...] = ()
    """Where the rows really are, when the answer was only the way there: each begins a list of its own."""
    pages: int | None = None
    """How many pages the list has; None when it does not say."""
    trouble: str = ""
    """Why nothing could be read; empty when it could."""


class Adapter(Protocol):
    """The way one content management system writes its lists."""

    name: str
    """As `gov: list:` in a source file calls it."""

    def fits(self, html: str, url: str) -> bool:
        """Tell whether the page that a source file names is of this kind."""

    def read(self, seen: Seen) -> ListPage:
        """Return the rows of an answer and what to ask next."""

    def missing(self, ask: Ask) -> Ask | None:
        """Return what to ask instead of a page that is not there; None when the list ends."""


class Plain:
    """What most adapters say: a missing page is the end."""

    def missing(self, ask: Ask) -> Ask | None:
        """Return nothing: there is no other way."""
        return None


def form(fields: Mapping[str, object]) -> bytes:
    """Return form fields as a request body."""
    return urlencode({name: str(value) for name, value in fields.items()}).encode("ascii")


def json_body(fields: Mapping[str, object]) -> bytes:
    """Return fields as a JSON request body."""
    return json.dumps(fields, ensure_ascii=False).encode()


def pages_of(rows: int, page_size: int) -> int | None:
    """Return how many pages so many rows fill; None when the number of rows is unknown.

    >>> pages_of(41, 20)
    3
    """
    return -(-rows // page_size) if rows > 0 and page_size > 0 else None


def is_end(number: int, pages: int | None, rows: int) -> bool:
    """Tell whether the page `number` with so many rows is the last of its list."""
    return rows == 0 if pages is None else number >= pages
