"""Values that a person types: days, moments and numbers, each refused with what can be written."""

from datetime import UTC, date, datetime
from typing import Any

import click


class Day(click.ParamType[date]):
    """A day, written 2024-02-20."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or refuse the text."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2024-02-20", param, ctx)


class Moment(click.ParamType[datetime]):
    """The beginning of a day in UTC, or a moment, written 2024-02-20 or 2024-02-20T06:40+08:00."""

    name = "WHEN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment, in UTC when it names no zone, or refuse the text."""
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a time; write it as 2024-02-20 or 2024-02-20T06:40+08:00", param, ctx)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


DAY = Day()
MOMENT = Moment()
GREATEST = 2**63 - 1
"""No database numbers a row higher."""
NUMBER = click.IntRange(-GREATEST, GREATEST)
COUNT = click.IntRange(1, 1_000_000_000)
COUNT_OR_NONE = click.IntRange(0, 1_000_000_000)
