"""Classes as their source text describes them: fields and members with the docstrings under them.

Read by `ast`, so nothing is imported, and a setting is described once, where it is declared.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FLOORS = Path(__file__).resolve().parent.parent.parent
FLOOR_NAMES = ("archive", "pipelines", "crawler", "scheduler")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key of a record or member of a list of names."""

    name: str
    kind: str
    """Type as written in the code; empty for members of a list of names."""
    default: str
    """Default as written in the code; for members, the value."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A class with the docstrings of its fields."""

    name: str
    says: str
    entries: tuple[Entry, ...]


def describe(floor: str, name: str) -> Described:
    """Return a class of a floor with the docstrings of its fields or members. Raises LookupError when it has none."""
    node = _class_of(floor, name)
    return Described(name=name, says=ast.get_docstring(node) or "", entries=tuple(_entries(node)))


def methods(floor: str, name: str) -> dict[str, str]:
    """Return the public methods of a class of a floor, in order, each with its docstring. Raises LookupError."""
    return {
        node.name: " ".join((ast.get_docstring(node) or "").split())
        for node in _class_of(floor, name).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def sections() -> dict[str, Described]:
    """Return every section of jianbao.toml: each `.section("name", Kind)` in the code with the class it names."""
    found = {asked[0]: asked[1] for floor in FLOOR_NAMES for asked in _asked_sections(floor)}
    floors = {name: floor for floor in reversed(FLOOR_NAMES) for name in _classes(floor)}
    return {name: describe(floors[kind], kind) for name, kind in sorted(found.items())}


@cache
def _classes(floor: str) -> dict[str, ast.ClassDef]:
    """Return the classes of a floor by name; of two with one name, the one in the first file."""
    found: dict[str, ast.ClassDef] = {}
    for tree in _trees(floor):
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, node)
    return found


@cache
def _trees(floor: str) -> tuple[ast.Module, ...]:
    files = sorted((FLOORS / floor).rglob("*.py"))
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in files)


def _class_of(floor: str, name: str) -> ast.ClassDef:
    if name not in _classes(floor):
        raise LookupError(f"the floor {floor} has no class {name}")
    return _classes(floor)[name]


def _asked_sections(floor: str) -> Iterator[tuple[str, str]]:
    """Yield (section, class) of each call such as `config.section("mail", MailConfig)`."""
    for tree in _trees(floor):
        for node in ast.walk(tree):
            if (asked := _asked_section(node)) is not None:
                yield asked


def _asked_section(node: ast.AST) -> tuple[str, str] | None:
    """Return (section, class) of a call such as `config.section("mail", MailConfig)`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "section"):
        return None
    match node.args:
        case [ast.Constant(value=str(name)), ast.Name(id=kind)]:
            return name, kind
    return None


def _entries(node: ast.ClassDef) -> Iterator[Entry]:
    """Yield the fields or members of a class, each with the docstring that stands under it."""
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        says = ""
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            says = " ".join(str(following.value.value).split())
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            default = ast.unparse(statement.value) if statement.value is not None else ""
            yield Entry(name=statement.target.id, kind=ast.unparse(statement.annotation), default=default, says=says)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield Entry(name=statement.targets[0].id, kind="", default=ast.unparse(statement.value), says=says)
