"""A command group whose commands are imported only when they are called, so that `jianbao --help` stays quick.

Knows no command by name; the list stands in `scheduler.cli.main`.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command lives, and what it does in one line."""

    where: str
    """`package.module:attribute` of the click command."""
    says: str
    """First sentence of the command's help, shown in the list of commands. A test compares the two."""


class NounCommand(click.Command):
    """A command whose help ends with an example that works."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example below the options, line by line as it is typed."""
        write_example(self.example, formatter)


class NounGroup(click.Group):
    """A noun with its verbs. A misspelt verb is answered with the nearest one."""

    command_class = NounCommand

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example below the list of verbs."""
        write_example(self.example, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named first, or say which one is near."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = get_close_matches(name, self.list_commands(ctx), n=1)
            mend = f"write '{near[0]}'" if near else f"use one of: {', '.join(self.list_commands(ctx))}"
            raise click.UsageError(f"no command '{name}'\nmend:  {mend}", ctx)
        return super().resolve_command(ctx, args)


class LazyGroup(NounGroup):
    """The top of the command line: lists commands without importing them."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of their list."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command, or give None when there is none of that name."""
        known = self.lazy.get(cmd_name)
        if known is None:
            return None
        module, _, attribute = known.where.partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from their sentences, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.says) for name, lazy in self.lazy.items()])


def write_example(example: str, formatter: click.HelpFormatter) -> None:
    """Write `Example:` and the lines of it, not wrapped, so that they can be copied."""
    if not example:
        return
    formatter.write("\nExample:\n")
    for line in example.splitlines():
        formatter.write(f"  {line}\n")
