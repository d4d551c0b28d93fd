"""When a waiting match is due to be mailed: at once, each morning, or on Monday morning, by the reader's clock. Pure.

Zone and local hour are kept, never an offset, so a letter comes at the same hour before and after a clock change.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archive.subscriptions import LETTERS_AT, AlertsConfig, SubscriberView, letter_hour, quiet_hours

LETTER_HOUR = letter_hour(LETTERS_AT)
LETTER_WEEKDAY = 0
"""Weekly letters come on Monday."""


def is_due(
    rhythm: str, waiting_at: datetime, *, doubtful: bool, time_zone: str, now: datetime, hour: time = LETTER_HOUR
) -> bool:
    """Tell whether a match that waits since `waiting_at` may be mailed now; `hour` is when daily letters come.

    A doubtful one (an earlier letter may have arrived) never makes a letter at once: it goes with the reader's next
    one, and alone in the morning at the latest.
    """
    if rhythm == "at-once" and not doubtful:
        return True
    wanted = "day" if rhythm == "at-once" else rhythm
    return waiting_at <= latest_hour(wanted, time_zone=time_zone, now=now, hour=hour)


def is_resting(reader: SubscriberView, settings: AlertsConfig, *, now: datetime) -> bool:
    """Tell whether a reader wants no letter now: quiet hours, or a day off. What is due then comes afterwards."""
    here = now.astimezone(ZoneInfo(reader.time_zone))
    if reader.working_days_only and settings.is_off(here.date()):
        return True
    hours = quiet_hours(reader.quiet)
    if hours is None:
        return False
    begin, end = hours
    clock = here.time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def is_held(written: Sequence[datetime], settings: AlertsConfig, *, now: datetime) -> bool:
    """Tell whether a reader has had enough letters for now, `written` being when the last ones were, oldest first.

    What is held stands in the next letter, which comes when the hold window or the hour has passed.
    """
    if not written:
        return False
    if now - written[-1] < timedelta(minutes=settings.hold_min):
        return True
    return sum(now - at < timedelta(hours=1) for at in written) >= settings.letters_an_hour


def latest_hour(rhythm: str, *, time_zone: str, now: datetime, hour: time = LETTER_HOUR) -> datetime:
    """Return the last moment up to now, in UTC, at which letters of this rhythm (day or week) were due.

    >>> latest_hour("day", time_zone="Asia/Shanghai", now=datetime(2026, 3, 10, 22, 40, tzinfo=UTC))
    datetime.datetime(2026, 3, 9, 23, 30, tzinfo=datetime.timezone.utc)
    """
    zone = ZoneInfo(time_zone)
    day = now.astimezone(zone).date()
    if datetime.combine(day, hour, tzinfo=zone).astimezone(UTC) > now.astimezone(UTC):
        day -= timedelta(days=1)
    if rhythm == "week":
        day -= timedelta(days=(day.weekday() - LETTER_WEEKDAY) % 7)
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
