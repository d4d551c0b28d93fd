"""Filter values and their numbers: which value has which token, and which values a filter of a query means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from archive.models import Article, Dimension, Source, Theme
from archive.prepared import Prepared
from archive.query.fold import fold_value
from archive.search.base import IndexDoc
from archive.search.initials import by_initials

ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
CHUNK = 200
"""Values asked for by one statement."""
STEP = 8
"""Statements ask for so many values more, one than the next."""
NEW_VALUE = Prepared(
    text("INSERT INTO dimension (kind, value) VALUES (:kind, :value) ON CONFLICT DO NOTHING RETURNING id")
)
KEPT = select(Dimension.value, Dimension.id).where(Dimension.kind == bindparam("kind"))
LADDERS = ("place", "lang")
"""Fields whose values stand in steps: `cn-jiangsu` also means `cn-jiangsu-zhenjiang`, `zh` also `zh-hans`."""


def doc_values(doc: IndexDoc) -> list[tuple[str, str]]:
    """Return what an article can be filtered by, as (field, value) in the form in which it is kept."""
    kept = [("source", doc.source), *(("theme", theme) for theme in doc.themes)]
    kept += [("author", fold_value(name)) for name in doc.people]
    kept += [("person", fold_value(name)) for name in doc.persons]
    kept += [("org", fold_value(name)) for name in doc.orgs]
    kept += [("place", fold_value(name)) for name in doc.places]
    kept += [("place", fold_value(doc.place)), ("type", doc.kind), ("lang", fold_value(doc.language))]
    kept.append(("page", page_value(doc.page_label)))
    return [pair for pair in dict.fromkeys(kept) if pair[1]]


def page_value(label: str) -> str:
    """Return a layout page's label without its zeros, so that A01 and a1 are one.

    >>> page_value("A01"), page_value("第10版")
    ('a1', '第10版')
    """
    return ZEROS.sub("", fold_value(label))


def number_values(session: Session, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the number of each value; new values get one, in the session's transaction."""
    connection = session.connection()
    wanted = list(dict.fromkeys(pairs))
    numbers = known_values(session, wanted)
    for kind, value in wanted:
        if (kind, value) not in numbers:
            # Another writer may have been first; then the row is asked for again.
            found = NEW_VALUE.run(connection, {"kind": kind, "value": value})
            numbers[kind, value] = found[0][0] if found else _known_numbers(connection, [(kind, value)])[kind, value]
    return numbers


def known_values(session: Session, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the number of each value that has one."""
    wanted = list(dict.fromkeys(pairs))
    numbers: dict[tuple[str, str], int] = {}
    for start in range(0, len(wanted), CHUNK):
        numbers.update(_known_numbers(session.connection(), wanted[start : start + CHUNK]))
    return numbers


def _known_numbers(connection: Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    places = -len(pairs) // STEP * -STEP  # the last pair fills up, so that there are few statements
    filled = [*pairs, *[pairs[-1]] * (places - len(pairs))]
    given = {f"{part}{place}": word for place, pair in enumerate(filled) for part, word in zip("kv", pair, strict=True)}
    return {(kind, value): number for kind, value, number in _asking(places).run(connection, given)}


@cache
def _asking(places: int) -> Prepared:
    """Return the statement that asks for so many values."""
    each = [
        and_(Dimension.kind == bindparam(f"k{place}"), Dimension.value == bindparam(f"v{place}"))
        for place in range(places)
    ]
    return Prepared(select(Dimension.kind, Dimension.value, Dimension.id).where(or_(*each)))


class ArchiveValues:
    """The filter values of one archive as one session sees them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.notes: dict[str, None] = {}
        """What was asked for and is not in the archive, a sentence each."""

    def numbers(self, field: str, value: str) -> list[int]:
        """Return the numbers of all values that a filter means; none when the archive has no such value."""
        if field in ("author", "person", "org", "type", "page"):
            wanted = page_value(value) if field == "page" else value
            exact = select(Dimension.id).where(Dimension.kind == field, Dimension.value == wanted)
            return list(self._session.scalars(exact))
        known = {row.value: row.id for row in self._kept(field)}
        names = {value} | self._ids_named(field, value)
        found = [number for kept, number in known.items() if fold_value(kept) in names]
        if field in LADDERS:
            found += [number for kept, number in known.items() if fold_value(kept).startswith(f"{value}-")]
        if not found:
            found = self._by_initials(field, value, known)
        if not found:
            near = get_close_matches(value, [fold_value(kept) for kept in known], n=1)
            hint = f"; the nearest is {near[0]}" if near else ""
            self.notes[f"no article has the {field} {value}{hint}"] = None
        return found

    def _by_initials(self, field: str, value: str, known: Mapping[str, int]) -> list[int]:
        """Return the numbers of the sources or places that bear the value as the initials of their pinyin."""
        ids = by_initials(self._session, field, value, known)
        if not ids:
            return []
        self.notes[f"{field}:{value} is read as {' or '.join(ids)}"] = None
        ladders = tuple(f"{one}-" for one in ids) if field in LADDERS else ()
        return [
            number
            for kept, number in known.items()
            if fold_value(kept) in ids or (ladders and fold_value(kept).startswith(ladders))
        ]

    def span(self) -> tuple[date, date]:
        """Return the first and the last day that any article has."""
        first, last = self._session.execute(
            select(
                select(func.min(Article.published_on)).scalar_subquery(),
                select(func.max(Article.published_on)).scalar_subquery(),
            )
        ).one()
        return first or date.max, last or date.min

    def _kept(self, field: str) -> Sequence[Row[str, int]]:
        return self._session.execute(KEPT, {"kind": field}).all()

    def _ids_named(self, field: str, value: str) -> set[str]:
        """Return the ids of sources or themes that bear the value as their name."""
        named: list[tuple[str, str]] = []
        if field == "source":
            named = [(row.id, row.name) for row in self._session.execute(select(Source.id, Source.name))]
        elif field == "theme":
            rows = self._session.execute(select(Theme.id, Theme.zh, Theme.en))
            named = [(row.id, name) for row in rows for name in (row.zh, row.en)]
        return {fold_value(number) for number, name in named if fold_value(name) == value}
