"""Editions: one dated number of a paper, from its front page over its layout pages to the articles.

The front page is found by the month file, by the template of the day, or by an index page that leads on. An edition
counts only when the day in the final address and on the page is the day asked for; sites like to send a reader who
asks for a day without a paper to the latest one. Markup: `layout`; month files: `months`.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from archive.records import LayoutPage
from crawler.addresses import absolute, canonical, day_in
from crawler.capture import LAYOUT
from crawler.registry.check import fill_day
from crawler.registry.timetable import parse_weekdays
from crawler.spiders.base import Link, SourceSpider
from crawler.spiders.layout import LayoutFacts, PageLink, read_layout
from crawler.spiders.months import read_month
from pipelines.items import Hints

GONE = (404, 410)
MOST_HOPS = 2
"""paperindex.htm leads to the front page at once; one hop more is allowed, a third would be a circle."""
REFRESH = re.compile(r"<meta[^>]+http-equiv=[\"']?refresh[^>]+url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
LOCATION = re.compile(r"location(?:\.href)?\s*=\s*[\"']([^\"']+)[\"']")


class EditionSpider(SourceSpider):
    """Crawls one edition: the day asked for, or the source's today."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask the month file when the source has one, else for the front page itself."""
        self.edition_on = self.day or self.today()
        self._front_pages = [fill_day(template, self.edition_on) for template in self.source.start]
        if self.edition_on.weekday() not in parse_weekdays(self.source.edition.weekdays):
            self.findings.notes.append(f"no paper on {self.edition_on:%A}s")
        elif self.source.edition.calendar:
            yield self.entry(fill_day(self.source.edition.calendar, self.edition_on), self.read_calendar)
        else:
            yield from self._try_front_page(0)

    def read_calendar(self, response: Response) -> Iterator[Any]:
        """Find the day in the month file. A site without the file is asked for the front page itself."""
        text = None if response.status in GONE else self.text_of(response)
        month = read_month(text) if text else None
        if month is None:
            yield from self._try_front_page(0)
        elif self.edition_on not in month:
            self.findings.notes.append(f"no paper on {self.edition_on}: not in the month file")
        else:
            front = month[self.edition_on]
            if front:
                base = self._front_pages[0] if day_in(self._front_pages[0]) else response.url
                self._front_pages.insert(0, urljoin(base, front))
            yield from self._try_front_page(0)

    def read_front_page(self, response: Response, *, attempt: int, hops: int = 0) -> Iterator[Any]:
        """Follow an index page, refuse another day's edition, or read the edition that is here."""
        if response.status in GONE:
            yield from self._try_front_page(attempt + 1)
            return
        text = self.text_of(response)
        if text is None:
            return
        facts = read_layout(text, response.url)
        target = None if facts.entries else refresh_target(text, response.url)
        if target and hops < MOST_HOPS:
            yield self.entry(target, self.read_front_page, attempt=attempt, hops=hops + 1)
            return
        wrong = self.not_this_edition(facts, response.url)
        if wrong:
            self.findings.notes.append(f"no paper on {self.edition_on}: {wrong}")
        else:
            yield from self._read_edition(response, facts)

    def read_page(self, response: Response, *, link: PageLink, order: int) -> Iterator[Any]:
        """Read one further layout page of the edition."""
        text = self.text_of(response)
        if text is None:
            return
        facts = read_layout(text, response.url)
        wrong = self.not_this_edition(facts, response.url)
        if wrong:
            self.entry_trouble(response.url, wrong)
        else:
            yield from self._read_layout_page(response, facts, link, order)

    def not_this_edition(self, facts: LayoutFacts, url: str) -> str:
        """Say why a page is no layout page of the day asked for; empty when it is one."""
        if not facts.is_layout:
            return "the page is no layout page"
        days = {day for day in (day_in(url), facts.day) if day}
        other = sorted(days - {self.edition_on})
        if other:
            return f"the site answers with the edition of {other[0]}"
        return "" if days else "the page names no day"

    def _try_front_page(self, attempt: int) -> Iterator[Request]:
        if attempt < len(self._front_pages):
            yield self.entry(self._front_pages[attempt], self.read_front_page, attempt=attempt)
            return
        expected = self.source.edition.published_at
        later = f", it is expected from {expected} on" if expected and self.edition_on == self.today() else ""
        self.findings.notes.append(f"no paper on {self.edition_on}: the front page is not there{later}")

    def _read_edition(self, response: Response, facts: LayoutFacts) -> Iterator[Any]:
        here = canonical(response.url)
        if self.source.edition.line not in ("auto", line_of(here)):
            # Papers change their vendor; the reader copes, but the source file wants a look.
            self.findings.notes.append(f"layout pages are in the line {line_of(here)}, not {self.source.edition.line}")
        pages = facts.pages or (PageLink(url=here, label=facts.label, name=facts.name),)
        if here not in {page.url for page in pages}:
            pages = (PageLink(url=here, label=facts.label, name=facts.name), *pages)
        for order, page in enumerate(pages, start=1):
            if page.url == here:
                yield from self._read_layout_page(response, facts, page, order)
            else:
                yield self.entry(page.url, self.read_page, link=page, order=order)

    def _read_layout_page(self, response: Response, facts: LayoutFacts, link: PageLink, order: int) -> Iterator[Any]:
        label, name = facts.label or link.label, facts.name or link.name
        kept = Hints(edition_on=self.edition_on, page_label=label, page_name=name)
        yield LayoutPage(
            source=self.source.id,
            edition_on=self.edition_on,
            label=label,
            name=name,
            url=canonical(response.url),
            order=order,
            entries=facts.entries,
            pdf_url=facts.pdf_url or link.pdf_url,
            capture=self.keep(response, response.url, kept.as_text(), role=LAYOUT),
        )
        yield from self.follow(
            Link(
                url=entry.url,
                hints=Hints(
                    edition_on=self.edition_on,
                    page_label=label,
                    page_name=name,
                    order=entry.order,
                    title=entry.title,
                ),
            )
            for entry in facts.entries
        )


def line_of(url: str) -> str:
    """Return the line of Founder markup that a layout page's address belongs to."""
    return "founder-new" if re.search(r"/(layout|column)/", url) else "founder-old"


def refresh_target(html: str, url: str) -> str | None:
    """Return where an index page sends its reader, by meta refresh or a literal `location.href =`; None when nowhere.

    >>> refresh_target('<meta http-equiv="refresh" content="0; URL=html/2024-02/20/node_1.htm">', "http://x.test/")
    'http://x.test/html/2024-02/20/node_1.htm'
    """
    for pattern in (REFRESH, LOCATION):
        if found := pattern.search(html):
            return absolute(url, found[1])
    return None
