"""`jpaas`: columns whose script asks for a piece of HTML (泰州, 扬州, several ministries).

`<script parsetype="bulidstatic" url querydata>` → GET url?querydata → JSON with `data.html`; further pages by
`paramJson={"pageNo":2,"pageSize":15}` alone (a bare pageNo does nothing). The spelling `bulidstatic` is the vendor's.
"""

import json
import re
from urllib.parse import urlencode, urljoin

from scrapy import Selector

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen, is_end, pages_of
from crawler.spiders.gov.rows import at, html_rows, load_json

UNIT = "unit"
API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PAIR = re.compile(r"['\"]?(\w+)['\"]?\s*[:=]\s*['\"]([^'\"]*)['\"]")
COUNT = re.compile(r"\bcount['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
ROWS = re.compile(r"\b(?:rows|pageSize)['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
MOST_UNITS = 6
"""A column has its list, a menu and a path; more are parts of other pages."""
USUAL_SIZE = 15


class Jpaas(Plain):
    """Units of HTML behind a gateway."""

    name = "jpaas"

    def fits(self, html: str, url: str) -> bool:
        """True for pages with the vendor's gateway."""
        return "jpaas-publish-server" in html or "bulidstatic" in html

    def read(self, seen: Seen) -> ListPage:
        """Return the units of a column, or the rows of a unit. Menus are units without dated rows."""
        if seen.ask.step != UNIT:
            return _units(seen)
        html = at(load_json(seen.text), "data", "html") or at(load_json(seen.text), "data")
        if not isinstance(html, str):
            return ListPage(trouble="not the JSON of a unit")
        rows = html_rows(html, seen.ask.memory["column"], seen.today, seen.options)
        count, size = COUNT.search(html), ROWS.search(html)
        page_size = int(size[1]) if size else USUAL_SIZE
        pages = pages_of(int(count[1]) if count else 0, page_size)
        if is_end(seen.ask.number, pages, len(rows)):
            return ListPage(rows=rows, pages=pages)
        return ListPage(rows=rows, pages=pages, next=_page(seen.ask, seen.ask.number + 1, page_size))


def _units(seen: Seen) -> ListPage:
    asks: dict[str, Ask] = {}
    for node in Selector(text=seen.text or "<html></html>", type="html").css("[querydata]"):
        query = dict(PAIR.findall(node.attrib["querydata"]))
        if {"webId", "pageId"} <= query.keys():
            query.setdefault("parseType", "bulidstatic")
            address = urljoin(seen.url, node.attrib.get("url") or API)
            url = f"{address}?{urlencode(query)}"
            asks[url] = Ask(url=url, step=UNIT, memory={"unit": url, "column": seen.url})
    if not asks:
        return ListPage(trouble="the page names no unit")
    return ListPage(lists=tuple(asks.values())[:MOST_UNITS])


def _page(ask: Ask, number: int, page_size: int) -> Ask:
    asked = json.dumps({"pageNo": number, "pageSize": page_size}, separators=(",", ":"))
    return Ask(
        url=f"{ask.memory['unit']}&{urlencode({'paramJson': asked})}", number=number, step=UNIT, memory=ask.memory
    )
