"""`jianbao target`: a timeline of promises."""

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import COUNT


@click.group(cls=NounGroup, example="jianbao target list --year 2030")
def target() -> None:
    """Show what the news promised, by year."""


@target.command("list", example="jianbao target list --by-year")
@click.option("--year", default="", metavar="YYYY", help="Only what is promised for one year.")
@click.option("--source", default="", help="Only from one source, by its id.")
@click.option("--by-year", is_flag=True, help="A heading a year.")
@click.option("--undated", is_flag=True, help="Also targets whose sentence names no year.")
@click.option("--limit", default=200, show_default=True, type=COUNT, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_targets(
    desk: Desk, *, year: str, source: str, by_year: bool, undated: bool, limit: int, as_json: bool
) -> None:
    """List targets with the article that named each first: what was to be built, reached or grown by when.

    `jianbao search target:2030` finds every article that names one for that year.
    """
    from archive.read.targets import promises

    found = promises(desk.engine, year=year, source=source, undated=undated, limit=limit)
    if as_json:
        show.as_json(found)
        return
    if not by_year:
        rows = [(one.year or "-", one.article_id, one.source, one.words) for one in found]
        show.table(("year", "article", "source", "target"), rows)
        return
    last = None
    for one in found:
        if one.year != last:
            click.echo(one.year or "-")
            last = one.year
        click.echo(f"    {one.words}  ({one.article_id} {one.title})")
