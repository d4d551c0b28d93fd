"""Source files: schema, reading, checking, loading.

Doors: `load_sources`, `load_registry`, `Registry`, `SourceFile`. The Scrapy loader is `crawler.registry.loader` and is
the only part of this room that imports Scrapy.
"""

from crawler.registry.registry import Registry, load_registry, load_sources
from crawler.registry.schema import SourceFile

__all__ = ["Registry", "SourceFile", "load_registry", "load_sources"]
