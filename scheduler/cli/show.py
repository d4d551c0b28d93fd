"""How results look: tables and marks for people, JSON for programs. Results go to stdout, talk to stderr.

Colour and frames only on a terminal (and never with NO_COLOR); text in aligned columns when piped.
"""

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import click

COLOURS = {
    "ok": "green",
    "done": "green",
    "warn": "yellow",
    "silent": "yellow",
    "volume": "yellow",
    "layout": "red",
    "late": "red",
    "disabled": "bright_black",
    "new": "cyan",
    "running": "cyan",
    "failed": "red",
    "failing": "red",
    "blocked": "red",
    "broken": "red",
    "lost": "red",
}


def as_json(value: Any) -> None:
    """Write a value as one JSON document; records become objects, times ISO 8601, Chinese stays readable."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """Return a record, mapping or sequence as JSON knows it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write rows under headings. Words that name a state are coloured on a terminal."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(headings, cells)
    else:
        for line in [list(headings), *cells] if any(headings) else cells:
            click.echo(_aligned(line, _widths([list(headings), *cells])))


def say(text: str) -> None:
    """Tell a person something that is not a result: to stderr."""
    click.echo(text, err=True)


def marked(text: str, marks: Sequence[Any]) -> str:
    """Return a text with its matched stretches between 【 and 】, which survive pipes and copies."""
    parts, at = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        parts += [text[at : mark.start], "【", text[mark.start : mark.end], "】"]
        at = mark.end
    return "".join([*parts, text[at:]])


def when(at: datetime | None, *, none: str = "never") -> str:
    """Return a time in the machine's zone, to the minute."""
    return none if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")


def distance(at: datetime | None, now: datetime) -> str:
    """Return how far a time lies from now: `in 3 h`, `5 min ago`, `now`; `-` for None."""
    if at is None:
        return "-"
    seconds = (at.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
    size = abs(seconds)
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if size >= length:
            number = int(size // length)
            return f"in {number} {unit}" if seconds > 0 else f"{number} {unit} ago"
    return "now"


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal: 2 for a Chinese character.

    >>> width("镇江 A1")
    7
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    columns = max((len(line) for line in lines), default=0)
    return [max((width(line[i]) for line in lines if i < len(line)), default=0) for i in range(columns)]


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (space - width(cell)) for cell, space in zip(line, widths, strict=False)]
    return "  ".join(padded).rstrip()


def _rich_table(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.console import Console  # only on a terminal: a piped command never pays for it
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, show_header=bool(any(headings)), header_style="bold", pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, no_wrap=True)
    for row in cells:
        drawn.add_row(*[Text(cell, style=COLOURS.get(cell, "")) for cell in row])
    widths = _widths([list(headings), *cells])
    # Wider than the terminal rather than with ids cut off: a person copies them.
    console = Console()
    console.width = max(console.width, sum(widths) + 2 * len(widths))
    console.print(drawn)


def ends(done: Sequence[Any]) -> None:
    """Show how crawls ended, one line each, and the sentence that says why below those that are not well."""
    table(
        ("source", "outcome", "found", "stored", "unchanged", "placed", "rejected", "failed", "run"),
        [(end.source, end.outcome, *counts(end.ledger), end.run_id or "-") for end in done],
    )
    for end in done:
        if end.detail:
            say(f"{end.source}: {end.detail}")


def run_rows(done: Sequence[Any]) -> None:
    """Show runs, one line each."""
    table(
        ("run", "source", "kind", "began", "outcome", *LEDGER),
        [(run.id, run.source, run.kind, when(run.started_at), run.outcome, *counts(run.ledger)) for run in done],
    )


LEDGER = ("found", "stored", "unchanged", "placed", "rejected", "failed")
"""Headings of `counts`."""


def counts(ledger: Any) -> tuple[int, ...]:
    """Return the account of a run as the numbers under `LEDGER`."""
    rejected, failed = sum(ledger.rejected.values()), sum(ledger.failed.values())
    return ledger.discovered, ledger.stored, ledger.unchanged, ledger.duplicate, rejected, failed
