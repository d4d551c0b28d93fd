"""`jianbao doctor`: what is wrong with this installation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

if TYPE_CHECKING:
    from scheduler.doctor import Row


@click.command(cls=NounCommand, example="jianbao doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@pass_desk
def doctor(desk: Desk, *, as_json: bool) -> None:
    """Examine the installation and say how to mend it.

    Changes nothing. Exits with 0 when all is well, 1 on a warning, 2 when something is broken.
    """
    from scheduler.doctor import examine

    write_rows(examine(desk.config, now=desk.now), as_json=as_json)


def write_rows(rows: "Sequence[Row]", *, as_json: bool) -> None:
    """Write the answers and leave with the exit code of the worst."""
    from scheduler.doctor import worst

    if as_json:
        show.as_json(rows)
    else:
        show.table(("", "", ""), [(row.state, row.name, row.says) for row in rows])
        for row in rows:
            if row.mend:
                show.say(f"{row.name}: {row.mend}")
    click.get_current_context().exit(worst(rows))
