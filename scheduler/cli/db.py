"""`jianbao db`: tables, index, consistency."""

from pathlib import Path

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


@db.command("tidy", example="jianbao db tidy")
@pass_desk
def tidy(desk: Desk) -> None:
    """Merge the pieces of the search index, as the clock does once a day; worth it after a large import.

    The archive can be searched and written meanwhile, and it may be stopped anywhere.
    """
    from archive.search import tidy as tidy_index

    click.echo(f"{tidy_index(desk.engine)} pieces")


@db.command("embed", example="jianbao db embed --seconds 600")
@click.option("--seconds", type=click.FloatRange(min=1), help="Stop after so many CPU seconds; else when all is done.")
@pass_desk
def embed(desk: Desk, *, seconds: float | None) -> None:
    """Make the vectors that suggestions by meaning need, the newest articles first.

    Needs `pip install 'jianbao[semantic]'`; some 40 ms of processor time an article. May be stopped and begun again.
    With `[search] semantic = true` the clock does the same a little at a time.
    """
    from archive.meaning import fill

    done = fill(desk.engine, cpu_s=seconds, progress=lambda at, total: show.say(f"{at} of {total}"))
    click.echo(f"{done.embedded} vectors made, {done.unchanged} still hold, {done.left} left")


@db.command("accelerate", example="jianbao db accelerate")
@click.option("--drop", "is_drop", is_flag=True, help="Remove it from the disk instead.")
@click.option("--json", "as_json", is_flag=True, help="Print how it stands as JSON.")
@pass_desk
def accelerate(desk: Desk, *, is_drop: bool, as_json: bool) -> None:
    """Feed the accelerator: an index beside the archive that finds single characters sooner, with the same answers.

    Needs `pip install 'jianbao[accelerator]'`; a thousand articles a second. May be stopped anywhere and begun again.
    Searches use it with `[search] accelerator = true`; then the clock feeds it each minute.
    """
    from archive.search import accelerator_folder
    from archive.search.accelerator import drop, feed, standing

    folder = accelerator_folder(desk.config)
    if is_drop:
        is_gone = drop(folder)
        show.say("the accelerator is gone" if is_gone else "there was no accelerator")
    else:
        done = feed(desk.engine, folder, progress=lambda at, total: show.say(f"{at} of {total}"))
        show.say(f"{done.changes} changes taken in{', built anew' if done.rebuilt else ''}")
    found = standing(desk.engine, folder)
    if as_json:
        show.as_json(found)
    elif not is_drop:
        click.echo(found.says)


@db.command("backup", example="jianbao db backup --to /mnt/backup")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder; else [backup] folder.")
@pass_desk
def backup(desk: Desk, *, folder: Path | None) -> None:
    """Copy the database while it is used, and prove the copy by opening it.

    On SQLite the readers' addresses are copied beside it. The captures are files that never change: copy their folder
    with any tool. `[backup] every_hours` lets the clock do it.
    """
    from archive.backup import back_up, folder_of

    copy = back_up(desk.engine, desk.config, folder or folder_of(desk.config), now=desk.now)
    click.echo(f"{copy.path} ({copy.size_bytes:,} bytes)")


@db.command("backups", example="jianbao db backups")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def backups(desk: Desk, *, as_json: bool) -> None:
    """List the copies in the backup folder, newest first."""
    from archive.backup import copies, folder_of

    found = copies(folder_of(desk.config))
    if as_json:
        show.as_json(found)
    elif found:
        show.table(("copy", "made", "bytes"), [(one.path, show.when(one.made_at), one.size_bytes) for one in found])
    else:
        show.say(f"no copies in {folder_of(desk.config)}; `jianbao db backup` makes one")


@db.command("restore", example="jianbao db restore backups/archive-20260310T224000Z.db --yes")
@click.argument("copy", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do it; without, the copy is only proved.")
@pass_desk
def restore(desk: Desk, *, copy: Path, yes: bool) -> None:
    """Put a copy in the place of the archive; what was stored since the copy was made is gone.

    Without --yes the copy is opened and read through, and nothing changes. Stop the clock before. On SQLite the
    readers' addresses of the same moment come back as well.
    """
    from archive.backup import prove
    from archive.backup import restore as put_back

    if not yes:
        click.echo(f"{copy} holds {prove(copy)}; --yes puts it in the place of the archive")
        return
    click.echo(f"the archive is that of {copy}: {put_back(desk.engine, desk.config, copy)}")
