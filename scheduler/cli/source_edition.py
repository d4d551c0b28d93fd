"""`jianbao source edition`: what one day's paper announced, and what the archive has of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from archive.errors import NotFound
from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import DAY

if TYPE_CHECKING:  # imported when the command runs, so that `jianbao --help` stays quick
    from archive.read.views import EditionAccount, LayoutView


@click.command("edition", cls=NounCommand, example="jianbao source edition zhenjiang-daily 2024-02-20")
@click.argument("source_id", metavar="SOURCE")
@click.argument("day", type=DAY)
@click.option("--json", "as_json", is_flag=True, help="Print the account as JSON.")
@pass_desk
def edition(desk: Desk, *, source_id: str, day: date, as_json: bool) -> None:
    """Give the account of the edition of DAY: layout pages and articles, announced and stored, and every gap by name.

    Exits with 1 when something is missing.
    """
    from archive import read
    from archive.read.edition_account import edition_account

    found = edition_account(desk.engine, source_id, day)
    if not (found.pages or found.pages_expected):
        raise NotFound(
            f"the archive has no edition of {source_id} on {day}",
            mend=f"`jianbao crawl {source_id} --day {day}` asks for it, unless there was no paper",
        )
    pages = read.layout(desk.engine, source_id, day)
    if as_json:
        told = show.plain(found) | {"source": source_id, "day": day.isoformat(), "is_whole": found.is_whole}
        told["layout_pages"] = [_counts(page) for page in pages]
        show.as_json(told)
    else:
        _show(source_id, day, found, pages)
    if not found.is_whole:
        click.get_current_context().exit(1)


def _counts(page: LayoutView) -> dict[str, object]:
    stored = sum(entry.article_id is not None for entry in page.entries)
    return {"label": page.label, "name": page.name, "announced": len(page.entries), "stored": stored}


def _show(source_id: str, day: date, found: EditionAccount, pages: tuple[LayoutView, ...]) -> None:
    show.table(("page", "name", "announced", "stored"), [tuple(_counts(page).values()) for page in pages])
    for gap in gaps(found):
        click.echo(gap)
    show.say(f"{source_id} {day}: {summary(found)}")


def gaps(found: EditionAccount) -> Iterator[str]:
    """Name everything that an edition lacks, a line each."""
    for label in found.missing_pages:
        yield f"page missing: {label}"
    for entry in found.missing:
        yield f"article missing: {entry.title or '-'} {entry.url}"
    for number in found.skipped:
        yield f"number skipped: {number}: between two articles there is one that no page announces"


def summary(found: EditionAccount) -> str:
    """Return the counts of an edition in one line."""
    stored = found.announced - len(found.missing)
    agreed = "two reads agree" if found.settled else "no two reads agree yet"
    return f"{found.pages} of {found.pages_expected} pages, {stored} of {found.announced} articles; {agreed}"
