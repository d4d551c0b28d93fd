"""Read one source file: YAML as text, typed by the schema, every complaint with file and line.

YAML is loaded as text alone (`CBaseLoader`): with the usual loader `16:40` would be 1000, `NO` false and `011` nine.
"""

import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

import yaml

from archive.errors import SourceError
from crawler.registry.schema import SourceFile

R = TypeVar("R")
TRUE, FALSE = {"yes", "true", "on"}, {"no", "false", "off"}


def read_source(path: Path) -> SourceFile:
    """Return the source that the file defines.

    Raises SourceError naming file and line when it is not YAML, has an unknown key, or a value does not fit.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}", mend="a source file is UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "not YAML"
        raise SourceError(f"{path}:{line}: {problem}", mend="check indentation, colons and quotes") from error
    if not isinstance(root, yaml.MappingNode):
        raise SourceError(f"{path}:1: a source file is a list of keys", mend="begin with 'id:', 'name:', 'family:'")
    lines = {key.value: key.start_mark.line + 1 for key, _ in root.value if isinstance(key, yaml.ScalarNode)}
    return _record(root, SourceFile, _Place(str(path)), path=str(path), lines=lines)


class _Place:
    """Where a value stands, to begin a message with."""

    def __init__(self, path: str) -> None:
        self.path = path

    def wrong(self, node: yaml.Node, wrong: str, mend: str) -> SourceError:
        return SourceError(f"{self.path}:{node.start_mark.line + 1}: {wrong}", mend=mend)


def _record(node: yaml.Node, kind: type[R], place: _Place, **extra: Any) -> R:
    """Return the mapping `node` as a record of `kind`, a dataclass."""
    if not isinstance(node, yaml.MappingNode):
        raise place.wrong(node, "keys are expected here", f"use: {', '.join(_keys(kind))}")
    hints = typing.get_type_hints(kind)
    given: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key not in _keys(kind):
            raise _unknown(key_node, key, _keys(kind), place)
        if key in given:
            raise place.wrong(key_node, f"'{key}' is written twice", "keep one of the two lines")
        given[key] = _value(value_node, hints[key], key, place)
    for needed in fields(kind):  # type: ignore[arg-type]  # kind is a dataclass by contract
        if needed.name not in given and needed.default is MISSING and needed.default_factory is MISSING:
            raise place.wrong(node, f"'{needed.name}' is missing", f"add a line '{needed.name}: ...'")
    return kind(**given, **extra)


def _value(node: yaml.Node, hint: Any, key: str, place: _Place) -> Any:
    """Return the value `node` as the type `hint`."""
    inner = [one for one in typing.get_args(hint) if one not in (NoneType, Ellipsis)]
    if typing.get_origin(hint) is tuple:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(_value(one, inner[0], key, place) for one in nodes)
    if NoneType in typing.get_args(hint):
        return _value(node, inner[0], key, place)
    if is_dataclass(hint):
        return _record(node, typing.cast(type, hint), place)
    if not isinstance(node, yaml.ScalarNode):
        raise place.wrong(node, f"'{key}' takes one value", f"write '{key}: ...' on one line")
    text = node.value.strip()
    try:
        return READERS[hint](text)
    except ValueError as error:
        raise place.wrong(node, f"{key}: '{text}' is not {SAID[hint]}", f"write {SAID[hint]}") from error


def _yes_or_no(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError(text)
    return text.lower() in TRUE


READERS: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    bool: _yes_or_no,
    date: date.fromisoformat,
}
SAID = {str: "text", int: "a whole number", float: "a number", bool: "yes or no", date: "a day such as 2019-01-01"}


def _keys(kind: type) -> list[str]:
    return [one.name for one in fields(kind) if one.metadata.get("key", True)]


def _unknown(node: yaml.Node, key: str, known: list[str], place: _Place) -> SourceError:
    near = get_close_matches(key, known, n=1)
    mend = f"write '{near[0]}'" if near else f"use one of: {', '.join(known)}"
    return place.wrong(node, f"unknown key '{key}'", mend)
