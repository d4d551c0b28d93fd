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
from scheduler.cli.words import said

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
        _show(desk.language, f"{source_id} {day}", found, pages)
    if not found.is_whole:
        click.get_current_context().exit(1)


def _counts(page: LayoutView) -> dict[str, object]:
    stored = sum(entry.article_id is not None for entry in page.entries)
    return {"label": page.label, "name": page.name, "announced": len(page.entries), "stored": stored}


def _show(language: str, title: str, found: EditionAccount, pages: tuple[LayoutView, ...]) -> None:
    heads = tuple(said(language, head) for head in ("page", "name", "announced", "stored"))
    show.table(heads, [tuple(_counts(page).values()) for page in pages])
    for gap in gaps(found, language):
        click.echo(gap)
    show.say(f"{title}: {summary(found, language)}")


def gaps(found: EditionAccount, language: str) -> Iterator[str]:
    """Name everything that an edition lacks, a line each."""
    for label in found.missing_pages:
        yield said(language, "page missing: {label}").format(label=label)
    for entry in found.missing:
        yield said(language, "article missing: {title} {url}").format(title=entry.title or "-", url=entry.url)
    skipped = said(language, "number skipped: {number}: between two articles there is one that no page announces")
    for number in found.skipped:
        yield skipped.format(number=number)


def summary(found: EditionAccount, language: str) -> str:
    """Return the counts of an edition in one line."""
    line = said(language, "{pages} of {expected} pages, {stored} of {announced} articles; {agreed}")
    return line.format(
        pages=found.pages,
        expected=found.pages_expected,
        stored=found.announced - len(found.missing),
        announced=found.announced,
        agreed=said(language, "two reads agree" if found.settled else "no two reads agree yet"),
    )
