"""`jianbao subscriber`: who has alerts. The only commands that show whole addresses. The work is in `archive`."""

import click

from archive.errors import AskedWrongly
from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup


@click.group(cls=NounGroup, example="jianbao subscriber forget li@example.org --yes")
def subscriber() -> None:
    """Show who has alerts, change how, or forget a reader."""


@subscriber.command("list", example="jianbao subscriber list")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with masked addresses.")
@pass_desk
def list_(desk: Desk, *, as_json: bool) -> None:
    """List the readers with their addresses."""
    from dataclasses import replace

    from archive import subscriptions

    found = subscriptions.list_subscribers(desk.engine)
    if as_json:
        show.as_json([replace(one, email=subscriptions.masked(one.email)) for one in found])
        return
    rows = [
        (one.id, one.email, one.state, one.language, one.time_zone, one.quiet or "-", show.when(one.created_at))
        for one in found
    ]
    show.table(("id", "reader", "state", "language", "time zone", "quiet", "entered"), rows)


@subscriber.command("show", example="jianbao subscriber show li@example.org")
@click.argument("email")
@pass_desk
def show_(desk: Desk, *, email: str) -> None:
    """Show one reader and the alerts of that reader."""
    from archive import subscriptions

    one = subscriptions.find_subscriber(desk.engine, email)
    own = subscriptions.list_subscriptions(desk.engine, subscriber_id=one.id)
    rows = [
        ("reader", f"{one.id} {one.email}"),
        ("state", one.state),
        ("language", one.language),
        ("time zone", one.time_zone),
        ("quiet hours", one.quiet or "-"),
        ("letters on", "working days" if one.working_days_only else "every day"),
        ("daily letters at", one.letters_at),
        ("entered", show.when(one.created_at)),
        ("confirmed", show.when(one.confirmed_at)),
        *((f"alert {alert.id}", f"{alert.label} ({alert.rhythm}, {alert.state})") for alert in own),
    ]
    show.table((), rows)


@subscriber.command("set", example="jianbao subscriber set li@example.org --quiet 22:00-07:00 --working-days-only")
@click.argument("email")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Of the letters.")
@click.option("--time-zone", help="IANA name such as Asia/Shanghai.")
@click.option("--quiet", help="Hours without letters, such as 22:00-07:00; '' ends them.")
@click.option("--letters-at", metavar="HH:MM", help="When daily and weekly letters come; 07:30 unless said.")
@click.option("--working-days-only/--every-day", default=None, help="No letters on weekends and [alerts] days_off.")
@pass_desk
def set_(
    desk: Desk,
    *,
    email: str,
    language: str | None,
    time_zone: str | None,
    quiet: str | None,
    letters_at: str | None,
    working_days_only: bool | None,
) -> None:
    """Change in which language and when a reader gets letters."""
    from archive import subscriptions

    one = subscriptions.find_subscriber(desk.engine, email)
    subscriptions.change_subscriber(
        desk.engine,
        one.id,
        language=language,
        time_zone=time_zone,
        quiet=quiet,
        working_days_only=working_days_only,
        letters_at=letters_at,
    )
    click.echo(f"subscriber {one.id} changed")


@subscriber.command(example="jianbao subscriber forget li@example.org --yes")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Really forget.")
@pass_desk
def forget(desk: Desk, *, email: str, yes: bool) -> None:
    """Erase a reader: the address, the alerts, what these found, and every letter.

    The bytes are overwritten, on PostgreSQL in the server's own time. Copies made before, such as backups, are not
    reached.
    """
    from archive import subscriptions

    one = subscriptions.find_subscriber(desk.engine, email)
    if not yes:
        raise AskedWrongly(f"this erases subscriber {one.id} with all alerts and letters", mend="add --yes")
    done = subscriptions.forget(desk.engine, email)
    click.echo(f"subscriber {one.id} forgotten, with {done.subscriptions} alerts and {done.letters} letters")
    if not done.log_emptied:
        show.say(_when_gone(desk.engine.dialect.name))


def _when_gone(database: str) -> str:
    if database == "postgresql":
        return "the server overwrites erased letters in its files and its log when it needs their space"
    return "the archive is in use: erased letters leave its log when the next command ends alone"
