"""When a waiting match is due to be mailed: at once, each morning, or on Monday morning, by the reader's clock. Pure.

Zone and local hour are kept, never an offset, so a letter comes at the same hour before and after a clock change.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LETTER_HOUR = time(7, 30)
"""Local time of daily and weekly letters: before work, after the morning editions are online."""
LETTER_WEEKDAY = 0
"""Weekly letters come on Monday."""


def is_due(rhythm: str, waiting_at: datetime, *, doubtful: bool, time_zone: str, now: datetime) -> bool:
    """Tell whether a match that waits since `waiting_at` may be mailed now.

    A doubtful one (an earlier letter may have arrived) never makes a letter at once: it goes with the reader's next
    one, and alone in the morning at the latest.
    """
    if rhythm == "at-once" and not doubtful:
        return True
    return waiting_at <= latest_hour("day" if rhythm == "at-once" else rhythm, time_zone=time_zone, now=now)


def latest_hour(rhythm: str, *, time_zone: str, now: datetime) -> datetime:
    """Return the last moment up to now, in UTC, at which letters of this rhythm (day or week) were due.

    >>> latest_hour("day", time_zone="Asia/Shanghai", now=datetime(2026, 3, 10, 22, 40, tzinfo=UTC))
    datetime.datetime(2026, 3, 9, 23, 30, tzinfo=datetime.timezone.utc)
    """
    zone = ZoneInfo(time_zone)
    day = now.astimezone(zone).date()
    if datetime.combine(day, LETTER_HOUR, tzinfo=zone).astimezone(UTC) > now.astimezone(UTC):
        day -= timedelta(days=1)
    if rhythm == "week":
        day -= timedelta(days=(day.weekday() - LETTER_WEEKDAY) % 7)
    return datetime.combine(day, LETTER_HOUR, tzinfo=zone).astimezone(UTC)
