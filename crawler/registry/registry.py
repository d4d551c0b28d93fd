"""All source files of a home, by id. Imports no Scrapy, so that the control desk can read it cheaply."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from archive.config import Config
from archive.errors import SourceError
from crawler.config import CrawlConfig, source_folders
from crawler.registry.check import check_ids, check_source
from crawler.registry.read import read_source
from crawler.registry.schema import SourceFile


class Registry:
    """The sources that exist, checked."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        found = sorted(sources, key=lambda source: (source.id, source.path))
        check_ids(found)
        self._sources = {source.id: source for source in found}

    def get(self, source_id: str) -> SourceFile:
        """Return the source with this id.

        Raises SourceError, naming the nearest id, when there is none.
        """
        if source_id in self._sources:
            return self._sources[source_id]
        near = get_close_matches(source_id, self._sources, n=1)
        mend = f"write '{near[0]}'" if near else "`jianbao source list` names them all"
        raise SourceError(f"no source has the id '{source_id}'", mend=mend)

    def all(self) -> tuple[SourceFile, ...]:
        """Return every source, ordered by id."""
        return tuple(self._sources.values())


def load_sources(folders: Iterable[Path]) -> Registry:
    """Read and check every `*.yaml` below the folders; a folder that is absent counts as empty.

    Raises SourceError for the first file that does not fit.
    """
    sources = []
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            source = read_source(path)
            check_source(source)
            sources.append(source)
    return Registry(sources)


def load_registry(config: Config) -> Registry:
    """Return the registry of a home: the packaged sources, when wanted, and its own."""
    return load_sources(source_folders(config.section("crawl", CrawlConfig), config.home))
