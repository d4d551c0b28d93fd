"""The registry of a process that stays: read again only when a source file has changed."""

from pathlib import Path

from archive.config import Config
from crawler.config import CrawlConfig, source_folders
from crawler.registry.registry import Registry, load_registry

Stamp = tuple[tuple[str, int, int], ...]
"""Path, time of the last change in nanoseconds and size of each file: changes when any file does."""


class KeptRegistry:
    """What the source files of a home say, looked at before each use and read only when one of them has changed."""

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._registry = Registry([])

    def load(self, config: Config, *, strict: bool = False) -> Registry:
        """Return the registry as the files stand now; files with a mistake are left out, or raised when `strict`."""
        stamp = stamp_of(source_folders(config.section("crawl", CrawlConfig), config.home))
        if stamp != self._stamp:
            self._registry = load_registry(config, strict=strict)
            self._stamp = stamp
        return self._registry


def stamp_of(folders: tuple[Path, ...]) -> Stamp:
    """Return the state of all source files below the folders."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            try:
                state = path.stat()
            except FileNotFoundError:
                continue
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)
