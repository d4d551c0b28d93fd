"""`jianbao pause` and `jianbao resume`: hold the whole clock."""

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand


@click.command(cls=NounCommand, example="jianbao pause --why 'the line is down until Monday'")
@click.option("--why", default="", help="Shown by status until the clock is resumed.")
@pass_desk
def pause(desk: Desk, *, why: str) -> None:
    """Let no clock begin a crawl until `jianbao resume`.

    Holds for every clock and worker on this archive, across restarts. Crawls in progress end by themselves, letters
    still go out, and what became due meanwhile is crawled afterwards. One source alone: `jianbao source pause ID`.
    """
    from scheduler.pausing import hold

    hold(desk.engine, why=why, now=desk.now)
    show.say("no clock begins a crawl now; `jianbao resume` ends that")


@click.command(cls=NounCommand, example="jianbao resume")
@pass_desk
def resume(desk: Desk) -> None:
    """Let the clocks crawl again what is due, after `jianbao pause`."""
    from scheduler.pausing import go_on

    show.say("the clocks crawl again" if go_on(desk.engine) else "the clocks were not paused")
