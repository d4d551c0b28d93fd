"""Make every source file a Scrapy spider: `scrapy list`, `scrapy crawl zhenjiang-daily`.

Overrides the public methods of Scrapy's own loader. A source in a known family costs no Python.
"""

from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from archive.config import load_config
from archive.errors import SourceError
from crawler.registry.registry import Registry, load_registry
from crawler.registry.schema import SourceFile
from crawler.spiders.base import SourceSpider
from crawler.spiders.edition import EditionSpider
from crawler.spiders.feed import FeedSpider
from crawler.spiders.govsite import GovSpider
from crawler.spiders.jsonapi import JsonSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.sitemap import SitemapSpider

SPIDERS: dict[str, type[SourceSpider]] = {
    "edition": EditionSpider,
    "feed": FeedSpider,
    "sitemap": SitemapSpider,
    "listing": ListingSpider,
    "jsonapi": JsonSpider,
    "govsite": GovSpider,
}


class SourceLoader(SpiderLoader):
    """Finds spiders in the registry of a home instead of in Python modules."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.registry: Registry = load_registry(load_config(Path(settings["JIANBAO_HOME"])), strict=False)

    def list(self) -> list[str]:
        """Return the ids of all sources."""
        return [source.id for source in self.registry.all()]

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of the source with this id.

        Raises KeyError, as Scrapy expects, when there is none.
        """
        try:
            return spider_of(self.registry.get(spider_name))
        except SourceError as error:
            raise KeyError(f"{error.wrong}: {error.mend}") from error

    def find_by_request(self, request: Request) -> "list[str]":  # type: ignore[valid-type]  # `list` is a method here
        """Return the ids of the sources that begin on the host of the request."""
        host = urlsplit(request.url).hostname
        return [one.id for one in self.registry.all() if host in {urlsplit(start).hostname for start in one.start}]


def spider_of(source: SourceFile) -> type[SourceSpider]:
    """Return the spider class of one source: its family's spider with the source's name and definition."""
    made = type(f"{source.family}:{source.id}", (SPIDERS[source.family],), {"name": source.id, "source": source})
    return cast(type[SourceSpider], made)
