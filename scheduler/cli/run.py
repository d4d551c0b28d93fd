"""`jianbao run`: the clock, and the runs it made."""

import json
import logging
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from archive.errors import NotFound
from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.source_edition import gaps, summary
from scheduler.cli.types import NUMBER
from scheduler.cli.words import said

if TYPE_CHECKING:
    from archive.records import RunRecord

EXAMPLE = """\
jianbao run --serve
jianbao run --once
jianbao run list --source zhenjiang-daily"""


@click.group(cls=NounGroup, invoke_without_command=True, example=EXAMPLE)
@click.option("--once", is_flag=True, help="Do one round of everything that is due, then end.")
@click.option("--serve", is_flag=True, help="Serve the search page beside it.")
@click.pass_context
def run(ctx: click.Context, *, once: bool, serve: bool) -> None:
    """Start the clock: crawl each source when due, match, mail.

    Runs until Ctrl-C or SIGTERM, gives a crawl in progress half a minute to end well, and may run several times on one
    archive. With a verb it shows past runs instead.
    """
    if ctx.invoked_subcommand is not None:
        return
    from scheduler import service

    desk: Desk = ctx.obj
    if not once:
        _announce(desk, serve=serve)
    done = service.run(desk.config, serve=serve, once=once)
    if not once:
        return
    if done.crawled:
        show.ends(done.crawled)
    show.say(f"{len(done.crawled)} sources crawled, {done.matched} stories matched, {done.sent} letters sent")
    for fault in done.faults:
        show.say(f"error: {fault}")
    if done.faults or any(end.outcome not in ("done", "refused") for end in done.crawled):
        ctx.exit(1)


def _announce(desk: Desk, *, serve: bool) -> None:
    """Say that the clock runs, and let it tell of each run unless the person chose what to hear."""
    from archive.web.settings import WebConfig

    if click.get_current_context().find_root().get_parameter_source("log_level") is ParameterSource.DEFAULT:
        logging.getLogger().setLevel(logging.INFO)
    show.say("the clock runs; Ctrl-C stops it. `jianbao status` in another window shows what it does")
    if serve:
        show.say(f"search page: {desk.config.section('web', WebConfig).address}")


@run.command("list", example="jianbao run list --source zhenjiang-daily --limit 10")
@click.option("--source", default=None, help="Only runs of this source.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="So many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_runs(desk: Desk, *, source: str | None, limit: int, as_json: bool) -> None:
    """List past runs, newest first, with their accounts."""
    from archive import runs

    found = runs.history(desk.engine, source=source, limit=limit)
    if as_json:
        show.as_json(found)
    elif found:
        show.run_rows(found)
    else:
        show.say("no runs yet; `jianbao crawl SOURCE` makes the first one")


@run.command("show", example="jianbao run show 1")
@click.argument("number", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def show_run(desk: Desk, *, number: int, as_json: bool) -> None:
    """Show one run with every reason and cause in its account; of a paper, also what its editions lack."""
    from archive import runs
    from archive.read.edition_account import accounts_of_run

    found = runs.show(desk.engine, number)
    editions = accounts_of_run(desk.engine, number)
    if as_json:
        told = [show.plain(one) | {"day": day.isoformat(), "is_whole": one.is_whole} for day, one in editions]
        show.as_json(show.plain(found) | {"editions": told})
        return
    counts = [(f"{said(desk.language, 'edition')} {day}", summary(one, desk.language)) for day, one in editions]
    show.table(("", ""), [*_facts(found, desk.language), *counts])
    for _, one in editions:
        for gap in gaps(one, desk.language):
            click.echo(gap)


def _facts(found: "RunRecord", language: str) -> list[tuple[str, object]]:
    """Return what is told of a run, line by line."""
    ledger, say = found.ledger, partial(said, language)
    stored = say("{stored} ({revised} revisions, {folded} folded)")
    return [
        (say("run"), found.id),
        (say("source"), found.source),
        (say("kind"), say(found.kind)),
        (say("day"), found.day or "-"),
        (say("began"), show.when(found.started_at)),
        (say("ended"), show.when(found.ended_at, none=say("still running"))),
        (say("outcome"), say(found.outcome)),
        (say("why"), found.detail or "-"),
        (say("found"), ledger.discovered),
        (say("stored"), stored.format(stored=ledger.stored, revised=ledger.revised, folded=ledger.folded)),
        (say("unchanged"), ledger.unchanged),
        (say("placed"), ledger.duplicate),
        *[(f"{say('rejected')}: {reason}", count) for reason, count in sorted(ledger.rejected.items())],
        *[(f"{say('failed')}: {cause}", count) for cause, count in sorted(ledger.failed.items())],
        (say("pages"), say("{pages} ({size:,} bytes)").format(pages=ledger.pages, size=ledger.bytes)),
    ]


@run.command("tail", example="jianbao run tail")
@click.argument("number", type=NUMBER, required=False)
@click.option("--every", "every_s", default=1.0, show_default=True, type=click.FloatRange(min=0.1), help="In seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the account of each change as a JSON object a line.")
@pass_desk
def tail_run(desk: Desk, *, number: int | None, every_s: float, as_json: bool) -> None:
    """Follow the account of a run until it ends; without a number, of the newest one. Exits with 1 unless it is done.

    A line is printed whenever something changes. Ctrl-C ends the following, not the run.
    """
    from archive import runs

    if number is None:
        newest = runs.history(desk.engine, limit=1)
        if not newest:
            raise NotFound("no runs yet", mend="`jianbao crawl SOURCE` makes the first one")
        number = newest[0].id
    tick, told = Event(), None
    while True:
        found = runs.show(desk.engine, number)
        line = _line(found)
        if line != told:
            click.echo(json.dumps(show.plain(found), ensure_ascii=False) if as_json else line)
            told = line
        if found.ended_at is not None:
            click.get_current_context().exit(0 if found.outcome == "done" else 1)
        tick.wait(every_s)


def _line(found: "RunRecord") -> str:
    words = ", ".join(f"{count} {word}" for word, count in zip(show.LEDGER, show.counts(found.ledger), strict=True))
    told = f"run {found.id} {found.source} {found.outcome}: {words}, {found.ledger.pages} pages"
    return f"{told}; {found.detail}" if found.detail else told
