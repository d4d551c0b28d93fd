"""Judge what a source file says: ids, families, templates, timetables, robots. Fetches nothing."""

import re
import string
from collections.abc import Callable, Iterable
from datetime import date, time
from difflib import get_close_matches
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import SourceError
from crawler.registry.schema import FAMILIES, GOV_LISTS, LINES, SourceFile
from crawler.registry.timetable import parse_every, parse_weekdays

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_ID = 80
"""Width of the id column in the archive."""
RESERVED = ("import", "replay")
"""Ids of what comes in without a source file."""
SAMPLE_DAY = date(2024, 2, 20)


def check_source(source: SourceFile) -> None:
    """Raise SourceError, with file and line, for the first thing that cannot be right."""
    _check_id(source)
    _one_of(source, "family", source.family, FAMILIES)
    _one_of(source, "line", source.edition.line, LINES)
    _check_addresses(source)
    _check_times(source)
    _check_manners(source)
    _check_gov(source)
    _check_files(source)


def check_ids(sources: Iterable[SourceFile]) -> None:
    """Raise SourceError when two files claim one id."""
    seen: dict[str, SourceFile] = {}
    for source in sources:
        if source.id in seen:
            raise _wrong(
                source, "id", f"the id '{source.id}' is taken by {seen[source.id].path}", "give one of them another id"
            )
        seen[source.id] = source


def fill_day(template: str, day: date) -> str:
    """Return the address for `day` of a template such as http://x.test/{day:%Y-%m/%d}/node_1.htm."""
    return template.format(day=day)


def names_day(template: str) -> bool:
    """True when the template changes from day to day."""
    return any(name is not None for _, name, _, _ in string.Formatter().parse(template))


def _check_id(source: SourceFile) -> None:
    if not ID.fullmatch(source.id) or len(source.id) > LONGEST_ID:
        raise _wrong(source, "id", f"'{source.id}' is not an id", "use lower-case letters, digits and single hyphens")
    if source.id in RESERVED:
        raise _wrong(source, "id", f"the id '{source.id}' is the house's own", "choose another id")


def _check_addresses(source: SourceFile) -> None:
    if not source.start:
        raise _wrong(source, "start", "no address to begin at", "write an http or https address")
    templated = source.family == "edition"
    for template in source.start:
        _check_address(source, "start", template, templated)
    if source.edition.calendar:
        _check_address(source, "edition", source.edition.calendar, templated)


def _check_address(source: SourceFile, key: str, template: str, templated: bool) -> None:
    try:
        if templated and any(name not in (None, "day") for _, name, _, _ in string.Formatter().parse(template)):
            raise _wrong(source, key, f"'{template}' asks for more than the day", "use {day:%Y-%m/%d} and nothing else")
        address = fill_day(template, SAMPLE_DAY) if templated else template
        parts = urlsplit(address)
    except (ValueError, KeyError, IndexError) as error:
        raise _wrong(source, key, f"'{template}' cannot be filled in: {error}", "use {day:%Y-%m/%d}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _wrong(source, key, f"'{template}' is not an address", "write it from http:// or https:// on")


def _check_times(source: SourceFile) -> None:
    if source.every:
        _said_well(source, "every", lambda: parse_every(source.every))
    _said_well(source, "edition", lambda: parse_weekdays(source.edition.weekdays))
    try:
        if source.edition.published_at:
            time.fromisoformat(source.edition.published_at)
        if source.timezone:
            ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        key = "timezone" if source.timezone else "edition"
        raise _wrong(source, key, str(error), "write 06:30 for a time, Asia/Shanghai for a clock") from error


def _check_manners(source: SourceFile) -> None:
    _one_of(source, "robots", source.robots, ("obey", "ignore"))
    if source.robots == "ignore" and not source.robots_reason:
        raise _wrong(source, "robots", "robots.txt may not be ignored without a reason", "add 'robots_reason: ...'")
    for word in source.tls.split():
        if word not in ("default", "old") and not word.endswith((".pem", ".crt")):
            raise _wrong(source, "tls", f"'{word}' is no TLS profile", "write old, certs/site.pem, or both")
    for key in ("delay_s", "concurrency", "recheck_days", "min_chars"):
        value = getattr(source, key)
        lowest = 1 if key == "concurrency" else 0
        if value is not None and value < lowest:
            raise _wrong(source, key, f"{key} is {value}", f"write {lowest} or more")
    if source.listing.max_pages < 1:
        raise _wrong(source, "listing", f"max_pages is {source.listing.max_pages}", "write 1 or more")


def _check_files(source: SourceFile) -> None:
    _one_of(source, "jsonapi", source.jsonapi.preset, ("", "wordpress"))
    for key, value in (("jsonapi", source.jsonapi.max_pages), ("sitemap", source.sitemap.max_files)):
        if value < 1:
            raise _wrong(
                source, key, f"{'max_pages' if key == 'jsonapi' else 'max_files'} is {value}", "write 1 or more"
            )
    try:
        re.compile(source.sitemap.match)
    except re.error as error:
        raise _wrong(source, "sitemap", f"match: {error}", "write a regular expression such as /news/") from error


def _check_gov(source: SourceFile) -> None:
    if source.gov.list not in GOV_LISTS:
        near = get_close_matches(source.gov.list, GOV_LISTS, n=1)
        mend = f"write '{near[0]}'" if near else f"use one of: {', '.join(GOV_LISTS)}"
        raise _wrong(source, "gov", f"'{source.gov.list}' is not a known kind of list", mend)
    for key in ("page_size", "max_pages", "max_attachments", "max_attachment_mb", "max_age_days"):
        value = getattr(source.gov, key)
        lowest = 0 if key in ("max_age_days", "max_attachments") else 1
        if value < lowest:
            raise _wrong(source, "gov", f"{key} is {value}", f"write {lowest} or more")


def _said_well(source: SourceFile, key: str, read: Callable[[], object]) -> None:
    try:
        read()
    except SourceError as error:
        raise _wrong(source, key, error.wrong, error.mend) from error


def _one_of(source: SourceFile, key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        near = get_close_matches(value, known, n=1)
        mend = f"write '{near[0]}'" if near else f"use one of: {', '.join(known)}"
        raise _wrong(source, key, f"'{value}' is not a known {key}", mend)


def _wrong(source: SourceFile, key: str, wrong: str, mend: str) -> SourceError:
    line = source.lines.get(key) or source.lines.get(source.family, 1)
    return SourceError(f"{source.path}:{line}: {wrong}", mend=mend)
