"""Read a YAML file so that every value knows its line and its type is never guessed.

YAML reads a bare 12345 as a number and NO as false. Whoever asks here for text gets text or an error that
says where and what to write; nothing is converted silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from archive.errors import TaxonomyError

TEXT = "tag:yaml.org,2002:str"
NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where PyYAML was built with libyaml; both give the same nodes."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a YAML file."""

    path: Path
    node: yaml.Node

    def wrong(self, what: str, mend: str) -> TaxonomyError:
        """Return the error that points at this value."""
        return TaxonomyError(f"{self.path}:{self.node.start_mark.line + 1}: {what}", mend=mend)

    def pairs(self) -> Iterator[tuple[Value, Value]]:
        """Yield keys and values of a mapping in their order; the same key twice is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("expected keys with values", "write 'key: value' lines here")
        seen: set[str] = set()
        for key, value in self.node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise Value(self.path, key).wrong(f"key '{key.value}' stands twice", "join both into one")
            seen.add(key.value)
            yield Value(self.path, key), Value(self.path, value)

    def mapping(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, Value]:
        """Return a mapping whose keys are all known."""
        found = {}
        for key, value in self.pairs():
            name = key.word()
            if name not in known:
                near = get_close_matches(name, known, 1)
                raise key.wrong(
                    f"unknown key '{name}'", f"write '{near[0]}'" if near else f"use one of: {', '.join(known)}"
                )
            found[name] = value
        for name in required:
            if name not in found:
                raise self.wrong(f"'{name}' is missing", f"add '{name}:'")
        return found

    def items(self) -> list[Value]:
        """Return the values of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("expected a list", "write [one, two] or one '- ' line each")
        return [Value(self.path, node) for node in self.node.value]

    @property
    def is_list(self) -> bool:
        """True for a list of values."""
        return isinstance(self.node, yaml.SequenceNode)

    def word(self) -> str:
        """Return a non-empty text; a bare number, date or yes/no is an error."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong("expected a word", "write one word here")
        if self.node.tag != TEXT:
            kind = self.node.tag.rpartition(":")[2]
            raise self.wrong(f"'{self.node.value}' is read as {kind}, not as text", f'write "{self.node.value}"')
        if not self.node.value.strip():
            raise self.wrong("empty text", "write something, or take the line out")
        return str(self.node.value)

    def words(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(item.word() for item in self.items())

    def number(self) -> float:
        """Return a number."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag not in NUMBERS:
            raise self.wrong("expected a number", "write a number such as 3 or 2.5, without quotes")
        try:
            return float(self.node.value)
        except ValueError:
            raise self.wrong(f"'{self.node.value}' is no plain number", "write it in digits") from None


def read_yaml(path: Path) -> Value:
    """Return the one document of a file."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=LOADER)
    except OSError as error:
        raise TaxonomyError(
            f"{path}: cannot be read: {error.strerror}", mend="check the path and its rights"
        ) from error
    except UnicodeDecodeError as error:
        raise TaxonomyError(f"{path}: is not UTF-8", mend="save the file as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        wrong = f"{place}: is not YAML: {getattr(error, 'problem', error)}"
        raise TaxonomyError(wrong, mend="check colons, quotes and indents at this place") from error
    if node is None:
        raise TaxonomyError(f"{path}: is empty", mend="write a layer, or take the file out")
    return Value(path, node)
