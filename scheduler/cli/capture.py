"""`jianbao capture`: the bytes as they were fetched."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import GREATEST, MOMENT

if TYPE_CHECKING:  # imported when a command runs, so that `jianbao --help` stays quick
    from archive.records import CaptureRef


@click.group(cls=NounGroup, example="jianbao capture show 1")
def capture() -> None:
    """Show and verify the bytes as they were fetched."""


@capture.command("show", example="jianbao capture show 1 --body > page.html")
@click.argument("wanted", metavar="NUMBER")
@click.option("--body", is_flag=True, help="Write the bytes themselves to stdout.")
@click.option("--json", "as_json", is_flag=True, help="Print what is known of it, without the bytes, as JSON.")
@pass_desk
def show_capture(desk: Desk, *, wanted: str, body: bool, as_json: bool) -> None:
    """Show one capture, its digest checked.

    NUMBER may also be a digest such as sha256:9f86...: then the first capture with these bytes.
    """
    ref = _wanted(desk, wanted)
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


def _wanted(desk: Desk, wanted: str) -> CaptureRef:
    from archive.errors import AskedWrongly

    if wanted.startswith("sha256:"):
        return desk.captures.find_bytes(wanted)
    if not wanted.isdecimal() or int(wanted) > GREATEST:
        raise AskedWrongly(f"'{wanted}' is no number of a capture", mend="give a number, or a digest from sha256: on")
    return desk.captures.find(int(wanted))


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
