"""`jianbao status`: one screen for the person on duty."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

if TYPE_CHECKING:
    from archive.health import SourceHealth
    from archive.read.views import Totals
    from scheduler.alerts.canary import CanaryReport

REFRESH_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one look found."""

    sources: "Sequence[SourceHealth]"
    """Those that are red first, then by id."""
    totals: "Totals"
    letters: dict[str, int]
    canary: "CanaryReport"
    paused: str | None
    """Since when and why no clock begins a crawl; None or empty when clocks do."""
    refused: tuple[str, ...]
    """Changed settings and source files that the clock did not take."""

    @property
    def red(self) -> "list[SourceHealth]":
        """Sources somebody should look at."""
        return [one for one in self.sources if one.is_red]


@click.command(cls=NounCommand, example="jianbao status || echo 'someone should look'")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--watch", is_flag=True, help="Look again every few seconds, until Ctrl-C; once where there is no terminal."
)
@click.option(
    "--every",
    "every_s",
    default=REFRESH_S,
    show_default=True,
    type=click.FloatRange(min=0.5),
    help="Seconds between two looks of --watch.",
)
@pass_desk
def status(desk: Desk, *, as_json: bool, watch: bool, every_s: float) -> None:
    """Show each source's state, last run and next due time.

    Those in trouble come first. Exits with 1 when a source is late, silent, changed, failing, blocked or lost, or news
    does not get to readers, so that a monitor can call it.
    """
    if watch and not as_json and sys.stdout.isatty():
        _watch(desk, every_s)
        return
    found = _look(desk)
    if as_json:
        told = {
            "sources": found.sources,
            "totals": found.totals,
            "letters": found.letters,
            "canary": found.canary,
            "paused": found.paused,
            "refused": found.refused,
        }
        show.as_json(told | {"red": [one.source for one in found.red]})
    else:
        _draw(desk, found)
    if found.red or found.canary.state == "broken":
        click.get_current_context().exit(1)


def summary(sources: "Sequence[SourceHealth]") -> str:
    """Return one line that counts the states, the frequent ones first."""
    count = Counter(one.state for one in sources)
    return f"{len(sources)} sources: " + ", ".join(f"{number} {state}" for state, number in count.most_common())


def _look(desk: Desk) -> Found:
    from archive import read
    from archive.health import board
    from archive.subscriptions import count_by_state
    from scheduler.alerts.canary import check
    from scheduler.pausing import held
    from scheduler.reloading import refused

    return Found(
        sources=sorted(board(desk.engine, now=desk.now), key=lambda one: (not one.is_red, one.source)),
        totals=read.totals(desk.engine),
        letters=count_by_state(desk.engine),
        canary=check(desk.engine, desk.config, now=desk.now),
        paused=held(desk.engine),
        refused=refused(desk.engine),
    )


def _draw(desk: Desk, found: Found) -> None:
    if not found.sources:
        show.say("no source is enlisted yet; `jianbao run` starts the clock, `jianbao crawl SOURCE` crawls by hand")
        return
    show.table(
        ("source", "state", "last run", "outcome", *show.LEDGER, "next due"),
        [_row(desk, one) for one in found.sources],
    )
    for one in found.red:
        click.echo(f"{one.state}: {one.source}: {one.why}")
    click.echo(summary(found.sources))
    letters = ", ".join(f"{count} {state}" for state, count in sorted(found.letters.items())) or "none"
    totals = found.totals
    click.echo(f"{totals.articles} articles, {totals.stories} stories, {totals.captures} captures; letters: {letters}")
    for wrong in found.refused:
        click.echo(f"refused: {wrong}; until it is mended the clock goes on with what it had")
    if found.paused:
        click.echo(f"paused: no clock begins a crawl since {found.paused}; `jianbao resume` ends that")
    canary = found.canary
    click.echo(f"alerts: {canary.state}: {canary.says}" + (f"; {canary.mend}" if canary.mend else ""))


def _watch(desk: Desk, every_s: float) -> None:
    """Draw the screen again and again until Ctrl-C; what stood on the terminal comes back then."""
    from rich.console import Console  # only on a terminal: a piped command never pays for it

    console, tick = Console(), Event()
    with console.screen(hide_cursor=True):
        try:
            while True:
                found = _look(desk)
                console.clear()
                _draw(desk, found)
                tick.wait(every_s)
        except KeyboardInterrupt:
            return


def _row(desk: Desk, one: "SourceHealth") -> tuple[object, ...]:
    last = one.last
    counts = show.counts(last.ledger) if last else ("",) * len(show.LEDGER)
    began = show.distance(last.started_at, desk.now) if last else "never"
    due = show.distance(one.next_due_at, desk.now) if one.next_due_at else "-"
    return (one.source, one.state, began, last.outcome if last else "", *counts, due)
