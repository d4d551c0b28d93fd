"""`jianbao worker`: do what a clock on this or another machine hands out."""

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand


@click.command(cls=NounCommand, example="jianbao worker")
@pass_desk
def worker(desk: Desk) -> None:
    """Do what the leading clock hands out: crawl, match, mail.

    Runs until Ctrl-C or SIGTERM, on any number of machines. Needs `[workers] engine = "procrastinate"` and a
    PostgreSQL archive; see docs/ops/scale-out.md.
    """
    from scheduler.working import work

    show.say("the worker waits for orders; Ctrl-C stops it")
    work(desk.config)
