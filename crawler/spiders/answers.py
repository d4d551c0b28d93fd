"""Read the JSON answers of interfaces: which articles they list, found by the paths of the source file.

Pure: text in, entries out. A path is keys joined by dots, numbers count into lists; JSONP is unwrapped.
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.addresses import absolute
from crawler.registry.schema import JsonOptions
from crawler.spiders.base import Link
from crawler.spiders.entries import Entry
from crawler.spiders.lists import read_day
from crawler.spiders.sitemaps import read_stamp
from pipelines.items import Hints

JSONP = re.compile(r"^[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
BRACES = re.compile(r"\{([\w.]+)\}")
TAGS = re.compile(r"<[^>]*>")
MILLISECONDS_FROM = 100_000_000_000
"""Larger numbers of a date are milliseconds: as seconds they would lie after the year 5000."""
WORDPRESS = JsonOptions(url="link", title="title.rendered", date="date", body="content.rendered", max_pages=5)
"""Where a WordPress site has them: https://developer.wordpress.org/rest-api/reference/posts/."""


def read_json(text: str) -> Any:
    """Return the value of a JSON or JSONP text; None when it is neither."""
    text = text.lstrip("\ufeff \t\r\n")
    wrapped = JSONP.match(text)
    try:
        return json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError):
        return None


def at(value: Any, path: str) -> Any:
    """Return what stands at a path; None when nothing does.

    >>> at({"data": [{"id": 7}]}, "data.0.id")
    7
    """
    for key in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def read_entries(answer: Any, options: JsonOptions, base: str, *, zone: ZoneInfo, today: date) -> list[Entry] | None:
    """Return the articles an answer lists; None when there is no list at the path of the items.

    `today` completes days printed without a year.
    """
    items = at(answer, options.items)
    if not isinstance(items, list):
        return None
    return list(_entries(items, options, base, zone, today))


def _entries(items: list[Any], options: JsonOptions, base: str, zone: ZoneInfo, today: date) -> Iterator[Entry]:
    for item in items:
        address = absolute(base, _address(item, options.url))
        if address is None:
            continue
        title = " ".join(html.unescape(TAGS.sub("", _text(at(item, options.title)))).split())
        hints = Hints(title=title, published_on=read_time(at(item, options.date), zone, today))
        content = _text(at(item, options.body)) if options.body else ""
        yield Entry(link=Link(url=address, hints=hints), content=content)


def _address(item: Any, template: str) -> str:
    if "{" in template:
        return BRACES.sub(lambda found: _text(at(item, found[1])), template)
    return _text(at(item, template))


def read_time(value: Any, zone: ZoneInfo, today: date) -> date | None:
    """Return the day of a date in an answer: a number of (milli)seconds since 1970, a moment, or a day in a text."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) >= 9:
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) >= MILLISECONDS_FROM else value
        try:
            return datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()
        except (ValueError, OverflowError, OSError):
            return None
    text = _text(value).strip()
    return read_stamp(text, zone) or read_day(text, today)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""
