"""Where the next page of an answer begins, so that articles stored meanwhile move nothing.

A cursor is plain text, `UPTO.BEGIN.CHECK`: the largest article number that the first page could have shown, how many
hits came before, and a check that question and order are the same. Articles get ascending numbers, so later ones are
left out of later pages; what was changed or removed meanwhile may still move hits.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from archive.errors import QueryError

CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})\.([0-9a-f]{8})", re.ASCII)
MEND = "begin again without a cursor; one goes with its own question, order and folding of stories only"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins."""

    upto: int | None = None
    """Largest article number that counts; None for all."""
    offset: int = 0
    """Hits before it."""


def write_cursor(place: Place, asked: tuple[str, ...]) -> str:
    """Return the cursor of a place in the answer to what was asked: the canonical query, the order and so on.

    >>> write_cursor(Place(upto=812, offset=20), ("创新", "date"))
    '812.20.9e7b4ae5'
    """
    return f"{place.upto or 0}.{place.offset}.{_check(asked)}"


def read_cursor(cursor: str, asked: tuple[str, ...]) -> Place:
    """Return the place that a cursor names. Raises QueryError when it is none, or of another question."""
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise QueryError(f"'{cursor[:60]}' is no cursor of a page", mend=MEND)
    if found.group(3) != _check(asked):
        raise QueryError("the cursor is of another question", mend=MEND)
    return Place(upto=int(found.group(1)), offset=int(found.group(2)))


def _check(asked: tuple[str, ...]) -> str:
    return sha256("\n".join(asked).encode()).hexdigest()[:8]
