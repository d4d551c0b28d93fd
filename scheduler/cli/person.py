"""`jianbao person`: the offices of people, as the news printed them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import COUNT

if TYPE_CHECKING:  # imported on demand, so that `--help` is quick
    from archive.read.offices import Office


@click.group(cls=NounGroup, example="jianbao person offices 马明龙")
def person() -> None:
    """Show who held which office when, as the news printed it."""


@person.command("offices", example="jianbao person offices 马明龙")
@click.argument("name", metavar="NAME")
@click.option("--source", default="", help="Only from one source, by its id.")
@click.option("--limit", default=200, show_default=True, type=COUNT, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_offices(desk: Desk, *, name: str, source: str, limit: int, as_json: bool) -> None:
    """List the offices printed with NAME: first day, last day, how many articles.

    Namesakes are not told apart. A person may have held an office before it was first printed and after it was last.
    """
    from archive.read.offices import offices

    _tell(offices(desk.engine, name, source=source, limit=limit), as_json=as_json)


@person.command("holders", example="jianbao person holders 市委书记 --source zhenjiang-daily")
@click.argument("office", metavar="OFFICE")
@click.option("--source", default="", help="Only from one source, by its id.")
@click.option("--limit", default=200, show_default=True, type=COUNT, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_holders(desk: Desk, *, office: str, source: str, limit: int, as_json: bool) -> None:
    """List who was printed with OFFICE, in its exact words, the earliest first."""
    from archive.read.offices import holders

    _tell(holders(desk.engine, office, source=source, limit=limit), as_json=as_json)


def _tell(found: "Sequence[Office]", *, as_json: bool) -> None:
    if as_json:
        show.as_json(found)
        return
    show.table(
        ("first", "last", "name", "office", "articles"),
        [(one.first_on or "-", one.last_on or "-", one.name, one.office, one.articles) for one in found],
    )
