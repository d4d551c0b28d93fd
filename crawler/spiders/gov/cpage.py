"""`cpage`: the province's land and resources lists: td.nlist, further pages by POST cpage=N (9 of the 13 cities)."""

import re
from urllib.parse import urljoin

from scrapy import Selector

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen, form
from crawler.spiders.gov.rows import html_rows, page_count

CELL = re.compile(r"<td[^>]+class\s*=\s*[\"']?[^\"'>]*\bnlist\b", re.IGNORECASE)


class CPage(Plain):
    """One form that turns its own pages."""

    name = "cpage"

    def fits(self, html: str, url: str) -> bool:
        """True for pages with the list's cells."""
        return bool(CELL.search(html))

    def read(self, seen: Seen) -> ListPage:
        """Return the rows; the next page is asked for where the form of the first one leads."""
        rows = html_rows(seen.text, seen.url, seen.today, seen.options)
        pages = page_count(seen.text)
        number = seen.ask.number + 1
        action = seen.ask.memory.get("action") or _action(seen)
        if not rows or (pages is not None and number > pages):
            return ListPage(rows=rows, pages=pages)
        following = Ask(url=action, number=number, body=form({"cpage": number}), memory={"action": action})
        return ListPage(rows=rows, pages=pages, next=following)


def _action(seen: Seen) -> str:
    page = Selector(text=seen.text or "<html></html>", type="html")
    for shape in page.xpath("//form[.//input[@name='cpage']]/@action").getall():
        return urljoin(seen.url, shape)
    return seen.url
