"""`jianbao demo`: the whole house at work on a miniature world, on this machine alone."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

if TYPE_CHECKING:
    from archive.config import Config
    from scheduler.crawling import CrawlEnd
    from scheduler.demo.play import Shown

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@click.command(cls=NounCommand, example="jianbao demo --exit\njianbao demo --keep ./demo-home")
@click.option("--exit", "leave", is_flag=True, help="Stop after the letter instead of serving the search page.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep the demo's home in this folder.")
@pass_desk
def demo(_desk: Desk, *, leave: bool, keep: Path | None) -> None:
    """Show the whole house at work on a miniature world, offline.

    Starts the web sites of a small city on this machine, lets the real clock crawl them on two mornings, and shows what
    was stored, folded, tagged and mailed. Nothing leaves the machine; without --keep nothing is left behind.
    """
    from scheduler.demo.play import play, staged

    with _home(keep) as home, staged(home) as stage:
        say("The city of Yunjiang publishes on loopback: two papers, a government, a radio, a walled portal.")
        shown = play(stage, tell=_tell_end, begin=_begin_day)
        _tell_all(shown)
        if not leave:
            _serve(stage.config, keep)


def say(text: str = "") -> None:
    """Write one line of the demo's story."""
    click.echo(text)


def _begin_day(day: date) -> None:
    say()
    say(click.style(f"── {day.isoformat()}, {WEEKDAYS[day.weekday()]}, 08:00 ", bold=True) + "─" * 40)


def _tell_end(end: "CrawlEnd") -> None:
    ledger = end.ledger
    colour = "green" if end.outcome == "done" else "red"
    parts = [
        f"{ledger.pages} pages fetched",
        f"{ledger.stored} articles stored",
        f"{ledger.folded} folded as duplicates" if ledger.folded else "",
        f"{ledger.revised} revision found" if ledger.revised else "",
        f"{ledger.duplicate} second placement" if ledger.duplicate else "",
        f"{ledger.unchanged} unchanged" if ledger.unchanged else "",
        *[f"{count} rejected: {reason}" for reason, count in ledger.rejected.items()],
        *[f"{count} failed: {cause}" for cause, count in ledger.failed.items()],
    ]
    name = end.source + " " * max(0, 22 - show.width(end.source))
    outcome = click.style(f"{end.outcome:<8}", fg=colour)
    say(f"  {name}{outcome} " + (end.detail or ", ".join(part for part in parts if part)))


def _tell_all(shown: "Shown") -> None:
    totals = [morning.ledger for morning in shown.mornings]
    say()
    say(
        f"Stored {shown.articles} articles, {shown.stories} stories; "
        f"{sum(one.folded for one in totals)} duplicates folded, {sum(one.revised for one in totals)} revision found, "
        f"every account adds up: {all(one.adds_up for one in totals)}."
    )
    say("Themes given: " + ", ".join(f"{zh} {count}" for zh, _, count in shown.themes[:6]))
    for name, why in shown.blocked:
        say(click.style(f"Not well: {name}: {why}", fg="red"))
    for morning in shown.mornings:
        for letter in morning.letters:
            _tell_letter(letter, shown.letter_after_s)


def _tell_letter(letter: EmailMessage, after_s: float | None) -> None:
    plain = letter.get_body(("plain",))
    text = plain.get_content() if plain is not None else ""
    say()
    took = f", {after_s:.0f} s after the start" if after_s is not None else ""
    say(click.style(f"── A letter has arrived at the mail server{took} ", bold=True) + "─" * 10)
    for name in ("From", "To", "Subject"):
        say(f"{name}: {letter[name]}")
    say()
    say(text.rstrip())
    say("─" * 70)


@contextmanager
def _home(keep: Path | None) -> Iterator[Path]:
    """Give the demo's home folder: the one to keep, or one that goes away again."""
    if keep is not None:
        if (keep / "archive.db").exists():
            raise click.UsageError(f"{keep} holds an archive already; name an empty folder")
        yield keep
        return
    home = Path(tempfile.mkdtemp(prefix="jianbao-demo-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _serve(config: "Config", keep: Path | None) -> None:
    """Serve the search page over what the demo collected, until Ctrl-C."""
    import threading

    from scheduler.stopping import until_signal

    stop = threading.Event()
    with until_signal(stop), _page(config) as address:
        say()
        say(f"Search it yourself: {click.style(address, bold=True)}   (Ctrl-C ends the demo)")
        if keep is not None:
            say(f"Later: jianbao --home {keep} serve")
        stop.wait()


@contextmanager
def _page(config: "Config") -> Iterator[str]:
    """Serve where the letter's links point to, or at any free port when that one is taken."""
    from archive.errors import JianbaoError
    from scheduler.serving import serving

    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving(config))
        except JianbaoError:
            address = stack.enter_context(serving(config, port=0))
        yield address
