"""The reference papers, written from the code: commands, settings, source keys, query language, reasons, ticks.

`python -m scheduler.cli.reference` writes them; a test compares them with the code.
"""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from scheduler.cli.described import FLOORS, Described, Entry, describe, methods, sections
from scheduler.cli.lazy import NounCommand, NounGroup

NOTE = "<!-- Written by `python -m scheduler.cli.reference`; edit the code instead. -->\n"


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
        "sources.md": _sources_paper(),
        "query.md": _query_paper(),
        "reasons.md": _reasons_paper(),
        "ticks.md": _ticks_paper(),
        "README.md": _list_of_papers(),
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
    said = inspect.cleandoc(command.help or "")
    parts = [f"`{usage}`\n", f"{said}\n", _options(command)]
    if example:
        parts.append(f"```sh\n{example}\n```\n")
    return "\n".join(part for part in parts if part)


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper().strip("[]")
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
        parts += [f"## [{name}]\n", f"{_sentence(section.says)}\n", _keys(section.entries)]
    return "\n".join(parts).rstrip() + "\n"


OPTIONS = ("EditionOptions", "ListingOptions", "FeedOptions", "GovOptions", "SitemapOptions", "JsonOptions")
"""Records of the keys that only one family reads, in the order of the file."""


def _sources_paper() -> str:
    parts = ["# Keys of a source file\n", NOTE]
    parts.append(
        "A source is one YAML file in `<home>/sources`. A list may be one value. `jianbao source check FILE` reads it; "
        "how to write one is told in [../ops/sources.md](../ops/sources.md).\n"
    )
    parts += [_keys(_file_keys(describe("crawler", "SourceFile")))]
    for name in OPTIONS:
        options = describe("crawler", name)
        heading, _, says = _sentence(options.says).partition(":` ")
        parts += [f"## {heading.lstrip('`')}\n", f"{says[:1].upper()}{says[1:]}\n", _keys(options.entries)]
    rules = describe("pipelines", "ReadRules")
    parts += ["## read\n", f"{_sentence(rules.says)}\n", _keys(rules.entries)]
    return "\n".join(parts).rstrip() + "\n"


QUERIES = (
    "人才公寓",
    "人才公寓 租金",
    "人才公寓 AND 租金",
    "人才公寓 OR 租赁住房",
    "人才公寓 -停水",
    "人才公寓 NOT 停水",
    "(人才公寓 OR 租赁住房) 租金",
    '"云江 日报"',
    "创新 NEAR 园区",
    "创新 NEAR/3 园区",
    "word:和平",
    "title:word:和平",
    "title:人才公寓",
    "kicker:市委",
    "body:专精特新",
    "source:zhenjiang-daily",
    "source:zjrb",
    "author:胡建伟",
    "person:马明龙",
    "org:市发展改革委",
    "theme:tech-innovation",
    "place:cn-jiangsu-zhenjiang",
    "date:2024-02-20",
    "date:2024-02",
    "date:2024-01-15..2024-03",
    "date:2024..",
    "edition:2024-02-20",
    "type:commentary",
    "lang:zh",
    "page:A01",
    "has:attachment",
    "attachment:实施方案",
    "cluster:17",
    "target:2030",
)
"""One query for each operator and field, in the order in which they are learnt. The paper says what each means."""


def _query_paper() -> str:
    from archive.query import explain, parse

    parts = ["# Query language\n", NOTE]
    parts.append(
        "One language on the page, in the terminal, in a notebook and in alerts. Words side by side must all occur; "
        "AND binds closer than OR; a word is an exact run of characters. What a query means is said here, as "
        "`jianbao search --explain` says it. `word:` leaves out characters that two neighbouring words share; sources "
        "and places may be given by the initials of their pinyin.\n"
    )
    parts += ["| query | finds articles that | 中文 |", "|---|---|---|"]
    for query in QUERIES:
        tree = parse(query)
        parts.append(f"| `{_cell(query)}` | {_cell(explain(tree, 'en'))} | {_cell(explain(tree, 'zh'))} |")
    return "\n".join(parts) + "\n"


def _reasons_paper() -> str:
    reasons = describe("archive", "Reason")
    parts = ["# Reject reasons\n", NOTE, f"{reasons.says}\n", "| reason | meaning |", "|---|---|"]
    parts += [f"| `{ast.literal_eval(one.default)}` | {_cell(one.says)} |" for one in reasons.entries]
    ledger = describe("archive", "Ledger")
    parts += ["\n## The ledger of a run\n", f"{_sentence(ledger.says)}\n", "| count | meaning |", "|---|---|"]
    parts += [f"| `{one.name}` | {_cell(one.says) or 'Article addresses found.'} |" for one in ledger.entries]
    return "\n".join(parts) + "\n"


def _ticks_paper() -> str:
    ticks = methods("scheduler", "Clock")
    parts = ["# What the clock does\n", NOTE, "Each tick looks for what is due; `[clock]` says how often.\n"]
    parts += ["| tick | does |", "|---|---|"]
    parts += [f"| `{name}` | {_cell(says)} |" for name, says in ticks.items()]
    return "\n".join(parts) + "\n"


def _list_of_papers() -> str:
    return "\n".join(
        [
            "# Reference\n",
            NOTE,
            "| to look up | read |",
            "|---|---|",
            "| commands and their options | [commands.md](commands.md) |",
            "| settings | [config.md](config.md) |",
            "| keys of a source file | [sources.md](sources.md) |",
            "| the query language | [query.md](query.md) |",
            "| why a page is no article, and the ledger of a run | [reasons.md](reasons.md) |",
            "| what the clock does | [ticks.md](ticks.md) |",
            "",
        ]
    )


def _keys(entries: Iterable[Entry]) -> str:
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for key in entries:
        default = f"`{_cell(key.default)}`" if key.default else "needed"
        rows.append(f"| `{key.name}` | {_cell(key.kind)} | {default} | {_cell(key.says)} |")
    return "\n".join([*rows, ""])


def _file_keys(source: Described) -> Iterator[Entry]:
    """Yield the fields that are keys of the file; `path` and `lines` are notes of the reader."""
    for entry in source.entries:
        if not entry.default.startswith("field("):
            yield entry
        elif "'key': False" not in entry.default:
            says = entry.says or f"See {entry.name} below."
            yield Entry(name=entry.name, kind=entry.kind, default="none", says=says)


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
