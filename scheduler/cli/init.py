"""`jianbao init`: the first file of a home folder."""

import ast
import json
import textwrap

import click

from archive.errors import AskedWrongly
from scheduler.cli import show
from scheduler.cli.described import Entry, sections
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

HEAD = """\
# Settings of jianbao. Every key below shows its default; take the '#' away to change it.
# An environment variable JIANBAO_<SECTION>_<KEY> overrides a key. Secrets are named by file, never written here.
"""


@click.command(cls=NounCommand, example="jianbao --home ~/news init")
@pass_desk
def init(desk: Desk) -> None:
    """Write a commented jianbao.toml into the home folder.

    An existing file is left as it is. The folder is made when it is missing, readable by you alone.
    """
    path = desk.config.path
    if path.exists():
        raise AskedWrongly(f"{path} exists", mend="edit it; docs/reference/config.md lists all keys")
    path.write_text(commented_config(), encoding="utf-8")
    (desk.config.home / "sources").mkdir(exist_ok=True)
    click.echo(str(path))
    show.say(
        "next: fill in [crawl] contact, then `jianbao source list`, `jianbao crawl SOURCE`, `jianbao doctor`;\n"
        "      your own source files belong into the folder `sources` beside it"
    )


def commented_config() -> str:
    """Return a jianbao.toml in which every key is described and commented out with its default."""
    parts = [HEAD]
    for name, section in sections().items():
        parts.append(f"\n[{name}]")
        for key in section.entries:
            parts += [*textwrap.wrap(key.says, 118, initial_indent="# ", subsequent_indent="# "), f"#{_line(key)}"]
    return "\n".join(parts) + "\n"


def _line(key: Entry) -> str:
    """Return `key = default` in TOML."""
    try:
        value = ast.literal_eval(key.default)
    except ValueError:
        value = ""
    return f"{key.name} = {json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)}"
