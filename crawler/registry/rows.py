"""Source files as rows of the archive: what the clock, the screens and the duplicates need to know of each."""

from collections.abc import Iterable

from sqlalchemy import Engine

from archive import read, runs
from archive.records import SourceRow
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


def enlist(engine: Engine, registry: Registry, *, also: Iterable[str] = ()) -> int:
    """Enter the sources that are switched on, met before, or named in `also`; return how many that are.

    The rest of the directory stays out of the archive, so that boards show what somebody wants. Sources whose file is
    gone are not crawled any more. While a file has a mistake nobody can tell whose it is: then none is taken for gone.
    """
    met = {*read.sources(engine), *also}
    wanted = [row_of(source) for source in registry.all() if source.enabled or source.id in met]
    runs.enlist(engine, wanted, complete=not registry.faults)
    return len(wanted)
