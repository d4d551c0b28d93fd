"""`jianbao db`: tables, index, consistency."""

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup


@click.group(cls=NounGroup, example="jianbao db check")
def db() -> None:
    """Care for the database: tables, index, consistency."""


@db.command("upgrade", example="jianbao db upgrade")
@pass_desk
def upgrade(desk: Desk) -> None:
    """Bring the tables to this program's version; enter source files and theme names.

    Every command does the first part by itself when it opens the archive.
    """
    from archive.db import schema_versions
    from scheduler import orders

    known = orders.enlist(desk.config)
    current, _ = schema_versions(desk.engine)
    click.echo(f"schema {current}, {known.sources} sources, {known.themes} themes")


@db.command("check", example="jianbao db check")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@pass_desk
def check(desk: Desk, *, as_json: bool) -> None:
    """Compare tables, search index and captures with each other. Exits with 1 on a warning, 2 when broken."""
    from scheduler.cli.doctor import write_rows
    from scheduler.doctor import examine_archive

    write_rows(examine_archive(desk.config), as_json=as_json)


@db.command("reindex", example="jianbao db reindex")
@pass_desk
def reindex(desk: Desk) -> None:
    """Write the search index anew from the articles. The archive can be searched and written meanwhile."""
    from archive.search import reindex as write_anew

    done = write_anew(desk.engine, progress=lambda at, total: show.say(f"{at} of {total}"))
    click.echo(f"{done} articles indexed")
