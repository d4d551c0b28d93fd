"""`jianbao alert outbox`: the letters on their way out."""

from pathlib import Path

import click

from archive.errors import AskedWrongly
from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import NUMBER

STATES = ("queued", "claimed", "dot", "sent", "doubt", "dead")  # archive.subscriptions.DeliveryState


@click.group(cls=NounGroup, example="jianbao alert outbox list --state queued")
def outbox() -> None:
    """Show the letters on their way out, and try or drop one."""


@outbox.command("list", example="jianbao alert outbox list --state dead --state doubt")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only these; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Letters shown.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_desk
def list_(desk: Desk, *, states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List the letters, newest first."""
    from archive import subscriptions

    found = subscriptions.list_deliveries(desk.engine, states=states, limit=limit)
    if as_json:
        show.as_json(found)
        return
    rows = [
        (
            one.id,
            one.state,
            one.kind,
            one.stories or "",
            one.attempts,
            show.distance(one.next_try_at, desk.now) if one.state == "queued" else show.when(one.sent_at, none="-"),
            one.subject,
            one.error,
        )
        for one in found
    ]
    show.table(("id", "state", "kind", "stories", "tries", "sent / next try", "subject", "the relay said"), rows)


@outbox.command("show", example="jianbao alert outbox show 12 --eml letter.eml")
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--eml", type=click.Path(dir_okay=False, path_type=Path), help="Write the letter to this file.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_desk
def show_(desk: Desk, *, number: int, eml: Path | None, as_json: bool) -> None:
    """Show one letter: its state and its text."""
    from email import message_from_bytes
    from email.policy import default

    from archive import subscriptions
    from archive.errors import NotFound
    from archive.prune import LETTER_DAYS

    one, mime = subscriptions.get_delivery(desk.engine, number)
    if eml is not None:
        if not mime:
            raise NotFound(
                f"the text of letter {number} was let go", mend=f"texts of sent letters are kept {LETTER_DAYS} days"
            )
        eml.write_bytes(mime)
        show.say(f"written to {eml}")
    if as_json:
        show.as_json(one)
        return
    facts = [("letter", one.id), ("state", one.state), ("tries", one.attempts), ("the relay said", one.error or "-")]
    show.table((), [*facts, ("Message-ID", one.message_id), ("size", f"{one.size_bytes} bytes")])
    text = message_from_bytes(mime, policy=default).get_body(("plain",))
    said = text.get_content() if text is not None else ""
    click.echo(f"\nSubject: {one.subject}\n\n{said if mime else f'(its text was let go after {LETTER_DAYS} days)'}")


@outbox.command(example="jianbao alert outbox retry 12")
@click.argument("number", metavar="ID", type=NUMBER)
@pass_desk
def retry(desk: Desk, *, number: int) -> None:
    """Queue a letter again that waits or was refused; it goes out with the next sending."""
    from archive import subscriptions

    click.echo(f"letter {subscriptions.retry(desk.engine, number, now=desk.now).id} queued")


@outbox.command(example="jianbao alert outbox drop 12 --yes")
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--yes", is_flag=True, help="Really drop it.")
@pass_desk
def drop(desk: Desk, *, number: int, yes: bool) -> None:
    """Never send a letter that waits; its stories are not mailed again."""
    from archive import subscriptions

    one, _ = subscriptions.get_delivery(desk.engine, number)
    if not yes:
        raise AskedWrongly(f"letter {one.id} with {one.stories} stories is never sent then", mend="add --yes")
    click.echo(f"letter {subscriptions.drop(desk.engine, number).id} dropped")
