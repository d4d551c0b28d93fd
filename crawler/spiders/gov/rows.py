"""The rows of a list in the shapes that government sites use: HTML, XML around HTML, JSON records."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

from crawler.addresses import absolute
from crawler.registry.schema import GovOptions
from crawler.spiders.lists import ListLink, read_day, read_list

ANCHOR = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
ONCLICK = re.compile(r"onclick\s*=\s*([\"'])\s*(?:return\s+)?\w+\(\s*&?\w*;?[\"']?([./h][^\"'(),\s]+)", re.IGNORECASE)
DEAD_HREF = re.compile(r"\shref\s*=\s*([\"'])\s*(?:#|javascript:[^\"']*)?\1", re.IGNORECASE)
RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL | re.IGNORECASE)
ROW = re.compile(r"\s*<(?:li|tr|dl)\b", re.IGNORECASE)
"""A record that is a row of a list by itself."""
CELLS = re.compile(r"\s*<t[rd]\b", re.IGNORECASE)
TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>|\btotalRecord['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
JSONP = re.compile(r"^\s*[\w$.]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
PAGES = re.compile(
    r"共\s*(?:<[^>]+>\s*)*(\d{1,5})\s*(?:<[^>]+>\s*)*页|(?:totalPages?|pageCount|countPage)\s*[:=]\s*['\"]?(\d{1,5})"
)
"""How many pages a list has, as its pager says or its script knows."""
TITLES = ("realtitle", "title", "infotitle", "articletitle", "name")
ADDRESSES = ("link", "infourl", "url_commp", "url", "linkurl", "path", "href", "visiturl")
DAYS = ("infodate", "releasetime", "published_time_format", "publishtime", "pubtime", "pubdate", "publishdate", "date")
TAG = re.compile(r"<[^>]*>")
CHINA = timedelta(hours=8)


def html_rows(html: str, url: str, today: date, options: GovOptions) -> tuple[ListLink, ...]:
    """Return the rows of a piece of HTML; links that a script opens on a click count too."""
    return read_list(_with_hrefs(html), url, today=today, links=options.links, day=options.date).links


def record_rows(xml: str, url: str, today: date, options: GovOptions) -> tuple[ListLink, ...]:
    """Return the rows of a `<datastore>` whose records hold one piece of HTML each."""
    pieces = [found if "<" in found else unescape(found) for found in RECORD.findall(xml)]
    rows = "".join(piece if ROW.match(piece) else f"<div>{piece}</div>" for piece in pieces)
    # Table cells are no HTML by themselves: without their table the parser drops them.
    whole = f"<table>{rows}</table>" if CELLS.match(rows) else f"<div>{rows}</div>"
    return html_rows(whole, url, today, options)


def json_rows(records: object, url: str, today: date) -> tuple[ListLink, ...]:
    """Return the rows of a list of JSON records; those without title or address are left out."""
    found: dict[str, ListLink] = {}
    for record in records if isinstance(records, list) else []:
        row = _json_row(record, url, today) if isinstance(record, Mapping) else None
        if row is not None:
            found.setdefault(row.url, row)
    return tuple(found.values())


def total_of(text: str) -> int:
    """Return how many rows a list says it has; 0 when it does not say."""
    found = TOTAL.search(text)
    return int(found[1] or found[2]) if found else 0


def page_count(html: str) -> int | None:
    """Return how many pages a list says it has; None when it does not say.

    >>> page_count("共 <b>12</b> 页")
    12
    """
    found = PAGES.search(html)
    return int(found[1] or found[2]) if found else None


def load_json(text: str) -> Any:
    """Return JSON, also out of a JSONP call; None when it is none."""
    called = JSONP.match(text)
    try:
        return json.loads(called[1] if called else text)
    except (ValueError, RecursionError):
        return None


def at(value: Any, *keys: str) -> Any:
    """Return what lies under nested keys; None when the way breaks off."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def number(value: object) -> int:
    """Return a count that may be written as text; 0 when it is none."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _json_row(record: Mapping[str, Any], url: str, today: date) -> ListLink | None:
    low = {str(key).lower(): value for key, value in record.items()}
    base = absolute(url, _first(low, ("domain",))) or url
    target = absolute(base, _first(low, ADDRESSES))
    title = " ".join(unescape(TAG.sub("", _first(low, TITLES))).split())
    return ListLink(url=target, title=title, day=_day(_first(low, DAYS), today)) if target and title else None


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    texts = (str(record.get(name) if record.get(name) is not None else "").strip() for name in names)
    return next(filter(None, texts), "")


def _day(text: str, today: date) -> date | None:
    if text.isascii() and text.isdecimal() and len(text) == 13:
        # Milliseconds since 1970; the day is the reader's, in China.
        return (datetime.fromtimestamp(int(text) / 1000, UTC) + CHINA).date()
    return read_day(text, today)


def _with_hrefs(html: str) -> str:
    """Give links that only a script opens the address that the script gets."""
    return ANCHOR.sub(_with_href, html) if "onclick" in html.lower() else html


def _with_href(anchor: re.Match[str]) -> str:
    tag = anchor[0]
    clicked = ONCLICK.search(tag)
    dead = DEAD_HREF.search(tag)
    if not clicked or ("href" in tag.lower() and not dead):
        return tag
    return f'{DEAD_HREF.sub("", tag)[:-1]} href="{clicked[2]}">'
