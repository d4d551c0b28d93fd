"""`dataproxy`: 大汉 columns: an XML `<datastore>` in the page, then POST dataproxy.jsp for more (盐城, the province).

The page's script says everything: `proxyUrl`, `perPage`, `groupSize`, `totalRecord`, and in `ajaxParam` the form
(col, appid, webid, path, columnid, sourceContentType, unitid, webname, permissiontype). Records count from 1; a group
of groupSize pages comes at once. 加速乐 (521) often stands in front: that is a wall, and the run ends as blocked.
"""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen, form, pages_of
from crawler.spiders.gov.rows import record_rows, total_of

RECORDS = "records"
API = "/module/web/jpage/dataproxy.jsp"
PROXY = re.compile(r"proxyUrl\s*:\s*['\"]([^'\"?]+)")
PARAMS = re.compile(r"ajaxParam\s*:\s*\{(.*?)\}", re.DOTALL)
PAIR = re.compile(r"(\w+)\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|([\w/.-]+))")
QUERY = re.compile(r"dataproxy\.jsp\?([^'\"<>\s\]]+)")
SIZES = {"perPage": re.compile(r"perPage\s*:\s*['\"]?(\d+)"), "groupSize": re.compile(r"groupSize\s*:\s*['\"]?(\d+)")}
USUAL = {"perPage": 15, "groupSize": 3}
NOT_FORM = ("startrecord", "endrecord", "perpage", "page")


class DataProxy(Plain):
    """Records in XML, the first in the page."""

    name = "dataproxy"

    def fits(self, html: str, url: str) -> bool:
        """True for pages with a data store or its proxy."""
        return "dataproxy.jsp" in html or "<datastore" in html.lower()

    def read(self, seen: Seen) -> ListPage:
        """Return the records of the page or of an answer."""
        if seen.ask.step == RECORDS:
            memory = seen.ask.memory
            rows = record_rows(seen.text, memory["page"], seen.today, seen.options)
            total = total_of(seen.text) or int(memory["total"])
            start = int(memory["start"]) + int(memory["group"])
        else:
            rows = record_rows(seen.text, seen.url, seen.today, seen.options)
            total = total_of(seen.text)
            start = len(rows) + 1
            memory = _memory(seen, total)
        pages = pages_of(total, int(memory["group"])) if memory else None
        # An empty page may be one whose store comes later; an empty answer is the end.
        at_end = (not rows and seen.ask.step == RECORDS) or (0 < total < start)
        if at_end or not memory:
            return ListPage(rows=rows, pages=pages, trouble="" if rows or at_end else "the page names no data store")
        return ListPage(rows=rows, pages=pages, next=_ask(memory, start, seen.ask.number + 1))


def _memory(seen: Seen, total: int) -> dict[str, str]:
    fields = _fields(seen.text)
    if not fields:
        return {}
    sizes = {name: int(found[1]) if (found := size.search(seen.text)) else USUAL[name] for name, size in SIZES.items()}
    proxy = PROXY.search(seen.text)
    return {
        "page": seen.url,
        "api": urljoin(seen.url, proxy[1] if proxy else API),
        "form": urlencode(fields),
        "perpage": str(sizes["perPage"]),
        "group": str(sizes["perPage"] * sizes["groupSize"]),
        "total": str(total),
    }


def _fields(html: str) -> dict[str, str]:
    """Return the form: as the script gives it, else as the link to the next group does."""
    if params := PARAMS.search(html):
        return {name: one or two or three for name, one, two, three in PAIR.findall(params[1])}
    query = QUERY.search(html)
    pairs = parse_qsl(unescape(query[1]), keep_blank_values=True) if query else []
    return {name: value for name, value in pairs if name not in NOT_FORM}


def _ask(memory: Mapping[str, str], start: int, number: int) -> Ask:
    end = start + int(memory["group"]) - 1
    query = urlencode({"startrecord": start, "endrecord": end, "perpage": memory["perpage"]})
    return Ask(
        url=f"{memory['api']}?{query}",
        number=number,
        step=RECORDS,
        body=form(dict(parse_qsl(memory["form"], keep_blank_values=True))),
        memory={**memory, "start": str(start)},
    )
