"""`jianbao source learn`: selectors of a source, proposed from its own pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import MOMENT

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.learning import Learned

SHOWN_CHARS = 40


@click.command("learn", cls=NounCommand, example="jianbao source learn zhenjiang-daily --write")
@click.argument("source_id", metavar="SOURCE")
@click.option("--pages", type=click.IntRange(3, 8), default=5, show_default=True, help="Captures to learn from.")
@click.option("--since", type=MOMENT, help="Day from which the selectors hold; else that of the oldest of them.")
@click.option("--write", "is_written", is_flag=True, help="Write them into the source's file, and its furniture.")
@click.option("--json", "as_json", is_flag=True, help="Print selectors and comparison as JSON.")
@pass_desk
def learn(desk: Desk, *, source_id: str, pages: int, since: datetime | None, is_written: bool, as_json: bool) -> None:
    """Propose selectors of a source from its newest captures, and show what they read beside the generic reader.

    A selector is proposed where it gives what the generic reader found, on nearly all pages. Nothing is written
    without --write. Old captures keep their old selectors: an entry holds from its day on.
    """
    from scheduler import learning

    learned = learning.learn(desk.config, source_id, pages=pages, since=since.date() if since else None)
    path = learning.write(desk.config, learned, now=desk.now) if is_written else None
    if as_json:
        show.as_json(
            {
                "source": source_id,
                "pages": learned.pages,
                "read": show.plain(learned.rules),
                "compared": [{**show.plain(row), "same": row.same} for row in learned.rows],
                "furniture": learned.furniture,
                "written": str(path) if path else "",
            }
        )
        return
    _tell(learned, path)


def _tell(learned: Learned, path: Path | None) -> None:
    rows = [
        (number, row.field, "same" if row.same else "differs", _cut(row.generic), _cut(row.ruled))
        for number, url in enumerate(learned.pages, start=1)
        for row in learned.rows
        if row.url == url
    ]
    show.table(("page", "field", "", "generic", "by selectors"), rows)
    for number, url in enumerate(learned.pages, start=1):
        show.say(f"page {number}: {url}")
    if learned.found:
        click.echo(f"\nread:\n{learned.entry}", nl=False)
    else:
        show.say("the pages agree on no selector; the generic reader goes on reading them")
    show.say(f"{learned.furniture} blocks stand on at least half of {len(learned.markup)} pages: furniture")
    if path is None:
        show.say("nothing is written; --write puts this into the source's file")
    else:
        show.say(f"written: {path}; `jianbao reread {learned.source.id}` reads what is kept anew")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}… ({len(text)} characters)"
