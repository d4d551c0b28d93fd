"""`channel`: POST …/loadDataByChannelId… with channelId, deptCode, pageIndex, pageSize (three columns of 苏州).

The page's script names address, channel and department; the answer is `data.list[] {TITLE, URL_COMMP,
PUBLISHED_TIME_FORMAT}` and `data.allRow`.
"""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen, form, is_end, pages_of
from crawler.spiders.gov.rows import at, json_rows, load_json, number

ROWS = "rows"
API = re.compile(r"[\"']([^\"']*loadDataByChannelId\w*)[\"'?]")
CHANNEL = re.compile(r"channelId['\"]?\s*[:=]\s*['\"](\w{8,})", re.IGNORECASE)
DEPARTMENT = re.compile(r"deptCode['\"]?\s*[:=]\s*['\"](\w+)", re.IGNORECASE)


class Channel(Plain):
    """Channels of a common service."""

    name = "channel"

    def fits(self, html: str, url: str) -> bool:
        """True for pages that call the service."""
        return "loadDataByChannelId" in html

    def read(self, seen: Seen) -> ListPage:
        """Return the list that a page stands for, or its rows."""
        size = seen.options.page_size
        if seen.ask.step != ROWS:
            api, channel, department = (pattern.search(seen.text) for pattern in (API, CHANNEL, DEPARTMENT))
            name = seen.options.column or (channel[1] if channel else "")
            if api is None or not name:
                return ListPage(trouble="the page names no channel")
            memory = {
                "page": seen.url,
                "api": urljoin(seen.url, api[1]),
                "channel": name,
                "department": department[1] if department else "",
            }
            return ListPage(lists=(_ask(memory, 1, size),))
        data = at(load_json(seen.text), "data")
        if not isinstance(data, Mapping):
            return ListPage(trouble="not the JSON of a list")
        rows = json_rows(data.get("list"), seen.ask.memory["page"], seen.today)
        pages = pages_of(number(data.get("allRow")), size)
        if is_end(seen.ask.number, pages, len(rows)):
            return ListPage(rows=rows, pages=pages)
        return ListPage(rows=rows, pages=pages, next=_ask(seen.ask.memory, seen.ask.number + 1, size))


def _ask(memory: Mapping[str, str], page: int, size: int) -> Ask:
    fields = {"channelId": memory["channel"], "deptCode": memory["department"], "pageSize": size, "pageIndex": page}
    return Ask(url=memory["api"], number=page, step=ROWS, body=form(fields), memory=memory)
