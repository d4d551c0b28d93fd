"""`index`: index_<column>.html, index_<column>_2.html (南京) and index.shtml, index_1.shtml (无锡).

Where the page does not link to the next one its name is counted up. Sites with a column number call the second page
2, those without call it 1 or 2: 1 is tried first, and when it is missing or repeats the first page, 2.
"""

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from crawler.spiders.gov.protocol import Ask, ListPage, Seen
from crawler.spiders.gov.rows import html_rows, page_count
from crawler.spiders.lists import read_list

FILE = re.compile(r"(?P<stem>index(?:_\d+)?)\.(?P<ending>s?html?)", re.IGNORECASE)


class IndexPages:
    """Static pages counted up by their name."""

    name = "index"

    def fits(self, html: str, url: str) -> bool:
        """True for a file named index, or a folder that hides it."""
        file = urlsplit(url).path.rpartition("/")[2]
        return bool(FILE.fullmatch(file))

    def read(self, seen: Seen) -> ListPage:
        """Return the rows and the next page: as linked, else as its name must be."""
        rows = html_rows(seen.text, seen.url, seen.today, seen.options)
        pages = page_count(seen.text)
        linked = read_list(seen.text, seen.url, today=seen.today).next_url
        number = seen.ask.number
        if linked:
            return ListPage(rows=rows, next=Ask(url=linked, number=number + 1), pages=pages)
        if not rows or (pages is not None and number >= pages):
            return ListPage(rows=rows, pages=pages)
        return ListPage(rows=rows, next=_counted_up(seen), pages=pages)

    def missing(self, ask: Ask) -> Ask | None:
        """Return the second page under its other name."""
        return _ask(ask.memory, 2, 2) if ask.memory.get("suffix") == "1" else None


def _counted_up(seen: Seen) -> Ask | None:
    memory = seen.ask.memory
    if memory:
        return _ask(memory, int(memory["suffix"]) + 1, seen.ask.number + 1)
    found = FILE.fullmatch(urlsplit(seen.url).path.rpartition("/")[2])
    if found is None:
        return None
    begin = {"base": urljoin(seen.url, "."), "stem": found["stem"], "ending": found["ending"]}
    return _ask(begin, 2 if "_" in found["stem"] else 1, 2)


def _ask(memory: Mapping[str, str], suffix: int, number: int) -> Ask:
    known = {**memory, "suffix": str(suffix)}
    return Ask(
        url=f"{known['base']}{known['stem']}_{suffix}.{known['ending']}", number=number, memory=known, is_guess=True
    )
