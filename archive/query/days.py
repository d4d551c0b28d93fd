"""Read and write stretches of days: `2024`, `2024-02`, `2024-02-19`, `2024-02..2024-03`, `2024-02..`, `..2023`."""

import re
from calendar import monthrange
from datetime import date

from archive.errors import QueryError
from archive.query.tree import Days

EDGE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
SHAPES = "write {0}:2024, {0}:2024-02, {0}:2024-02-19 or a range such as {0}:2024-02..2024-03"


def read_days(value: str, position: int, *, field: str = "date") -> Days:
    """Return the stretch that the value of `date:` or `edition:` says. Raises QueryError."""
    first, dots, last = value.partition("..")
    if not first and not last:
        raise QueryError(f"'{value}' is no date", mend=SHAPES.format(field), position=position)
    since = _edge(first, position, field)[0] if first else None
    last_position = position + len(first) + len(dots)
    until = _edge(last if dots else first, last_position if dots else position, field)[1] if last or not dots else None
    if since and until and until < since:
        mend = f"write {field}:{last}..{first}"
        raise QueryError(f"the range {value} ends before it begins", mend=mend, position=position)
    return Days(since=since, until=until)


def _edge(text: str, position: int, field: str) -> tuple[date, date]:
    """Return first and last day of a year, month or day."""
    found = EDGE.fullmatch(text)
    if not found or not text.isascii():
        raise QueryError(f"'{text}' is no date", mend=SHAPES.format(field), position=position)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if year == 0 or month == 0 or (month or 1) > 12:
        wrong = f"'{text}': there is no year 0" if year == 0 else f"'{text}': there is no month {month}"
        raise QueryError(wrong, mend=SHAPES.format(field), position=position)
    last_day = monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last_day:
        mend = f"{year}-{month:02d} has the days 1 to {last_day}"
        raise QueryError(f"'{text}': there is no day {day} in that month", mend=mend, position=position)
    return date(year, month or 1, day or 1), date(year, month or 12, day or last_day)


def write_days(days: Days) -> str:
    """Return the shortest writing that reads as the same stretch.

    >>> write_days(Days(since=date(2024, 2, 1), until=date(2024, 2, 29)))
    '2024-02'
    """
    starts = _writings(days.since, starting=True)
    ends = _writings(days.until, starting=False)
    if days.since is None or days.until is None:
        return f"{starts[-1]}..{ends[-1]}"
    # Both ends in the same grain, the coarsest that both allow.
    grain = min(len(starts), len(ends)) - 1
    return starts[grain] if starts[grain] == ends[grain] else f"{starts[grain]}..{ends[grain]}"


def _writings(day: date | None, *, starting: bool) -> list[str]:
    """Return the writings of one end, finest first: the day, the month where it is its edge, the year likewise."""
    if day is None:
        return [""]
    iso = day.isoformat()
    at_month_edge = day.day == (1 if starting else monthrange(day.year, day.month)[1])
    if not at_month_edge:
        return [iso]
    at_year_edge = day.month == (1 if starting else 12)
    return [iso, iso[:7], iso[:4]] if at_year_edge else [iso, iso[:7]]
