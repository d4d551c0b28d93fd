"""`jianbao status`: one screen for the person on duty."""

from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

if TYPE_CHECKING:
    from archive.health import SourceHealth


@click.command(cls=NounCommand, example="jianbao status || echo 'someone should look'")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def status(desk: Desk, *, as_json: bool) -> None:
    """Show each source's state, last run and next due time.

    Exits with 1 when a source is late, silent, failing, blocked or lost, or news does not get to readers, so that a
    monitor can call it.
    """
    from archive import read
    from archive.health import board
    from archive.subscriptions import count_by_state
    from scheduler.alerts.canary import check
    from scheduler.pausing import held

    sources = board(desk.engine, now=desk.now)
    totals, letters = read.totals(desk.engine), count_by_state(desk.engine)
    red = [one for one in sources if one.is_red]
    paused = held(desk.engine)
    canary = check(desk.engine, desk.config, now=desk.now)
    if as_json:
        told = {"sources": sources, "totals": totals, "letters": letters, "canary": canary, "paused": paused}
        show.as_json(told | {"red": [one.source for one in red]})
    elif not sources:
        show.say("no source is enlisted yet; `jianbao run` starts the clock, `jianbao crawl SOURCE` crawls by hand")
    else:
        show.table(
            ("source", "state", "last run", "outcome", *show.LEDGER, "next due"),
            [_row(desk, one) for one in sources],
        )
        for one in red:
            click.echo(f"{one.state}: {one.source}: {one.why}")
        click.echo(
            f"{totals.articles} articles, {totals.stories} stories, {totals.captures} captures; "
            f"letters: {', '.join(f'{count} {state}' for state, count in sorted(letters.items())) or 'none'}"
        )
        if paused:
            click.echo(f"paused: no clock begins a crawl since {paused}; `jianbao resume` ends that")
        click.echo(f"alerts: {canary.state}: {canary.says}" + (f"; {canary.mend}" if canary.mend else ""))
    if red or canary.state == "broken":
        click.get_current_context().exit(1)


def _row(desk: Desk, one: "SourceHealth") -> tuple[object, ...]:
    last = one.last
    counts = show.counts(last.ledger) if last else ("",) * len(show.LEDGER)
    began = show.distance(last.started_at, desk.now) if last else "never"
    due = show.distance(one.next_due_at, desk.now) if one.next_due_at else "-"
    return (one.source, one.state, began, last.outcome if last else "", *counts, due)
