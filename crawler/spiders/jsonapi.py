"""Interfaces that list articles as JSON, page by page; WordPress by its preset. Reading the answers is `answers`.

`start` may hold {page}, {since} and {until}; a poll fills in the last days, an order for certain days those.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.policy.causes import http_cause
from crawler.registry.schema import JsonOptions
from crawler.spiders.answers import WORDPRESS, read_entries, read_json
from crawler.spiders.entries import Entry, EntrySpider

POLL_DAYS = 3
"""Days back that a poll asks an interface for."""
MOST_PAGES = 2000
"""Pages that an order for certain days goes through at most."""
POSTS = "wp-json/wp/v2/posts"
PER_PAGE = 100
"""The most that WordPress gives at once."""
TOTAL_PAGES = "X-WP-TotalPages"


class JsonSpider(EntrySpider):
    """Crawls what the interfaces of a source list."""

    @property
    def options(self) -> JsonOptions:
        """Where things stand in the answers."""
        return WORDPRESS if self.is_wordpress else self.source.jsonapi

    @property
    def is_wordpress(self) -> bool:
        """True for the REST interface of WordPress."""
        return self.source.jsonapi.preset == "wordpress"

    def entry_requests(self) -> Iterator[Request]:
        """Ask for the first page of each interface."""
        self.first: date = self.day or self.today() - timedelta(days=POLL_DAYS)
        self.last: date = self.until or self.today()
        for template in self.source.start:
            number = self.options.first_page
            yield self.entry(self.address(template, number), self.read_answer, template=template, number=number)

    def address(self, template: str, number: int) -> str:
        """Return the address of one page of an interface."""
        if self.is_wordpress:
            return wordpress_address(template, self.first, self.last, number)
        filled = {"{page}": str(number), "{since}": str(self.first), "{until}": str(self.last)}
        for mark, value in filled.items():
            template = template.replace(mark, value)
        return template

    def read_answer(self, response: Response, *, template: str, number: int) -> Iterator[Any]:
        """Hand on the entries of one page, and ask for the next while it may hold something wanted."""
        if response.status != 200 or not isinstance(response, TextResponse):  # anything else is no answer
            cause = http_cause(response.status) if response.status != 200 else "not-json"
            self.entry_trouble(response.url, cause)
            return
        answer = read_json(response.text)
        entries = read_entries(answer, self.options, response.url, zone=self.source.zone, today=self.today())
        if entries is None:
            self.entry_trouble(response.url, "not-json" if answer is None else "no list at the path of the items")
            return
        goes_on = self._goes_on(entries, response, template, number)
        wanted = [entry for entry in entries if self.is_asked_for(entry.link.hints.published_on)]
        yield from self.take(wanted, response, whole=bool(self.options.body))
        if goes_on and number - self.options.first_page + 1 < self._most():
            yield self.entry(self.address(template, number + 1), self.read_answer, template=template, number=number + 1)
        elif goes_on:
            self.findings.notes.append(f"stopped after {self._most()} pages")

    def _most(self) -> int:
        return self.source.jsonapi.max_pages if self.day is None else MOST_PAGES

    def _goes_on(self, entries: list[Entry], response: Response, template: str, number: int) -> bool:
        """True when there is a next page that may hold something wanted; interfaces list the newest first."""
        if self.is_wordpress:
            total = (response.headers.get(TOTAL_PAGES) or b"").decode("latin-1")
            return total.isdecimal() and number < int(total)
        if "{page}" not in template or not entries:
            return False
        # A page of what this crawl has met already is the last one over again.
        if all(self.account.met(entry.link.url) for entry in entries):
            return False
        if self.day is None:
            known = self.house.store.known([entry.link.url for entry in entries])
            return self.thorough or any(entry.link.url not in known for entry in entries)
        days = [entry.link.hints.published_on for entry in entries if entry.link.hints.published_on]
        return bool(days) and max(days) >= self.first


def wordpress_address(start: str, first: date, last: date, number: int) -> str:
    """Return the address of the posts of some days, on the site's own clock; `start` is the site or its interface."""
    base = start if "/wp-json/" in start else urljoin(start if start.endswith("/") else f"{start}/", POSTS)
    asked = {
        # Both ends are left out by WordPress, so they are a second outside.
        "after": f"{first - timedelta(days=1)}T23:59:59",
        "before": f"{last + timedelta(days=1)}T00:00:00",
        "per_page": PER_PAGE,
        "page": number,
        "_fields": "id,link,date,title,content",
    }
    return f"{base}{'&' if '?' in base else '?'}{urlencode(asked)}"
