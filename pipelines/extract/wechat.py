"""Articles of WeChat public accounts: their day stands in a script, account and writer beside the headline."""

import re
from datetime import UTC, datetime

from lxml.html import HtmlElement

from archive.records import Person
from pipelines.clean import tidy_line
from pipelines.extract.dates import SHANGHAI
from pipelines.extract.names import is_name
from pipelines.extract.reading import Reading, reading
from pipelines.extract.tree import by_id, text_of

_MOMENT = re.compile(r"""\b(?:ct|oriCreateTime|create_time)\s*[=:]\s*["'](1\d{9})["']""")
"""Seconds since 1970 in the page's script; the visible day says 昨天 and is filled in by script."""


def read_wechat(root: HtmlElement, html: str) -> Reading:
    """Read headline, day, account and writer; an empty reading for any other page."""
    if by_id(root, "js_content") is None:
        return Reading()
    found = _MOMENT.search(html)
    at = datetime.fromtimestamp(int(found.group(1)), UTC) if found else None
    writer = _line(root, "js_author_name")
    title = _line(root, "activity-name")
    return reading(
        "wechat",
        title=title,
        title_raw=title,
        published_on=at.astimezone(SHANGHAI).date() if at else None,
        published_at=at,
        published_raw=found.group(1) if found else "",
        agency=_line(root, "js_name"),
        people=(Person(name=writer),) if is_name(writer) else (),
    )


def _line(root: HtmlElement, name: str) -> str:
    element = by_id(root, name)
    return tidy_line(text_of(element)) if element is not None else ""
