"""Editions: one dated number of a paper, from its front page over its layout pages to the articles.

The front page is found by the month file, by the template of the day, or by an index page that leads on. An edition
counts only when the day in the final address and on the page is the day asked for; sites like to send a reader who
asks for a day without a paper to the latest one. Pages appear one by one in the morning, so an edition is read again
by later crawls until two reads announce the same. Markup: `layout`; addresses: `lines`; month files: `months`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from archive.records import EditionRead, LayoutPage
from crawler.addresses import absolute, canonical, day_in
from crawler.capture import LAYOUT
from crawler.findings import FINISHED
from crawler.registry.check import fill_day
from crawler.registry.timetable import parse_weekdays
from crawler.spiders.base import Link
from crawler.spiders.halves import Halved
from crawler.spiders.layout import LayoutFacts, PageLink, read_layout
from crawler.spiders.lines import line_of, with_letters_of
from crawler.spiders.months import first_page, read_month
from pipelines.items import Hints

GONE = (404, 410)
MOST_HOPS = 2
"""paperindex.htm leads to the front page at once; one hop more is allowed, a third would be a circle."""
MOST_PAGES = 200
"""The thickest city papers have some 100 pages; more is a trap."""
REFRESH = re.compile(r"<meta[^>]+http-equiv=[\"']?refresh[^>]+url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
HREF = re.compile(r"(?:href|daoxiang)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
UNLIKE = "/Page01.htm"
"""Has no letters: whatever can be written like it belongs to the line whose addresses have some."""
LOCATION = re.compile(r"location(?:\.href)?\s*=\s*[\"']([^\"']+)[\"']")


@dataclass(slots=True, kw_only=True)
class Reading:
    """One edition while it is read."""

    day: date
    front_pages: list[str]
    """Addresses to try for the front page, best first."""
    pages: dict[str, PageLink] = field(default_factory=dict)
    """Address → layout page as some page of the edition names it, in the paper's order."""
    got: set[str] = field(default_factory=set)
    """Addresses of the layout pages that were read."""
    announced: set[str] = field(default_factory=set)
    """Articles on them."""
    has_asked_root: bool = False
    """True when the site's own front door was asked how its addresses look today."""

    def add(self, page: PageLink) -> bool:
        """Enter a layout page; False when it is known or the edition has grown beyond reason."""
        if page.url in self.pages or len(self.pages) >= MOST_PAGES:
            return False
        self.pages[page.url] = page
        return True

    def order_of(self, url: str) -> int:
        """Return the position of a layout page in the edition, from 1."""
        return list(self.pages).index(url) + 1


