"""Make text from outside fit for a database: the few characters that no database takes are replaced, one for one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from operator import is_
from typing import Any, TypeVar

T = TypeVar("T")
# PostgreSQL refuses NUL; neither database can encode half of a surrogate pair, which JSON on a page may spell.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
LONGEST_TAG = 20
"""Of a language; such as zh-Hant-TW, with room for a variant."""
TEXTLESS = frozenset([int, float, bool, type(None), date, datetime])
"""Types that hold no text; most values of a record are of them."""


def storable(value: T) -> T:
    """Return the value with such characters replaced by U+FFFD, in records, tuples and mappings too.

    The length of a text stays, so offsets into it stay true.
    """
    clean: T = _clean(value)
    return clean


def short_tag(tag: str) -> str:
    """Return a language tag of at most 20 characters (BCP 47 asks for 35): the subtags at its end go first."""
    while len(tag) > LONGEST_TAG:
        tag = tag.rpartition("-")[0]
    return tag


def _clean(value: Any) -> Any:
    kind = type(value)
    if kind in TEXTLESS:
        return value
    if isinstance(value, str):
        # Searched first: `sub` would turn an enum's value into a plain string.
        return NO_TEXT.sub("\ufffd", value) if NO_TEXT.search(value) else value
    if isinstance(value, tuple):
        items = _clean_all(value)
        return tuple(items) if _differs(items, value) else value
    if names := _names_of(kind):  # type: ignore[arg-type] # a class is hashable, mypy says of Any's it is not
        old = [getattr(value, name) for name in names]
        new = _clean_all(old)
        if not _differs(new, old):
            return value
        return replace(value, **{name: now for name, now, was in zip(names, new, old, strict=True) if now is not was})
    return _clean_mapping(value) if isinstance(value, Mapping) else value


def _clean_all(values: Iterable[Any]) -> list[Any]:
    return [value if type(value) in TEXTLESS else _clean(value) for value in values]


def _clean_mapping(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    pairs = {_clean(key): _clean(item) for key, item in value.items()}
    return pairs if _differs(pairs.values(), value.values()) or _differs(pairs, value) else value


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    """Return the fields of a record, none for other types."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _differs(new: Iterable[Any], old: Iterable[Any]) -> bool:
    return not all(map(is_, new, old))
