"""`jianbao desk`: a link to the pages that change the archive."""

import click

from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand


@click.command(cls=NounCommand, example="jianbao desk --name 李编辑")
@click.option("--name", required=True, help="Who gets the link; their corrections are written down under this name.")
@pass_desk
def desk(desk: Desk, *, name: str) -> None:
    """Print a link to the pages that change the archive.

    It lets one person correct themes, judge unsure readings and manage alerts in a browser. It is good for one hour
    and leaves a cookie for thirty days. On a machine of your own, without [web] public_url, no link is needed.
    """
    from archive.web.desk import desk_link

    click.echo(desk_link(desk.config, name))
