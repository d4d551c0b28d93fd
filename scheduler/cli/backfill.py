"""`jianbao backfill`: walk back through what a source published."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import DAY

if TYPE_CHECKING:  # imported when the command runs, so that `jianbao --help` stays quick
    from collections.abc import Callable

    from scheduler.backfill import Plan, StepEnd, Walked

EXAMPLE = """\
jianbao backfill zhenjiang-daily --since 2023-12-01 --dry-run
jianbao backfill zhenjiang-daily --since 2023-12-01 --until 2023-12-31"""


@click.command(cls=NounCommand, example=EXAMPLE)
@click.argument("source", metavar="SOURCE")
@click.option("--since", type=DAY, required=True, help="First day wanted.")
@click.option("--until", type=DAY, help="Last day wanted.  [default: yesterday]")
@click.option("--dry-run", is_flag=True, help="Show what would be walked; fetch nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan, or how each step ended, as JSON.")
@pass_desk
def backfill(desk: Desk, *, source: str, since: date, until: date | None, dry_run: bool, as_json: bool) -> None:
    """Fetch what SOURCE published in the past, newest day first.

    Each day, or stretch of days of a site without editions, is a run of its own. What an earlier backfill finished is
    left out, so after Ctrl-C or a crash the same command goes on. As polite as any crawl; mails nobody. Exits with 1
    when something failed or is left.
    """
    from scheduler import backfill as walk
    from scheduler.stopping import until_signal

    planned = walk.plan(desk.config, source, since=since, until=until, now=desk.now)
    if dry_run:
        show.as_json(planned) if as_json else _show_plan(planned)
        return
    listener = walk.Listener()
    with until_signal(listener.stop), _progress(planned) as told:
        listener.told = told
        walked = walk.backfill(desk.config, planned, now=desk.now, listener=listener)
    if as_json:
        show.as_json({"plan": planned, "ends": walked.ends, "left": walked.left, "why": walked.why})
    else:
        _show_walked(walked)
    if not walked.well:
        click.get_current_context().exit(1)


def _show_plan(planned: Plan) -> None:
    show.table(
        ("days", "runs", "first", "last", "done before", "no paper"),
        [
            (
                sum(step.days for step in planned.steps),
                len(planned.steps),
                planned.since,
                planned.until,
                planned.done_days,
                planned.idle_days,
            )
        ],
    )


def _show_walked(walked: Walked) -> None:
    if walked.ends:
        totals = [sum(column) for column in zip(*(show.counts(end.ledger) for end in walked.ends), strict=True)]
        show.table(("runs", *show.LEDGER), [(len(walked.ends), *totals)])
    for end in walked.ends:
        if end.outcome != "done":
            show.say(f"{_stretch(end)}: {end.outcome}: {end.detail}")
    if walked.left:
        show.say(f"{walked.left} runs are left: {walked.why}; the same command goes on where this one ended")
    elif not walked.ends:
        show.say("nothing to walk: an earlier backfill has done it all")


@contextmanager
def _progress(planned: Plan) -> Iterator[Callable[[StepEnd], None]]:
    """Give what tells a person how far the walk is: a bar on a terminal, else a line a step on stderr."""
    if not sys.stderr.isatty():
        yield _line_teller(planned)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(planned.source, total=len(planned.steps))
        yield lambda end: bar.update(task, advance=1, description=f"{_stretch(end)} {end.outcome}")


def _line_teller(planned: Plan) -> Callable[[StepEnd], None]:
    started, count, done = time.monotonic(), len(planned.steps), 0

    def tell(end: StepEnd) -> None:
        nonlocal done
        done += 1
        left_s = (time.monotonic() - started) / done * (count - done)
        ledger = end.ledger
        show.say(
            f"{_stretch(end)} {end.outcome}: found {ledger.discovered}, stored {ledger.stored}; "
            f"{done} of {count}, about {left_s / 60:.0f} min left"
        )

    return tell


def _stretch(end: StepEnd) -> str:
    return str(end.day) if end.day == end.until else f"{end.day} to {end.until}"
