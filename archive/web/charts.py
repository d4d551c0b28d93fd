"""Numbers as pictures: the timeline of a search and the shades of the coverage strip. Geometry only, no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import FacetCount

MOST_BARS = 60
WIDTH, HEIGHT = 600, 64


@dataclass(slots=True, kw_only=True)
class Bar:
    """One bar of a timeline, in units of its viewBox."""

    label: str
    """A month such as 2026-03, or a year when months would be too many."""
    count: int
    x: float
    y: float
    width: float
    height: float


def timeline(months: Sequence[FacetCount]) -> tuple[Bar, ...]:
    """Return bars for months such as 2026-03, ascending, months without articles included.

    More than MOST_BARS months are summed to years; of more years than that, the newest are shown.
    """
    counts = {month.value: month.count for month in months if _is_month(month.value)}
    if not counts:
        return ()
    filled = {label: counts.get(label, 0) for label in _months(min(counts), max(counts))}
    if len(filled) > MOST_BARS:
        filled = _by_year(filled)
    return _bars(list(filled.items())[-MOST_BARS:])


def shade(count: int, usual: float) -> int:
    """Return the shade 0 … 4 of a coverage cell: 0 for none, 4 for at least what is usual for the source."""
    if count <= 0:
        return 0
    return max(1, min(4, round(4 * count / usual))) if usual > 0 else 4


def _bars(counts: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    largest = max(count for _, count in counts)
    # A lonely month would fill the whole width, so the space is parted as for at least twelve.
    step = WIDTH / max(len(counts), 12)
    return tuple(
        Bar(
            label=label,
            count=count,
            x=round(place * step, 1),
            y=round(HEIGHT - _height(count, largest), 1),
            width=round(step * 0.8, 1),
            height=round(_height(count, largest), 1),
        )
        for place, (label, count) in enumerate(counts)
    )


def _height(count: int, largest: int) -> float:
    """Return a height that keeps one article of many visible."""
    return max(2.0, HEIGHT * count / largest) if count else 0.0


def _is_month(value: str) -> bool:
    year, _, month = value.partition("-")
    return len(value) == 7 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12


def _months(first: str, last: str) -> list[str]:
    start, end = (int(label[:4]) * 12 + int(label[5:]) - 1 for label in (first, last))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


def _by_year(months: dict[str, int]) -> dict[str, int]:
    years: dict[str, int] = {}
    for label, count in months.items():
        years[label[:4]] = years.get(label[:4], 0) + count
    return years
