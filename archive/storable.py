"""Make text from outside fit for a database: the few characters that no database takes are replaced, one for one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")
# PostgreSQL refuses NUL; neither database can encode half of a surrogate pair, which JSON on a page may spell.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def storable(value: T) -> T:
    """Return the value with such characters replaced by U+FFFD, in records, tuples and mappings too.

    The length of a text stays, so offsets into it stay true.
    """
    clean: T = _clean(value)
    return clean


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        # Searched first: `sub` would turn an enum's value into a plain string.
        return NO_TEXT.sub("\ufffd", value) if NO_TEXT.search(value) else value
    if isinstance(value, tuple):
        items = tuple(_clean(item) for item in value)
        return items if _differs(items, value) else value
    if isinstance(value, Mapping):
        pairs = {_clean(key): _clean(item) for key, item in value.items()}
        return pairs if _differs(pairs.values(), value.values()) or _differs(pairs, value) else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _clean(getattr(value, f.name)) for f in fields(value)}
        differing = {name: new for name, new in changed.items() if new is not getattr(value, name)}
        return replace(value, **differing) if differing else value
    return value


def _differs(new: Iterable[Any], old: Iterable[Any]) -> bool:
    return any(one is not other for one, other in zip(new, old, strict=False))
