"""Read the timetable of a source: `every: day at 06:40 Asia/Shanghai`, `every: 30 min`, `every: learned`.

Only the grammar is kept here. When a source is due next is decided by the clock (`scheduler.plan`).
"""

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import SourceError

UNITS_S = {"min": 60, "mins": 60, "minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAYS = frozenset(range(7))
GRAMMAR = "write '30 min', 'hour', 'learned', 'day at 06:40 Asia/Shanghai' or 'mon-fri at 06:40, 17:00 Asia/Shanghai'"
USUAL_POLLS = 48
"""Polls a day of a source whose hours are learned and that says no number: as many as of a fixed half hour."""
MOST_POLLS = 480

PERIOD = re.compile(r"(?:(\d{1,5})\s*)?([a-z]+)")
LEARNED = re.compile(r"learned(?:,\s*(\d{1,4}) (?:times )?a day)?")
AT = re.compile(r"(?P<days>[a-z][a-z, -]*?)\s+at\s+(?P<times>\d{1,2}:\d{2}(?:\s*,\s*\d{1,2}:\d{2})*)\s+(?P<zone>\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """A timetable: a period, times of day on some weekdays, or hours learned from the source."""

    period_s: int | None = None
    """Seconds from one run to the next; None when the timetable names times of day."""
    times: tuple[time, ...] = ()
    """Times of day on the clock of `zone`, ascending; empty when the timetable is a period."""
    weekdays: frozenset[int] = ALL_DAYS
    """Days on which the times count, 0 is Monday."""
    polls_a_day: int | None = None
    """Polls of an average day at hours that are learned; None when they are written down."""
    zone: str = ""
    """IANA name of the clock, such as Asia/Shanghai; empty when the timetable is a period."""


def parse_every(text: str) -> Every:
    """Return the timetable that `text` writes down.

    Raises SourceError when it is none.

    >>> parse_every("30 min").period_s
    1800
    >>> parse_every("learned, 24 a day").polls_a_day
    24
    >>> parse_every("day at 06:40 Asia/Shanghai").times
    (datetime.time(6, 40),)
    """
    said = " ".join(text.split())
    if learned := LEARNED.fullmatch(said.lower()):
        return Every(polls_a_day=_polls(learned[1], text))
    if found := AT.fullmatch(said[:1].lower() + said[1:]):
        return Every(
            times=_times(found["times"], text),
            weekdays=parse_weekdays(found["days"]),
            zone=_zone(found["zone"]),
        )
    found_period = PERIOD.fullmatch(said.lower())
    if found_period and found_period[2] in UNITS_S and (count := int(found_period[1] or 1)) > 0:
        return Every(period_s=count * UNITS_S[found_period[2]])
    if " at " in said and not AT.fullmatch(said) and AT.fullmatch(f"{said} Zone"):
        raise SourceError(f"'{text}' names no time zone", mend=f"write '{said} Asia/Shanghai'")
    raise SourceError(f"'{text}' is not a timetable", mend=GRAMMAR)


def parse_weekdays(text: str) -> frozenset[int]:
    """Return the weekdays that `text` names: `day`, `mon`, `mon-fri`, `mon, wed, sat-sun`; 0 is Monday.

    Raises SourceError for a word that is no weekday.
    """
    if text.strip().lower() in {"day", "daily"}:
        return ALL_DAYS
    chosen: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = (word.strip()[:3] for word in part.partition("-"))
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise SourceError(f"'{part.strip()}' is not a weekday", mend=f"use: day, {', '.join(WEEKDAYS)}, or mon-fri")
        start = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last or first) - start) % 7
        chosen.update((start + step) % 7 for step in range(length + 1))
    return frozenset(chosen)


def _polls(number: str | None, whole: str) -> int:
    polls = int(number or USUAL_POLLS)
    if not 1 <= polls <= MOST_POLLS:
        raise SourceError(f"'{whole}' asks too often or never", mend=f"write 1 to {MOST_POLLS} a day")
    return polls


def _times(text: str, whole: str) -> tuple[time, ...]:
    try:
        return tuple(sorted({time.fromisoformat(part.strip().rjust(5, "0")) for part in text.split(",")}))
    except ValueError as error:
        raise SourceError(f"'{whole}' names a time that no clock shows", mend="write times such as 06:40") from error


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SourceError(f"'{name}' is not a time zone", mend="write an IANA name such as Asia/Shanghai") from error
    return name
