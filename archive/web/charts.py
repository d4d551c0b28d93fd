"""Numbers as pictures: the timeline of a search and the shades of the coverage strip. Geometry only, no HTML."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.records import FacetCount

MOST_BARS = 60
WIDTH, HEIGHT = 600, 64


@dataclass(slots=True, kw_only=True)
class Bar:
    """One bar of a timeline, in units of its viewBox."""

    label: str
    """A month such as 2026-03, a year when months would be too many, a day when there is one month only."""
    count: int
    x: float
    y: float
    width: float
    height: float
    collected: int = 0
    """Articles that the archive has of that time within the query's frame."""
    is_gap: bool = False
    """True when there are none, and on some day nobody looked: a count of 0 then says nothing."""
    share_y: float | None = None
    """Height of the share line; None where nothing was collected."""

    @property
    def share(self) -> float | None:
        """Share of what was collected, None when nothing was."""
        return self.count / self.collected if self.collected else None


def with_shares(
    bars: Sequence[Bar], collected: Mapping[date | None, int], quiet: Collection[date] = ()
) -> tuple[Bar, ...]:
    """Return the bars with what was collected in their day, month or year, and the place of the share line.

    `quiet` are days of which there is nothing although somebody looked.
    """
    by_label: Counter[str] = Counter()
    for day, count in collected.items():
        if day is not None and bars:
            by_label[day.isoformat()[: len(bars[0].label)]] += count
    unseen = {day.isoformat()[: len(bars[0].label)] for day in days_of(bars) if day not in quiet} if bars else set()
    known = [
        replace(bar, collected=by_label[bar.label], is_gap=not by_label[bar.label] and bar.label in unseen)
        for bar in bars
    ]
    largest = max((bar.share or 0 for bar in known), default=0) or 1
    return tuple(
        replace(bar, share_y=None if bar.share is None else round(HEIGHT * (1 - bar.share / largest), 1))
        for bar in known
    )


def days_of(bars: Sequence[Bar]) -> list[date]:
    """Return every day of the stretch that the bars show.

    >>> len(days_of([Bar(label="2026-02", count=1, x=0, y=0, width=1, height=1)]))
    28
    """
    if not bars:
        return []
    first = date.fromisoformat(f"{bars[0].label}-01-01"[:10])
    year, _, month = f"{bars[-1].label}-12"[:7].partition("-")
    last = date(int(year), int(month), monthrange(int(year), int(month))[1])
    if len(bars[-1].label) == len("2026-03-10"):
        last = date.fromisoformat(bars[-1].label)
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def share_line(bars: Sequence[Bar]) -> str:
    """Return the path of the share line, broken where nothing was collected.

    >>> share_line([])
    ''
    """
    steps: list[str] = []
    drawing = False
    for bar in bars:
        if bar.share_y is not None:
            steps.append(f"{'L' if drawing else 'M'}{bar.x + bar.width / 2:.1f} {bar.share_y}")
        drawing = bar.share_y is not None
    return "".join(steps)


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


def days_of_month(month: str, counts: Mapping[date, int]) -> tuple[Bar, ...]:
    """Return a bar for each day of a month such as 2026-03, for an answer that lies within one month."""
    year, number = int(month[:4]), int(month[5:])
    days = [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]
    return _bars([(day.isoformat(), counts.get(day, 0)) for day in days])


def shade(count: int, largest: int) -> int:
    """Return the shade 0 … 4 of a coverage cell: 0 for none, 4 near the fullest day of the source."""
    return max(1, round(4 * count / largest)) if count > 0 else 0


def _bars(counts: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    largest = max((count for _, count in counts), default=0)
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
