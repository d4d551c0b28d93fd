"""`truecms`: the first rows lie hidden in the page, further ones come by JSONP (南通, 连云港).

Hidden `#initData` with up to 60 `li`; then `getMessage.do?startrecord&endrecord&perpage&columnId&callback` answers
`cb({"result": "<datastore>…"})` with one piece of HTML a record. In one city the service is gone (404): then the
hidden rows are all there is, and the run says so.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlencode, urljoin

from scrapy import Selector

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen
from crawler.spiders.gov.rows import at, html_rows, load_json, record_rows, total_of

MESSAGES = "messages"
API = "/truecms/messageController/getMessage.do"
PROXY = re.compile(r"(?:proxyUrl|url)\s*[:=]\s*['\"]([^'\"]*messageController/getMessage\.do)", re.IGNORECASE)
COLUMN = re.compile(r"columnId\s*['\"]?\s*[:=]\s*['\"]([\w-]+)", re.IGNORECASE)


class TrueCms(Plain):
    """Hidden rows, then records."""

    name = "truecms"

    def fits(self, html: str, url: str) -> bool:
        """True for pages with hidden rows or the vendor's service."""
        return bool(re.search(r"id\s*=\s*[\"']?initData\b|messageController/getMessage\.do", html, re.IGNORECASE))

    def read(self, seen: Seen) -> ListPage:
        """Return the hidden rows of a page, or those of an answer of the service."""
        size = seen.options.page_size
        if seen.ask.step == MESSAGES:
            answer = at(load_json(seen.text), "result")
            rows = record_rows(str(answer or seen.text), seen.ask.memory["column_page"], seen.today, seen.options)
            start = int(seen.ask.memory["start"]) + size
            total = total_of(str(answer or seen.text)) or int(seen.ask.memory["total"])
            is_last = len(rows) == 0 or (0 < total < start)
            return ListPage(
                rows=rows, next=None if is_last else _ask(seen.ask.memory, start, size, seen.ask.number + 1)
            )
        rows = html_rows(_hidden(seen.text), seen.url, seen.today, seen.options)
        column = seen.options.column or _first(COLUMN, seen.text)
        total = total_of(seen.text)
        if not column or 0 < total <= len(rows):
            return ListPage(rows=rows, trouble="" if rows else "the page names no column")
        api = urljoin(seen.url, _first(PROXY, seen.text) or API)
        memory = {"api": api, "column": column, "column_page": seen.url, "total": str(total)}
        return ListPage(rows=rows, next=_ask(memory, len(rows) + 1, size, 2))


def _hidden(html: str) -> str:
    """Return the HTML of the hidden rows: the element's content, or the value of a hidden input."""
    for node in Selector(text=html or "<html></html>", type="html").css("#initData"):
        value: str = node.attrib.get("value") or ("" if node.root.tag == "input" else node.get())
        return value
    return ""


def _ask(memory: Mapping[str, str], start: int, size: int, number: int) -> Ask:
    known = {**memory, "start": str(start)}
    query = {
        "startrecord": start,
        "endrecord": start + size - 1,
        "perpage": size,
        "columnId": known["column"],
        "callback": "cb",
    }
    return Ask(url=f"{known['api']}?{urlencode(query)}", number=number, step=MESSAGES, memory=known)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
