"""`jianbao capture`: the bytes as they were fetched."""

import sys
from datetime import datetime

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import MOMENT


@click.group(cls=NounGroup, example="jianbao capture show 1")
def capture() -> None:
    """Show and verify the bytes as they were fetched."""


@capture.command("show", example="jianbao capture show 1 --body > page.html")
@click.argument("number", type=int)
@click.option("--body", is_flag=True, help="Write the bytes themselves to stdout.")
@click.option("--json", "as_json", is_flag=True, help="Print what is known of it, without the bytes, as JSON.")
@pass_desk
def show_capture(desk: Desk, *, number: int, body: bool, as_json: bool) -> None:
    """Show one capture, its digest checked."""
    ref = desk.captures.find(number)
    found = desk.captures.read(ref)
    if body:
        sys.stdout.buffer.write(found.body)
        return
    told = {
        "capture": ref.id,
        "source": found.source,
        "url": found.url,
        "final_url": found.final_url,
        "status": found.status,
        "fetched_at": found.fetched_at.isoformat(),
        "bytes": len(found.body),
        "digest": ref.digest,
        "file": ref.file,
        "offset": ref.offset,
        "hints": dict(found.hints),
        "headers": [list(pair) for pair in found.headers],
    }
    if as_json:
        show.as_json(told)
        return
    rows = [(name, value) for name, value in told.items() if name not in ("headers", "hints")]
    rows += [(f"hint {name}", value) for name, value in found.hints.items()]
    rows += [(f"header {name}", value) for name, value in found.headers]
    show.table(("", ""), rows)


@capture.command("verify", example="jianbao capture verify --since 2024-02-01")
@click.option("--source", default=None, help="Only captures of this source.")
@click.option("--since", type=MOMENT, help="Only captures fetched since then.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and every fault as JSON.")
@pass_desk
def verify(desk: Desk, *, source: str | None, since: datetime | None, as_json: bool) -> None:
    """Read captures back and compare each with its digest. Exits with 1 when one is damaged."""
    from archive.errors import CaptureError

    good, faults = 0, []
    for ref in desk.captures.refs(source=source, since=since):
        try:
            desk.captures.read(ref)
            good += 1
        except CaptureError as error:
            faults.append({"capture": ref.id, "wrong": error.wrong, "mend": error.mend})
    if as_json:
        show.as_json({"good": good, "faults": faults})
    else:
        click.echo(f"{good} captures are as they were fetched, {len(faults)} are not")
        for fault in faults:
            click.echo(f"{fault['wrong']}\n    mend: {fault['mend']}")
    if faults:
        click.get_current_context().exit(1)
