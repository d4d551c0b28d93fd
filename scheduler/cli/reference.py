"""The reference papers, written from the code: commands, settings, source keys, query language, reject reasons.

`python -m scheduler.cli.reference` writes them; a test compares them with the code. Descriptions are the
docstrings under fields and members, read from the source text, so that a setting is described once.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from scheduler.cli.lazy import NounCommand, NounGroup

FLOORS = Path(__file__).resolve().parent.parent.parent
FLOOR_NAMES = ("archive", "pipelines", "crawler", "scheduler")
NOTE = "<!-- Written by `python -m scheduler.cli.reference`; edit the code instead. -->\n"


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


def describe(path: Path, name: str) -> Described:
    """Return a class of a source file with the docstrings of its fields or members.

    Raises LookupError when the file has no such class.
    """
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return Described(name=name, says=ast.get_docstring(node) or "", entries=tuple(_entries(node)))
    raise LookupError(f"{path} has no class {name}")


def sections() -> dict[str, Described]:
    """Return every section of jianbao.toml: each `.section("name", Kind)` in the code with the class it names."""
    found: dict[str, str] = {}
    homes: dict[str, Path] = {}
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, path)
            elif (asked := _asked_section(node)) is not None:
                found[asked[0]] = asked[1]
    return {name: describe(homes[kind], kind) for name, kind in sorted(found.items())}


def commands(group: click.Group, path: tuple[str, ...] = ("jianbao",)) -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words that call it, nouns before their verbs."""
    context = click.Context(group)
    for name in group.list_commands(context):
        if (command := group.get_command(context, name)) is None:
            continue
        words = (*path, name)
        yield " ".join(words), command
        if isinstance(command, click.Group):
            yield from commands(command, words)


def papers() -> dict[str, str]:
    """Return file name → text of every generated paper below docs/reference."""
    return {
        "commands.md": _commands_paper(),
        "config.md": _config_paper(),
        "reject-reasons.md": _reasons_paper(),
    }


def _commands_paper() -> str:
    from scheduler.cli.main import jianbao

    parts = ["# Commands\n", NOTE]
    parts.append(
        "Exit codes: 0 done, 1 failed, 2 wrongly asked. Results go to stdout, talk goes to stderr. "
        "The options of `jianbao` itself stand before the noun.\n"
    )
    parts += ["## jianbao\n", _options(jianbao)]
    for words, command in commands(jianbao):
        parts += [f"## {words}\n", _command(words, command)]
    return "\n".join(parts).rstrip() + "\n"


def _command(words: str, command: click.Command) -> str:
    arguments = [_argument(one) for one in command.params if isinstance(one, click.Argument)]
    usage = " ".join([words, *arguments, *(["COMMAND"] if isinstance(command, click.Group) else [])])
    example = command.example if isinstance(command, NounCommand | NounGroup) else ""
    said = (command.help or "").replace("\b\n", "").strip()
    parts = [f"`{usage}`\n", f"{said}\n", _options(command)]
    if example:
        parts.append(f"```sh\n{example}\n```\n")
    return "\n".join(part for part in parts if part)


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    name = f"{name}..." if argument.nargs == -1 and not name.endswith("...") else name
    return name if argument.required else f"[{name}]"


def _options(command: click.Command) -> str:
    context = click.Context(command)
    rows = []
    for option in command.params:
        if not isinstance(option, click.Option) or option.hidden:
            continue
        record = option.get_help_record(context)
        if record is not None:
            rows.append(f"| `{_cell(record[0])}` | {_cell(record[1])} |")
    return "\n".join(["| option | meaning |", "|---|---|", *rows, ""]) if rows else ""


def _config_paper() -> str:
    parts = ["# Settings: jianbao.toml\n", NOTE]
    parts.append(
        "`jianbao.toml` lies in the home folder (`--home`, else `JIANBAO_HOME`, else the user's data folder). "
        "Every key has a default, so the file may be missing. `JIANBAO_<SECTION>_<KEY>` overrides a key. "
        "`jianbao init` writes a commented file.\n"
    )
    for name, section in sections().items():
        parts += [f"## [{name}]\n", f"{_sentence(section.says)}\n"]
        parts += ["| key | type | default | meaning |", "|---|---|---|---|"]
        parts += [
            f"| `{key.name}` | {_cell(key.kind)} | `{_cell(key.default)}` | {_cell(key.says)} |"
            for key in section.entries
        ]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _reasons_paper() -> str:
    reasons = describe(FLOORS / "archive" / "records.py", "Reason")
    parts = ["# Reject reasons\n", NOTE, f"{reasons.says}\n", "| reason | meaning |", "|---|---|"]
    parts += [f"| `{ast.literal_eval(one.default)}` | {_cell(one.says)} |" for one in reasons.entries]
    return "\n".join(parts) + "\n"


def _files() -> Iterator[Path]:
    for floor in FLOOR_NAMES:
        yield from sorted((FLOORS / floor).rglob("*.py"))


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


def _sentence(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _sentence(text).replace("|", "\\|")


def write(folder: Path) -> list[Path]:
    """Write every paper into a folder; return the files whose text changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in papers().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for written in write(FLOORS / "docs" / "reference"):
        sys.stdout.write(f"{written.relative_to(FLOORS)}\n")
