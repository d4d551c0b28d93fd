"""Sitemaps: files that list a site's addresses with their days, also inside an index. Reading them is `sitemaps`.

A poll takes what is a few days old at most; an order for certain days takes those. Files that cannot hold them, by
the day of their last change or the month in their name, are not asked for.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.policy.causes import http_cause
from crawler.spiders.base import Link, SourceSpider
from crawler.spiders.sitemaps import MapEntry, month_in, read_sitemap
from pipelines.items import Hints


class SitemapSpider(SourceSpider):
    """Crawls what the sitemaps of a source list."""

    def entry_requests(self) -> Iterator[Request]:
        """Ask for each sitemap; one named twice is asked for once."""
        self._asked = set(self.source.start)
        self.first = self.day or self.today() - timedelta(days=self.source.sitemap.days)
        self.last = self.until or self.today() + timedelta(days=1)
        for address in self.source.start:
            yield self.entry(address, self.read_file)

    def read_file(self, response: Response) -> Iterator[Any]:
        """Hand on the addresses of a sitemap, or ask for the files of an index."""
        if response.status != 200:  # anything else is no sitemap
            self.entry_trouble(response.url, http_cause(response.status))
            return
        found = read_sitemap(response.body, zone=self.source.zone)
        if found is None:
            self.entry_trouble(response.url, "not-a-sitemap")
            return
        yield from self._further(found.files)
        wanted = [entry for entry in found.entries if self._is_wanted(entry)]
        yield from self.follow(Link(url=entry.url, hints=_hints(entry)) for entry in wanted)

    def _further(self, files: tuple[MapEntry, ...]) -> Iterator[Request]:
        """Ask for the files of an index that may hold what is wanted, the latest changed first."""
        fitting = [one for one in files if one.url not in self._asked and self._may_hold(one)]
        for one in sorted(fitting, key=lambda one: one.day or date.max, reverse=True):
            if len(self._asked) >= self.source.sitemap.max_files:
                self.findings.notes.append(f"stopped after {len(self._asked)} sitemap files")
                return
            if one.url not in self._asked:
                self._asked.add(one.url)
                yield self.entry(one.url, self.read_file)

    def _may_hold(self, file: MapEntry) -> bool:
        if file.day is not None and file.day < self.first:
            return False
        month = month_in(file.url)
        if month is None:
            return True
        # A day of grace on both sides: the site may count its months on another clock.
        begin = date(*month, 1) - timedelta(days=1)
        end = date(*month, monthrange(*month)[1]) + timedelta(days=1)
        return begin <= self.last and self.first <= end

    def _is_wanted(self, entry: MapEntry) -> bool:
        if self.source.sitemap.match and not re.search(self.source.sitemap.match, entry.url):
            return False
        if entry.day is None:
            note = "addresses without a day are left out"
            if note not in self.findings.notes:
                self.findings.notes.append(note)
            return False
        return self.first <= entry.day <= self.last


def _hints(entry: MapEntry) -> Hints:
    return Hints(title=entry.title, published_on=entry.day, language=entry.language)
