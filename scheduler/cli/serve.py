"""`jianbao serve`: the search page alone."""

import threading

import click

from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand


@click.command(cls=NounCommand, example="jianbao serve --port 8642")
@click.option("--host", default=None, help="Interface to listen on.  [default: [web] host, 127.0.0.1]")
@click.option("--port", default=None, type=click.IntRange(0, 65535), help="TCP port.  [default: [web] port, 8642]")
@pass_desk
def serve(desk: Desk, *, host: str | None, port: int | None) -> None:
    """Serve the search page to browsers.

    Runs until Ctrl-C or SIGTERM. `jianbao run --serve` starts the clock beside it.
    """
    from scheduler.serving import serving
    from scheduler.stopping import until_signal

    stop = threading.Event()
    with until_signal(stop), serving(desk.config, host=host, port=port) as address:
        click.echo(address)
        stop.wait()
