"""`jianbao import`: saved pages and texts of printed pages."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import DAY

EXAMPLE = """\
jianbao import zhenjiang-daily-2024-02-20.txt --source zhenjiang-daily --page 01
jianbao import saved/*.html"""


@click.command("import", cls=NounCommand, example=EXAMPLE)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--source", default="import", show_default=True, help="Source that the files belong to.")
@click.option("--day", type=DAY, help="Day of the edition.  [default: the day in a text file's name]")
@click.option("--page", default="", help="Label of the layout page, such as 01 or A01.")
@click.option("--url", default="", help="Address that the page was saved from; for one FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each file as JSON.")
@pass_desk
def import_(
    desk: Desk,
    *,
    files: Sequence[Path],
    source: str,
    day: date | None,
    page: str,
    url: str,
    as_json: bool,
) -> None:
    """Read saved pages and texts from FILEs into the archive.

    A .txt file is text copied out of a printed page and may hold several articles; anything else is a saved web page.
    The file itself is kept as a capture. Nothing is mailed; `jianbao alert tell` does when asked. Exits with 1 when a
    file holds no article.
    """
    if url and len(files) > 1:
        raise click.UsageError("--url says where one page is from, and there are several files")
    from scheduler import readings

    done = readings.import_files(desk.config, files, now=desk.now, source=source, day=day, page=page, url=url)
    if as_json:
        show.as_json(done)
    else:
        for file in done.files:
            if file.is_part:
                click.echo(f"{file.path.name}: read as a further page of another file")
            if file.rejected is not None:
                click.echo(f"{file.path.name}: {file.rejected.reason}: {file.rejected.detail or 'no article in it'}")
            for saved, title in zip(file.saved, file.titles, strict=True):
                click.echo(f"{file.path.name}: {saved.outcome} article {saved.article_id}: {title}")
        _say_next([saved.article_id for file in done.files for saved in file.saved])
    if any(file.rejected is not None for file in done.files):
        click.get_current_context().exit(1)


def _say_next(stored: list[int]) -> None:
    """Say what can be done with what was stored, or what to do when nothing was."""
    if stored:
        show.say(f"next: `jianbao article show {stored[0]}`, `jianbao search 词`")
    else:
        show.say("no article came of it; the files are kept and can be read again with `jianbao reread`")
