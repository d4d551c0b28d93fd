"""`jianbao source timetable`: when a source is looked at next, and why then."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

if TYPE_CHECKING:
    from crawler.registry import SourceFile
    from scheduler.plan import Hours

BARS = " ▁▂▃▄▅▆▇█"
HOURS_OF_SLOTS = 4


@click.command(cls=NounCommand, example="jianbao source timetable zhenjiang-daily --polls 20")
@click.argument("source_id", metavar="SOURCE")
@click.option("--polls", type=click.IntRange(1, 500), default=10, show_default=True, help="Looks shown.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def timetable(desk: Desk, *, source_id: str, polls: int, as_json: bool) -> None:
    """Show when SOURCE is looked at next if all goes well, and why then.

    A source with `every: learned` shows how many articles it usually brings in each hour, and how many looks that
    earns. Failures, walls and empty editions move single looks; `jianbao run list --source ID` shows what was.
    """
    from archive import runs

    source = desk.registry().get(source_id)
    state = next((one for one in runs.states(desk.engine) if one.id == source_id), None)
    due = state.next_due_at if state is not None else None
    hours = _hours(desk, source) if state is not None else None
    looks = _looks(source, due or desk.now, hours, polls) if source.every else []
    if as_json:
        told = {"source": source_id, "every": source.every, "time_zone": str(source.zone), "looks": looks}
        show.as_json(told | ({"profile": hours.profile} if hours is not None else {}))
        return
    if not source.every:
        click.echo("crawled by hand only: the source file has no `every:`")
        return
    click.echo(f"every: {source.every} ({source.zone})")
    if hours is not None:
        _say_profile(hours, source)
    for look in looks:
        click.echo(f"{look.astimezone(source.zone):%Y-%m-%d %a %H:%M}  {show.distance(look, desk.now)}")


def _hours(desk: Desk, source: "SourceFile") -> "Hours | None":
    from scheduler.crawling import hours_of

    return hours_of(desk.engine, source, desk.now)


def _looks(source: "SourceFile", first: datetime, hours: "Hours | None", count: int) -> list[datetime]:
    """Return the next looks, without the minutes by which sources of one timetable are spread."""
    from scheduler.plan import due_after

    looks, at = [first], first
    while len(looks) < count:
        due = due_after(source.every, last=at, now=at, rng=_Steady(), hours=hours)
        if due is None:
            break
        at = max(due, at + timedelta(seconds=1))
        looks.append(at)
    return looks


class _Steady(Random):
    """Draws the middle: what is shown must not change from look to look."""

    def uniform(self, a: float, b: float) -> float:
        return a


def _say_profile(hours: "Hours", source: "SourceFile") -> None:
    """Draw the articles of an hour and the looks they earn, for working days and weekends."""
    from crawler.registry.timetable import parse_every
    from scheduler.polling import Pace, polls_a_slot

    profile = hours.profile
    pace = Pace(polls_a_day=parse_every(source.every).polls_a_day or 0)
    click.echo(f"learned from {profile.days:.0f} day(s): {profile.a_day:.1f} articles a day")
    click.echo("                 0     3     6     9     12    15    18    21")
    named = zip(("working days", "weekends"), profile.rates, polls_a_slot(profile, pace), strict=True)
    for name, rates, looks in named:
        click.echo(f"{name:<13}news {_bars(rates)}  {sum(rates):.1f} articles")
        click.echo(f"{'':<12}looks {_bars(looks)}  {sum(looks):.0f} looks")


def _bars(slots: Sequence[float]) -> str:
    """Return two characters an hour, the highest full."""
    halves = [sum(slots[start : start + 2]) for start in range(0, len(slots), HOURS_OF_SLOTS // 2)]
    highest = max(halves) or 1.0
    return "".join(BARS[round(value / highest * (len(BARS) - 1))] for value in halves)
