"""`jianbao source`: the source files and their switches."""

from collections.abc import Sequence
from pathlib import Path

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.source_edition import edition
from scheduler.cli.source_learn import learn
from scheduler.cli.source_new import freeze, new, try_
from scheduler.cli.source_timetable import timetable
from scheduler.cli.words import said


@click.group(cls=NounGroup, example="jianbao source list")
def source() -> None:
    """List, check and switch sources."""


for verb in (new, try_, freeze, learn, edition, timetable):
    source.add_command(verb)


@source.command("list", example="jianbao source list --place cn-jiangsu --all")
@click.option("--all", "everything", is_flag=True, help="Those that are switched off, too.")
@click.option("--place", default="", help="Only this place and those in it, such as cn-jiangsu.")
@click.option("--family", default="", help="Only this family, such as edition.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_sources(desk: Desk, *, everything: bool, place: str, family: str, as_json: bool) -> None:
    """List the sources that the clock crawls; with --all every one that has a file."""
    known = desk.registry().all()
    wanted = [one for one in known if is_in(one.place, place) and family in ("", one.family)]
    shown = [one for one in wanted if everything or one.enabled]
    if as_json:
        show.as_json(shown)
        return
    if shown:
        rows = [(one.id, one.name, one.family, one.place, how_often(one.enabled, one.every)) for one in shown]
        show.table(("source", "name", "family", "place", "every"), rows)
    if not known:
        show.say(f"no sources; put a source file into {desk.config.home / 'sources'}, see docs/ops/sources.md")
    elif len(shown) < len(wanted):
        off = len(wanted) - len(shown)
        show.say(f"{off} more are switched off; --all lists them, `jianbao source enable ID` switches one on")
    elif not shown:
        show.say("none of the sources is of this place and family")


def is_in(place: str, wanted: str) -> bool:
    """True when a place is the one wanted or lies in it; every place lies in the empty one."""
    return not wanted or place == wanted or place.startswith(f"{wanted}-")


def how_often(enabled: bool, every: str) -> str:
    """Return the timetable as the list shows it."""
    return (every or "by hand") if enabled else "off"


@source.command("show", example="jianbao source show zhenjiang-daily")
@click.argument("source_id", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def show_source(desk: Desk, *, source_id: str, as_json: bool) -> None:
    """Show what a source file says, with its defaults."""
    found = desk.registry().get(source_id)
    told = show.plain(found)
    if as_json:
        show.as_json(told)
    else:
        show.table(("", ""), [(key, value) for key, value in told.items() if key != "lines"])


@source.command("check", example="jianbao source check sources/my-paper.yaml")
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the ids and the doubts as JSON.")
@pass_desk
def check(desk: Desk, *, files: Sequence[Path], as_json: bool) -> None:
    """Read source files and say what is wrong in them, and what is doubtful: one address twice, a place that misfits.

    Without FILE it reads all files of the program and the home folder. Nothing is fetched. A mistake ends with 2.
    """
    from crawler.registry.check import check_source
    from crawler.registry.doubts import doubts_of
    from crawler.registry.read import read_source

    checked = [read_source(path) for path in files] or list(desk.registry().all())
    for one in checked:
        check_source(one)
    doubts = doubts_of(checked)
    if as_json:
        show.as_json({"well": [one.id for one in checked], "doubts": doubts})
        return
    for doubt in doubts:
        click.echo(said(desk.language, "doubtful: {doubt}").format(doubt=doubt))
    for one in checked if files else ():
        click.echo(said(desk.language, "{path}: {source} is well").format(path=one.path, source=one.id))
    if not files:
        click.echo(said(desk.language, "{count} sources are well").format(count=len(checked)))


@source.command("disable", example="jianbao source disable zhenjiang-daily")
@click.argument("source_id", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="Print the source and its state as JSON.")
@pass_desk
def disable(desk: Desk, *, source_id: str, as_json: bool) -> None:
    """Keep the clock away from a source; it can still be crawled by hand."""
    _switch(desk, source_id, paused=True)
    if as_json:
        show.as_json({"source": source_id, "clock": False})
    show.say(f"the clock leaves {source_id} alone until `jianbao source enable {source_id}`")


@source.command("enable", example="jianbao source enable wenzhou-daily")
@click.argument("source_id", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="Print the source and its state as JSON.")
@pass_desk
def enable(desk: Desk, *, source_id: str, as_json: bool) -> None:
    """Let the clock crawl a source that was disabled by hand, or that came switched off.

    A source that came switched off gets a file of its own in the home folder, which from then on is the one that
    counts.
    """
    known = desk.registry().get(source_id)
    own = desk.config.home / "sources"
    if not known.enabled and not Path(known.path).is_relative_to(own):
        path = own / f"{source_id}.yaml"
        own.mkdir(parents=True, exist_ok=True)
        path.write_text(switched_on(Path(known.path).read_text(encoding="utf-8")), encoding="utf-8")
        show.say(f"written: {path}")
        known = desk.registry().get(source_id)
    _switch(desk, source_id, paused=False)
    if as_json:
        show.as_json({"source": source_id, "clock": known.enabled and bool(known.every), "file": known.path})
    if not (known.enabled and known.every):
        show.say(f"note: {known.path} says 'enabled: false' or has no 'every', so the clock still leaves it alone")


def switched_on(text: str) -> str:
    """Return the text of a source file without the line that switches it off.

    >>> switched_on("id: x\\nenabled: false\\nname: y\\n")
    'id: x\\nname: y\\n'
    """
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("enabled:"))


def _switch(desk: Desk, source_id: str, *, paused: bool) -> None:
    from archive import runs
    from scheduler import orders

    desk.registry().get(source_id)
    orders.enlist(desk.config, also=[source_id])
    runs.pause(desk.engine, source_id, paused=paused)
