"""`xxgk`: the open-government module of 大汉: POST /module/xxgk/search.jsp answers a table (盐城 and others).

The page names the area (`tree.jsp?area=…`), sometimes class and unit (`infotypeId`, `jdid`, `divid`). Without a class
the module answers with all documents of the area: then only those of the page's own column (`art_<column>_`) count.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen, form, is_end
from crawler.spiders.gov.rows import html_rows, page_count

SEARCH = "search"
API = "/module/xxgk/search.jsp"
NAMES = {
    "area": re.compile(r"\barea['\"]?\s*[=:]\s*['\"]?([\w-]+)"),
    "jdid": re.compile(r"\bjdid['\"]?\s*[=:]\s*['\"]?(\d+)"),
    "infotypeId": re.compile(r"\binfotypeId['\"]?\s*[=:]\s*['\"]?([A-Z]\w*)"),
    "divid": re.compile(r"\bdivid['\"]?\s*[=:]\s*['\"]?(div\d+)"),
}
COLUMN = re.compile(r"/col/?(?:col)?(\d+)")


class XxgkSearch(Plain):
    """A search that lists everything."""

    name = "xxgk"

    def fits(self, html: str, url: str) -> bool:
        """True for pages of the module that have no data store."""
        return "/module/xxgk/" in html and "dataproxy.jsp" not in html

    def read(self, seen: Seen) -> ListPage:
        """Return the search that a page stands for, or the rows of its answer."""
        if seen.ask.step != SEARCH:
            return _search(seen)
        memory = seen.ask.memory
        rows = html_rows(seen.text, memory["page"], seen.today, seen.options)
        pages = page_count(seen.text)
        own = tuple(row for row in rows if f"art_{memory['column']}_" in row.url) if memory["column"] else rows
        following = None if is_end(seen.ask.number, pages, len(rows)) else _ask(memory, seen.ask.number + 1)
        return ListPage(rows=rows if memory["infotypeId"] else own or rows, pages=pages, next=following)


def _search(seen: Seen) -> ListPage:
    asked = dict(parse_qsl(urlsplit(seen.url).query))
    memory = {name: asked.get(name) or _first(pattern, seen.text) for name, pattern in NAMES.items()}
    memory["infotypeId"] = seen.options.column or memory["infotypeId"]
    if not (memory["area"] or memory["infotypeId"]):
        return ListPage(trouble="the page names no area")
    column = COLUMN.search(urlsplit(seen.url).path)
    memory |= {"page": seen.url, "api": urljoin(seen.url, API), "column": column[1] if column else ""}
    return ListPage(lists=(_ask(memory, 1),))


def _ask(memory: Mapping[str, str], number: int) -> Ask:
    fields = {name: memory[name] for name in NAMES} | {
        "vc_title": "",
        "vc_number": "",
        "vc_filenumber": "",
        "vc_all": "",
        "texttype": "",
        "fbtime": "",
        "currpage": str(number),
        "sortfield": ",compaltedate:0",
    }
    return Ask(url=memory["api"], number=number, step=SEARCH, body=form(fields), memory=memory)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
