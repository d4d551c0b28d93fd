"""`static`: list.shtml, list_2.shtml ... whose pager is written by createPageHTML (镇江, 宿迁, 苏州, TRS)."""

import re
from urllib.parse import urljoin, urlsplit

from crawler.addresses import absolute
from crawler.spiders.gov.protocol import Ask, ListPage, Plain, Seen
from crawler.spiders.gov.rows import html_rows
from crawler.spiders.lists import PAGER, read_list

AGGREGATE = "xxgk_lists.shtml"
"""File of the page that shows two lists side by side by script; the page itself has no rows."""
CHANNELS = ("xxgkbmwj", "xxgkzcjd")
"""Folders of the two lists: documents, and what explains them."""
HREF = re.compile(r"href\s*=\s*[\"']([^\"']*xxgk_list\.shtml)[\"']", re.IGNORECASE)


class StaticPages(Plain):
    """Static pages, the next one told by a link or by createPageHTML."""

    name = "static"

    def fits(self, html: str, url: str) -> bool:
        """Any page may be one: this is the last resort."""
        return True

    def read(self, seen: Seen) -> ListPage:
        """Return the rows, and the lists of an aggregate that has none."""
        rows = html_rows(seen.text, seen.url, seen.today, seen.options)
        if not rows and urlsplit(seen.url).path.endswith(AGGREGATE):
            return ListPage(lists=_channels(seen))
        following = read_list(seen.text, seen.url, today=seen.today).next_url
        pager = PAGER.search(seen.text)
        return ListPage(
            rows=rows,
            next=Ask(url=following, number=seen.ask.number + 1) if following else None,
            pages=int(pager["pages"]) if pager else None,
        )


def _channels(seen: Seen) -> tuple[Ask, ...]:
    linked = [absolute(seen.url, href) or "" for href in HREF.findall(seen.text)]
    named = dict.fromkeys(one for one in linked if any(f"/{folder}/" in one for folder in CHANNELS))
    guessed = [urljoin(seen.url, f"../{folder}/xxgk_list.shtml") for folder in CHANNELS]
    return tuple(Ask(url=url, is_guess=not named) for url in (named or guessed))
