"""Read the arguments of an order, which come as text from `scrapy crawl -a` and from `python -m crawler`."""

from datetime import UTC, date, datetime

from archive.errors import AskedWrongly


def read_moment(text: str) -> datetime | None:
    """Return an ISO 8601 moment with its zone, in UTC; None for empty text. Raises AskedWrongly."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise AskedWrongly(f"'{text}' is not a moment", mend="write it as 2024-02-20T06:40:00+08:00") from error
    if moment is not None and moment.tzinfo is None:
        raise AskedWrongly(f"'{text}' names no time zone", mend=f"write {text}+08:00 or {text}+00:00")
    return moment.astimezone(UTC) if moment else None


def read_day(text: str) -> date | None:
    """Return an ISO 8601 day; None for empty text. Raises AskedWrongly."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise AskedWrongly(f"'{text}' is not a day", mend="write it as 2024-02-20") from error


def read_choice(name: str, value: str, known: tuple[str, ...]) -> str:
    """Return `value` when it is one of the known words. Raises AskedWrongly."""
    if value not in known:
        raise AskedWrongly(f"{name} '{value}' is unknown", mend=f"use one of: {', '.join(one for one in known if one)}")
    return value
