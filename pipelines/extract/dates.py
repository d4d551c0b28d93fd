"""Days and moments as pages print them, and days in addresses.

Reads only; which of several days is the day of publication is decided in page.py.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Zone of every printed time on a Chinese page."""

_YMD = (
    r"(?P<y>(?:19|20)\d\d)\s*(?:[-/.]|年)\s*(?P<m>1[0-2]|0?[1-9])\s*(?:[-/.]|月)"
    r"\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s*日?"
)
_CLOCK = (
    r"(?:\s*(?:T|[,，]|星期.|周.)?\s*(?P<h>[01]?\d|2[0-3])\s*[:：]\s*(?P<min>[0-5]\d)"
    r"(?:\s*[:：]\s*(?P<s>[0-5]\d))?(?:[.:]\d{1,9})?)?"
)
_ZONE = r"(?:\s?(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d))?"
_MOMENT = re.compile(_YMD + _CLOCK + _ZONE)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<a>[-/_.]?)(?P<m>0[1-9]|1[0-2])[-/_.]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    r"|/(?P<y2>20\d\d)/(?P<m2>1[0-2]|[1-9])/(?P<d2>3[01]|[12]\d|[1-9])/"
)


@dataclass(slots=True, kw_only=True)
class Moment:
    """A day, with the time of day where it was given."""

    on: date
    """Day as printed, in the page's own zone."""
    at: datetime | None = None
    """Aware, UTC; None without a time of day or without a known zone."""
    raw: str = ""


def read_moment(text: str, *, zone: ZoneInfo | None = SHANGHAI) -> Moment | None:
    """Return the first day in a text. `zone` is that of times printed without one; None when it is unknown.

    >>> read_moment("2024年2月20日 星期二").on
    datetime.date(2024, 2, 20)
    """
    for found in _MOMENT.finditer(text[:2000]):
        moment = _moment(found, zone)
        if moment:
            return moment
    return None


def _moment(found: re.Match[str], zone: ZoneInfo | None) -> Moment | None:
    try:
        on = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    raw = found.group().strip()
    if not found["h"]:
        return Moment(on=on, raw=raw)
    clock = datetime(on.year, on.month, on.day, int(found["h"]), int(found["min"]), int(found["s"] or 0))  # noqa: DTZ001 # the zone follows
    offset = _offset(found["z"])
    if offset is not None:
        at = clock.replace(tzinfo=offset)
        # A Chinese page that states UTC still means its reader's day.
        on = at.astimezone(zone).date() if zone and found["z"] in ("Z", "UTC", "GMT") else on
        return Moment(on=on, at=at.astimezone(UTC), raw=raw)
    midnight = not (clock.hour or clock.minute or clock.second)
    at_known = clock.replace(tzinfo=zone).astimezone(UTC) if zone and not midnight else None
    return Moment(on=on, at=at_known, raw=raw)


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone in ("Z", "UTC", "GMT"):
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes)) if minutes < 24 * 60 else None


def day_in_address(url: str) -> date | None:
    """Return the day that an address carries, such as /202302/11/ or t20190918_693227.

    >>> day_in_address("http://paper.test/pc/content/202302/11/content_211248.html")
    datetime.date(2023, 2, 11)
    """
    for found in _IN_ADDRESS.finditer(url):
        parts = found.group("y", "m", "d") if found["y"] else found.group("y2", "m2", "d2")
        try:
            return date(*map(int, parts))
        except ValueError:
            continue
    return None


def is_possible(day: date, fetched_at: datetime) -> bool:
    """Tell whether a page fetched then can have appeared on that day: not before the web, not after the fetch.

    One day more is allowed: it is tomorrow already in Shanghai when it is today in UTC.
    """
    return date(1990, 1, 1) <= day <= fetched_at.date() + timedelta(days=1)
