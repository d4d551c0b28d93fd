"""What looks wrong about source files taken together, though each is well by itself. Fetches nothing.

Doubts and no mistakes: two papers may share an address on purpose, and a paper may be filed where its readers live.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from urllib.parse import urlsplit

from crawler.registry.check import SAMPLE_DAY, fill_day
from crawler.registry.gazetteer import gazetteer
from crawler.registry.schema import SourceFile

PLACE = re.compile(r"[a-z]{2}(-[a-z0-9]+)*")
CHINA = "cn"
COUNTRIES_OF_FOLDERS = 2
"""Letters of a country's folder below `sources`, with which the place of its files begins."""


def doubts_of(sources: Iterable[SourceFile]) -> list[str]:
    """Return what a person should look at, each with file and line."""
    known = list(sources)
    return [*_twice(known), *(doubt for source in known for doubt in _misplaced(source))]


def _twice(sources: list[SourceFile]) -> Iterator[str]:
    """Name the sources that begin at one address, whatever the scheme and the case of the host."""
    begun: dict[str, SourceFile] = {}
    named: dict[str, list[SourceFile]] = defaultdict(list)
    for source in sources:
        for template in source.start:
            address = _address(source, template)
            if begun.setdefault(address, source) is not source:
                yield f"{_at(source, 'start')}: {address} is where {begun[address].id} begins too"
        named[source.name + source.place].append(source)
    for alike in named.values():
        for source in alike[1:]:
            yield f"{_at(source, 'name')}: {source.name} of {source.place or 'no place'} is {alike[0].id} too"


def _address(source: SourceFile, template: str) -> str:
    filled = fill_day(template, SAMPLE_DAY) if source.family == "edition" else template
    parts = urlsplit(filled)
    return f"{parts.netloc.lower()}{parts.path}{'?' if parts.query else ''}{parts.query}"


def _misplaced(source: SourceFile) -> Iterator[str]:
    """Name a place that is none, or that is not the one of the folder the file lies in."""
    if source.place and not PLACE.fullmatch(source.place):
        yield f"{_at(source, 'place')}: '{source.place}' is no place such as cn-jiangsu-zhenjiang"
        return
    yield from _unlike_gazetteer(source)
    folders = source.path.replace("\\", "/").rpartition("/sources/")[2].split("/")[:-1]
    if folders and len(folders[0]) == COUNTRIES_OF_FOLDERS and source.place:
        filed = "-".join(folders)
        if not (source.place == filed or source.place.startswith(f"{filed}-")):
            yield f"{_at(source, 'place')}: the place is {source.place}, the file lies in {filed}"


def _unlike_gazetteer(source: SourceFile) -> Iterator[str]:
    """Name a place of China that no gazetteer knows, or in which a paper of this name is not at home."""
    if not source.place.startswith(f"{CHINA}-"):
        return
    known = gazetteer()
    if source.place not in known.names:
        near = get_close_matches(source.place, known.names, n=1)
        meant = f"; {near[0]} is one" if near else ""
        yield f"{_at(source, 'place')}: the gazetteer knows no place {source.place}{meant}"
    elif not known.fits(source.place, source.name):
        at_home = " or ".join(sorted(known.called(source.name)))
        yield f"{_at(source, 'place')}: by its name {source.name} is of {at_home}, the place is {source.place}"


def _at(source: SourceFile, key: str) -> str:
    return f"{source.path}:{source.lines.get(key, 1)}"
