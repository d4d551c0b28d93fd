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

    def __init__(self, sources: Iterable[SourceFile], *, faults: Iterable[SourceError] = ()) -> None:
        found = sorted(sources, key=lambda source: (source.id, source.path))
        check_ids(found)
        self._sources = {source.id: source for source in found}
        self.faults = tuple(faults)
        """What is wrong with the files that were left out."""

    def __contains__(self, source_id: str) -> bool:
        return source_id in self._sources

    def get(self, source_id: str) -> SourceFile:
        """Return the source with this id.

        Raises SourceError, naming the nearest id, when there is none. When files were left out, one of them may be
        the one that is meant: the first fault is told.
        """
        if source_id in self._sources:
            return self._sources[source_id]
        if self.faults:
            fault = self.faults[0]
            raise SourceError(f"no sound source file has the id '{source_id}'; {fault.wrong}", mend=fault.mend)
        near = get_close_matches(source_id, self._sources, n=1)
        mend = f"write '{near[0]}'" if near else "`jianbao source list` names them all"
        raise SourceError(f"no source has the id '{source_id}'", mend=mend)

    def all(self) -> tuple[SourceFile, ...]:
        """Return every source, ordered by id."""
        return tuple(self._sources.values())


def load_sources(folders: Iterable[Path], *, strict: bool = True) -> Registry:
    """Read and check every `*.yaml` below the folders; a folder that is absent counts as empty.

    A file of a later folder replaces the one of an earlier folder with the same id. A file that does not fit raises
    SourceError; when not `strict` it is left out and stands in `Registry.faults`.
    """
    sources: dict[str, SourceFile] = {}
    faults: list[SourceError] = []
    for folder in folders:
        sources.update({source.id: source for source in _sources_in(folder, None if strict else faults)})
    return Registry(sources.values(), faults=faults)


def load_registry(config: Config, *, strict: bool = True) -> Registry:
    """Return the registry of a home: the packaged sources, when wanted, and its own.

    Whatever already runs is not `strict`: one file with a mistake must not stop the other sources.
    """
    return load_sources(source_folders(config.section("crawl", CrawlConfig), config.home), strict=strict)


def _sources_in(folder: Path, faults: list[SourceError] | None) -> list[SourceFile]:
    """Return the sound sources of one folder; what is wrong with the others is raised, or added to `faults`."""
    found: list[SourceFile] = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            source = read_source(path)
            check_source(source)
            check_ids([*found, source])
        except SourceError as fault:
            if faults is None:
                raise
            faults.append(fault)
        else:
            found.append(source)
    return found
