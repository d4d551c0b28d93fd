"""Read the month file of an e-paper: on which days there was a paper, and where its front page is.

Four shapes are in use: `period.xml` and `paper_existed.xml` (`period_date`, `front_page`), `navi.xml` (`date`, `url`),
`index.json` (`paperDate`, `pagePath`), whose editions are `data.json` with the pages in `pageHref`.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from scrapy import Selector

DAY_TAGS = ("period_date", "date")
PAGE_TAGS = ("front_page", "url")
JSON_DAY, JSON_PAGES = "paperDate", ("pagePath", "pageHref")
MOST_NODES = 20_000
"""A year of an index.json has 4,000 values; more is not read."""
DIGITS = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")


def read_month(text: str) -> dict[date, str] | None:
    """Return day → front page as written there (a file name or address); None when this is no month file."""
    if (read := _read_json(text)) is not None:
        days = {
            day: front
            for node in _mappings(read)
            if (day := _day(str(node.get(JSON_DAY, ""))))
            for front in (_front(node),)
        }
        return days or None
    # Old month files close tags in other case than they open them; the lenient reader does not mind.
    page = Selector(text=text.replace("\x00", "") or "<none/>", type="html")
    for day_tag, page_tag in zip(DAY_TAGS, PAGE_TAGS, strict=True):
        found: dict[date, str] = {}
        for node in page.xpath(f"//*[{day_tag}]"):
            day = _day(node.xpath(f"string({day_tag})").get(""))
            if day:
                found[day] = node.xpath(f"string({page_tag})").get("").strip()
        if found:
            return found
    return {} if page.xpath("//period_list|//period|//papers|//paper_existed") else None


def first_page(text: str) -> str | None:
    """Return the first layout page that the JSON of one edition names, as written there; None when it is none."""
    read = _read_json(text)
    for node in _mappings(read) if read is not None else ():
        if isinstance(node.get("pageHref"), str):
            return str(node["pageHref"]) or None
    return None


def _read_json(text: str) -> Any:
    try:
        return json.loads(text) if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return None


def _mappings(read: Any) -> Iterator[dict[str, Any]]:
    """Give the mappings inside, outer ones first."""
    waiting, seen = [read], 0
    while waiting and seen < MOST_NODES:
        node, seen = waiting.pop(0), seen + 1
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _front(node: dict[str, Any]) -> str:
    return next((str(node[key]) for key in JSON_PAGES if isinstance(node.get(key), str)), "")


def _day(text: str) -> date | None:
    found = DIGITS.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