class EditionSpider(Halved):
    """Crawls one edition: the day asked for, or the source's today and what is unsettled of the days before."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask the month file when the source has one, else for the front page itself."""
        self.readings = [
            Reading(day=day, front_pages=[fill_day(template, day) for template in self.source.start])
            for day in self._days()
        ]
        for reading in self.readings:
            if reading.day.weekday() not in parse_weekdays(self.source.edition.weekdays):
                self.findings.notes.append(f"no paper on {reading.day:%A}s")
            elif self.source.edition.calendar:
                calendar = fill_day(self.source.edition.calendar, reading.day)
                yield self.entry(calendar, self.read_calendar, reading=reading)
            else:
                yield from self._try_front_page(reading, 0)

    def read_calendar(self, response: Response, *, reading: Reading) -> Iterator[Any]:
        """Find the day in the month file. A site without the file is asked for the front page itself."""
        text = None if response.status in GONE else self.text_of(response)
        month = read_month(text) if text else None
        if month is None:
            yield from self._try_front_page(reading, 0)
        elif reading.day not in month:
            self.findings.notes.append(f"no paper on {reading.day}: not in the month file")
        else:
            front = month[reading.day]
            if front:
                base = reading.front_pages[0] if day_in(reading.front_pages[0]) else response.url
                reading.front_pages.insert(0, urljoin(base, front))
            yield from self._try_front_page(reading, 0)

    def read_front_page(self, response: Response, *, reading: Reading, attempt: int, hops: int = 0) -> Iterator[Any]:
        """Follow an index page, refuse another day's edition, or read the edition that is here."""
        if response.status in GONE:
            yield from self._try_front_page(reading, attempt + 1)
            return
        text = self.text_of(response)
        if text is None:
            return
        facts = read_layout(text, response.url, self.source.edition.line)
        target = None if facts.entries else refresh_target(text, response.url)
        if target and hops < MOST_HOPS:
            yield self.entry(target, self.read_front_page, reading=reading, attempt=attempt, hops=hops + 1)
            return
        wrong = not_this_edition(facts, response.url, reading.day)
        if wrong:
            self.findings.notes.append(f"no paper on {reading.day}: {wrong}")
        else:
            yield from self._read_edition(response, facts, reading)

    def read_page(self, response: Response, *, reading: Reading, link: PageLink) -> Iterator[Any]:
        """Read one further layout page of the edition."""
        text = self.text_of(response)
        if text is None:
            return
        facts = read_layout(text, response.url, self.source.edition.line)
        wrong = not_this_edition(facts, response.url, reading.day)
        if wrong:
            self.entry_trouble(response.url, wrong)
        else:
            yield from self._read_layout_page(response, facts, link, reading)

    def closed(self, reason: str) -> None:
        """Remember what each edition announced, so that a later crawl knows whether it has changed."""
        for reading in getattr(self, "readings", ()) if not self.refused else ():
            if reading.got:
                self.house.store.save_edition(
                    EditionRead(
                        source=self.source.id,
                        edition_on=reading.day,
                        pages=tuple(page.label or page.url for page in reading.pages.values()),
                        announced=tuple(sorted(reading.announced)),
                        is_whole=reason == FINISHED and reading.got == set(reading.pages),
                        run_id=self.run_id,
                    )
                )

    def _days(self) -> list[date]:
        """Return the days to read: the one asked for, else today and the young ones of which no two reads agreed."""
        if self.day or self.kind != "crawl":
            return [self.day or self.today()]
        today = self.today()
        young = self.house.store.unsettled_editions(self.source.id, since=today - timedelta(days=self.recheck_days()))
        return [today, *(day for day in young if day < today)]

    def _try_front_page(self, reading: Reading, attempt: int) -> Iterator[Request]:
        if attempt < len(reading.front_pages):
            yield self.entry(reading.front_pages[attempt], self.read_front_page, reading=reading, attempt=attempt)
            return
        front = reading.front_pages[0]
        if with_letters_of(front, UNLIKE) and not reading.has_asked_root:
            reading.has_asked_root = True
            # Not filtered: several days of one crawl may have to ask.
            yield self.entry(urljoin(front, "/"), self.read_root, reading=reading).replace(dont_filter=True)
            return
        self._note_missing(reading)

    def read_root(self, response: Response, *, reading: Reading) -> Iterator[Request]:
        """Learn the letters of a paper's addresses from today's edition, and try the day asked for with them."""
        text = self.text_of(response) if response.status not in GONE else None
        links = [refresh_target(text, response.url) or "", *HREF.findall(text)] if text else []
        letters = (with_letters_of(reading.front_pages[0], link) for link in links)
        front = next((one for one in letters if one and one not in reading.front_pages), "")
        if front:
            self.findings.notes.append(f"the addresses have other letters than the source file says: {front}")
            reading.front_pages.append(front)
            yield from self._try_front_page(reading, len(reading.front_pages) - 1)
        else:
            self._note_missing(reading)

    def _note_missing(self, reading: Reading) -> None:
        expected = self.source.edition.published_at
        later = f", it is expected from {expected} on" if expected and reading.day == self.today() else ""
        self.findings.notes.append(f"no paper on {reading.day}: the front page is not there{later}")

    def _read_edition(self, response: Response, facts: LayoutFacts, reading: Reading) -> Iterator[Any]:
        here = canonical(response.url)
        told, expected = line_of(here).name, self.source.edition.line
        if expected not in ("auto", told) and told:
            # Papers change their vendor; the reader copes, but the source file wants a look.
            self.findings.notes.append(f"layout pages are in the line {told}, not {expected}")
        own = PageLink(url=here, label=facts.label, name=facts.name, pdf_url=facts.pdf_url)
        # An index page is the first page under another name: it is not read twice.
        listed = {page.url: page for page in facts.pages}
        twin = here if here in listed else next((url for url in listed if listed[url].label == facts.label), "")
        pages = [own if url == twin else page for url, page in listed.items()]
        for page in pages if own in pages else [own, *pages]:
            reading.add(page)
        reading.pages.setdefault(here, own)
        for page in list(reading.pages.values()):
            if page.url != here:
                yield self.entry(page.url, self.read_page, reading=reading, link=page)
        yield from self._read_layout_page(response, facts, own, reading)

    def _read_layout_page(
        self, response: Response, facts: LayoutFacts, link: PageLink, reading: Reading
    ) -> Iterator[Any]:
        label, name = facts.label or link.label, facts.name or link.name
        kept = Hints(edition_on=reading.day, page_label=label, page_name=name)
        reading.got.add(link.url)
        reading.announced.update(entry.url for entry in facts.entries)
        yield LayoutPage(
            source=self.source.id,
            edition_on=reading.day,
            label=label,
            name=name,
            url=canonical(response.url),
            order=reading.order_of(link.url),
            entries=facts.entries,
            pdf_url=facts.pdf_url or link.pdf_url,
            capture=self.keep(response, response.url, kept.as_text(), role=LAYOUT),
        )
        yield from self._ask_new_pages(facts, reading)
        for entry in facts.entries:
            self.printed.add(reading.day, label, entry.title, entry.url)
        yield from self.follow(
            Link(
                url=entry.url,
                hints=Hints(
                    edition_on=reading.day,
                    page_label=label,
                    page_name=name,
                    order=entry.order,
                    title=entry.title,
                ),
            )
            for entry in facts.entries
        )

    def _ask_new_pages(self, facts: LayoutFacts, reading: Reading) -> Iterator[Request]:
        """Ask for pages that only this page names: lists that grow in the morning, and papers that only lead on."""
        labels = {page.label for page in reading.pages.values() if page.label}
        onward = PageLink(url=facts.next_url)
        for page in (*facts.pages, *((onward,) if facts.next_url else ())):
            if page.label not in labels and reading.add(page):
                yield self.entry(page.url, self.read_page, reading=reading, link=page)


def not_this_edition(facts: LayoutFacts, url: str, day: date) -> str:
    """Say why a page is no layout page of the day asked for; empty when it is one."""
    if not facts.is_layout:
        return "the page is no layout page"
    days = {found for found in (day_in(url), facts.day) if found}
    other = sorted(days - {day})
    if other:
        return f"the site answers with the edition of {other[0]}"
    return "" if days else "the page names no day"


def refresh_target(html: str, url: str) -> str | None:
    """Return where an index page leads, by meta refresh, a literal `location.href =` or JSON; None when nowhere.

    >>> refresh_target('<meta http-equiv="refresh" content="0; URL=html/2024-02/20/node_1.htm">', "http://x.test/")
    'http://x.test/html/2024-02/20/node_1.htm'
    """
    if front := first_page(html):
        return absolute(url, front)
    for pattern in (REFRESH, LOCATION):
        if found := pattern.search(html):
            return absolute(url, found[1])
    return None
