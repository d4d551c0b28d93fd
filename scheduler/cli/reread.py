"""`jianbao reread`: kept captures, today's readers."""

from datetime import datetime

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import MOMENT


@click.command(cls=NounCommand, example="jianbao reread zhenjiang-daily --since 2024-02-01")
@click.argument("source", required=False, metavar="SOURCE")
@click.option("--since", type=MOMENT, help="Only captures fetched since then.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as JSON.")
@pass_desk
def reread(desk: Desk, *, source: str | None, since: datetime | None, as_json: bool) -> None:
    """Read kept captures again with today's readers.

    Articles whose text comes out differently get a revision; nothing is fetched and nobody is mailed. Without SOURCE
    all sources are read again.
    """
    from scheduler import readings

    done = readings.reread(desk.config, now=desk.now, source=source, since=since)
    if as_json:
        show.as_json(done)
    elif done:
        show.run_rows(done)
    else:
        show.say("no captures to read again; `jianbao crawl SOURCE` or `jianbao import FILE` keeps some")
