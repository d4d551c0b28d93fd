"""Source files as rows of the archive: what the clock, the screens and the duplicates need to know of each."""

from sqlalchemy import Engine

from archive import runs
from archive.runs import SourceRow
from crawler.registry.registry import Registry
from crawler.registry.schema import SourceFile


def row_of(source: SourceFile) -> SourceRow:
    """Return what the archive must know of a source file. One without a timetable is not for the clock."""
    return SourceRow(
        id=source.id,
        name=source.name,
        family=source.family,
        place=source.place,
        language=source.language,
        rank=source.rank,
        enabled=source.enabled and bool(source.every),
        every=source.every,
    )


def enlist(engine: Engine, registry: Registry) -> None:
    """Enter all sources of the registry. Sources whose file is gone are not crawled any more.

    While a file has a mistake, nobody can tell whose it is: then no source is taken for gone.
    """
    runs.enlist(engine, [row_of(source) for source in registry.all()], complete=not registry.faults)
