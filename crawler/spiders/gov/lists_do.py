"""`lists-do`: POST /articleCommonController/lists.do (淮安).

The address of the page says what is wanted (`topic`, `orgId` or `deptid`, `r` or `rdeptid`); the answer is
`value.list[] {title, link or domain + path, releaseTime}` and `value.total`.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen, form, is_end, pages_of
from crawler.spiders.gov.rows import at, json_rows, load_json, number

ROWS = "rows"
API = "/articleCommonController/lists.do"


class ListsDo(Plain):
    """A common controller of all departments."""

    name = "lists-do"

    def fits(self, html: str, url: str) -> bool:
        """True for pages that call the controller, or lie where its pages lie."""
        return "articleCommonController" in html or "/cmsweb/zwgk/" in urlsplit(url).path

    def read(self, seen: Seen) -> ListPage:
        """Return the list that a page stands for, or its rows."""
        size = seen.options.page_size
        if seen.ask.step != ROWS:
            asked = {name.lower(): value for name, value in parse_qsl(urlsplit(seen.url).query)}
            memory = {
                "page": seen.url,
                "topic": seen.options.column or asked.get("topic", ""),
                "deptid": asked.get("deptid") or asked.get("orgid") or "",
                "rdeptid": asked.get("rdeptid") or "",
            }
            if not memory["topic"]:
                return ListPage(trouble="the address names no topic")
            return ListPage(lists=(_ask(memory, 1, size),))
        value = at(load_json(seen.text), "value")
        if not isinstance(value, Mapping):
            return ListPage(trouble="not the JSON of a list")
        rows = json_rows(value.get("list"), seen.ask.memory["page"], seen.today)
        pages = pages_of(number(value.get("total")), size)
        following = (
            None if is_end(seen.ask.number, pages, len(rows)) else _ask(seen.ask.memory, seen.ask.number + 1, size)
        )
        return ListPage(rows=rows, pages=pages, next=following)


def _ask(memory: Mapping[str, str], page: int, size: int) -> Ask:
    fields = {"page": page, "pagesize": size, "topic": memory["topic"], "title": "", "docNo": "", "orgname": ""}
    fields |= {name: memory[name] for name in ("deptid", "rdeptid") if memory[name]}
    return Ask(url=urljoin(memory["page"], API), number=page, step=ROWS, body=form(fields), memory=memory)
