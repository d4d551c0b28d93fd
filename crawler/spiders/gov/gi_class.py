"""`gi-class`: tables of class box3 at /gi_class/<column>, further pages at /gi_class/<column>/2 (常州)."""

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen
from crawler.spiders.gov.rows import html_rows, page_count
from crawler.spiders.lists import read_list

BOX = re.compile(r"<table[^>]+class\s*=\s*[\"']?[^\"'>]*\bbox3\b", re.IGNORECASE)
PATH = re.compile(r"(?P<column>.*/gi_class/[^/]+)(?:/(?P<page>\d+))?/?")


class GiClass(Plain):
    """Tables, counted up by their path."""

    name = "gi-class"

    def fits(self, html: str, url: str) -> bool:
        """True for the vendor's paths and tables."""
        return "/gi_class/" in urlsplit(url).path or bool(BOX.search(html))

    def read(self, seen: Seen) -> ListPage:
        """Return the rows and the next page: as linked, else as its path must be."""
        rows = html_rows(seen.text, seen.url, seen.today, seen.options)
        pages = page_count(seen.text)
        number = seen.ask.number + 1
        if not rows or (pages is not None and number > pages):
            return ListPage(rows=rows, pages=pages)
        linked = read_list(seen.text, seen.url, today=seen.today).next_url
        if linked:
            return ListPage(rows=rows, pages=pages, next=Ask(url=linked, number=number))
        return ListPage(rows=rows, pages=pages, next=_counted_up(seen.url, number))


def _counted_up(url: str, number: int) -> Ask | None:
    parts = urlsplit(url)
    found = PATH.fullmatch(parts.path)
    if found is None:
        return None
    path = f"{found['column']}/{number}"
    return Ask(url=urlunsplit((parts.scheme, parts.netloc, path, parts.query, "")), number=number, is_guess=True)
