"""Strings that are hard for a pattern: long runs of what it repeats, and of what it begins with, never its end."""

import re
from collections.abc import Iterator
from re import _constants as sc  # type: ignore[attr-defined] # the parser of patterns, which has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

PROBES = " \n\t<>=\"'/a1Ax字年月日:：|（）()【】[]-.,，。、_&;@□版报\u3000é0"
"""Characters of pages; a class stands for the first few of them that it holds."""
A_CLASS = 3
LONG = 8
"""Repeats of fewer are bounded work."""
NEVER = "\x01"
_REPEATS = (sc.MAX_REPEAT, sc.MIN_REPEAT, sc.POSSESSIVE_REPEAT)


def runs(pattern: re.Pattern[Any], chars: int) -> Iterator[str]:
    """Yield texts of that many characters that begin many matches and end none."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    whole = _sample(tree)
    units = dict.fromkeys([*_units(tree), whole])
    for unit in filter(None, units):
        yield unit * (chars // len(unit)) + NEVER
        yield whole[:LONG] + unit * (chars // len(unit)) + NEVER


def _units(tree: Any) -> Iterator[str]:
    """Yield what is repeated often somewhere in a parsed pattern."""
    for kind, what in tree:
        if kind in _REPEATS:
            if what[1] >= LONG:
                yield from _of(what[2])
            yield from _units(what[2])
        elif kind is sc.SUBPATTERN:
            yield from _units(what[3])
        elif kind is sc.BRANCH:
            for one in what[1]:
                yield from _units(one)
        elif kind in (sc.ASSERT, sc.ASSERT_NOT):
            yield from _units(what[1])
        elif kind is sc.ATOMIC_GROUP:
            yield from _units(what)


def _of(tree: Any) -> list[str]:
    """Return samples of what is repeated: of a class several."""
    if len(tree) == 1 and tree[0][0] is sc.IN:
        return [char for char in PROBES if _holds(tree[0][1], char)][:A_CLASS]
    return [_sample(tree)]


def _sample(tree: Any) -> str:
    """Return a short text that a parsed pattern matches, about."""
    return "".join(_one(kind, what) for kind, what in tree)


def _one(kind: Any, what: Any) -> str:
    if kind is sc.LITERAL:
        return chr(what)
    if kind is sc.IN:
        return next((char for char in PROBES if _holds(what, char)), "a")
    if kind in (sc.ANY, sc.NOT_LITERAL):
        return "b"
    if kind in _REPEATS:
        return str(_sample(what[2]) * max(1, what[0]))
    if kind is sc.SUBPATTERN:
        return _sample(what[3])
    if kind is sc.BRANCH:
        return _sample(what[1][0])
    return _sample(what) if kind is sc.ATOMIC_GROUP else ""


_CATEGORIES = {
    sc.CATEGORY_SPACE: re.compile(r"\s"),
    sc.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    sc.CATEGORY_WORD: re.compile(r"\w"),
    sc.CATEGORY_NOT_WORD: re.compile(r"\W"),
    sc.CATEGORY_DIGIT: re.compile(r"\d"),
    sc.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
}


def _holds(members: Any, char: str) -> bool:
    held = any(
        (kind is sc.LITERAL and chr(what) == char)
        or (kind is sc.RANGE and what[0] <= ord(char) <= what[1])
        or (kind is sc.CATEGORY and bool(_CATEGORIES[what].match(char)))
        for kind, what in members
    )
    return held != any(kind is sc.NEGATE for kind, _ in members)
