"""How the accelerator of an archive stands, in words for the people who run it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from archive.db import reading
from archive.extras import is_installed
from archive.models import Facet
from archive.notes import note
from archive.search.accelerator.feed import changed_since
from archive.search.accelerator.folder import LINKS, current, growing, opened, read_mark, size_bytes
from archive.search.accelerator.postings import BrokenPostings
from archive.search.accelerator.view import MOST_BEHIND

ACCELERATE = "jianbao db accelerate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether searches are answered sooner, and why not."""

    is_used: bool
    says: str
    mend: str = ""
    """What to do; empty when it is used."""
    articles: int = 0
    """Articles that it has."""
    behind: int = 0
    """Changes of the archive that it does not have yet."""
    size_bytes: int = 0


def standing(engine: Engine, folder: Path) -> Standing:
    """Return how the accelerator of a folder stands to an archive."""
    if not is_installed("tantivy"):
        mend = "run `pip install 'jianbao[accelerator]'`"
        return Standing(is_used=False, says="tantivy is not installed beside jianbao", mend=mend)
    generation = current(folder)
    if generation is None:
        says = "it is being made" if growing(folder) else "there is none yet"
        return Standing(is_used=False, says=says, mend=ACCELERATE)
    try:
        return _of(engine, generation)
    except BrokenPostings as error:
        return Standing(is_used=False, says=error.wrong, mend=ACCELERATE)


def _of(engine: Engine, generation: Path) -> Standing:
    reader = opened(generation)
    mark = read_mark(reader)
    if mark is None:
        return Standing(is_used=False, says="another version of the program made it", mend=ACCELERATE)
    if mark.link not in (note(engine, LINKS + generation.name) or "").split():
        return Standing(is_used=False, says="it was fed from another state of the archive", mend=ACCELERATE)
    with reading(engine) as session:
        behind = session.scalar(select(func.count()).select_from(Facet).where(changed_since(mark))) or 0
    articles, size = reader.articles(), size_bytes(generation)
    if behind > MOST_BEHIND:
        says = f"it is {behind:,} changes behind, so the archive answers alone"
        return Standing(is_used=False, says=says, mend=ACCELERATE, articles=articles, behind=behind, size_bytes=size)
    says = f"{articles:,} articles, {behind} changes behind, {size / 1e6:,.1f} MB"
    return Standing(is_used=True, says=says, articles=articles, behind=behind, size_bytes=size)
