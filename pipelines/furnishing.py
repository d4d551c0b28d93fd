"""What the pages of a source repeat, learned while they are stored and looked up before they are read.

Deciding what is furniture is `pipelines.extract.furniture`, remembering it is `archive.store.furniture`; this brings
the two together, for crawls and for reading again.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from archive.records import Outcome, Rejected, Saved
from archive.store.furniture import furniture_of, is_full, is_sampled, is_wanted, note_page, put_furniture
from pipelines.decode import decode
from pipelines.extract import canonical
from pipelines.extract.furniture import Furniture, common_blocks, learn_furniture, page_digests, version_of
from pipelines.items import FetchedPage

log = logging.getLogger(__name__)


class Furnishing:
    """The furniture of the sources of one archive; each is looked up once and kept until forgotten."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._known: dict[str, frozenset[str]] = {}
        self._full: set[str] = set()
        """Sources of which only a sample is noted by now."""

    def of(self, source: str) -> frozenset[str]:
        """Return the digests of what is furniture of a source."""
        if source not in self._known:
            self._known[source] = furniture_of(self.engine, source).digests
        return self._known[source]

    def forget(self, source: str) -> None:
        """Look a source up anew when it is asked for next: another process may have learned it again."""
        self._known.pop(source, None)

    def note(self, page: FetchedPage, saved: Sequence[Saved], *, now: datetime) -> None:
        """Note the blocks of a page that held one new story, and learn anew when enough such pages have come.

        Copies and revisions are not noted: their paragraphs repeat and are no furniture.
        """
        if len(saved) != 1 or saved[0].outcome is not Outcome.NEW or saved[0].folded_onto is not None:
            return
        url = canonical(page.url)
        if not self._may_be_wanted(page.source, url) or not is_wanted(self.engine, page.source, url):
            return
        decoded = decode(page.body, page.content_type)
        if isinstance(decoded, Rejected):
            return
        pages = note_page(self.engine, page.source, url, page_digests(decoded.text), now=now)
        if pages:
            self._put(page.source, common_blocks(pages), now)

    def _may_be_wanted(self, source: str, url: str) -> bool:
        """Spare most pages of a source that is known well the look into the archive."""
        if is_sampled(url):
            return True
        if source not in self._full and is_full(self.engine, source):
            self._full.add(source)
        return source not in self._full

    def learn(self, source: str, pages: Iterable[str], *, now: datetime) -> Furniture:
        """Learn the furniture of a source from the markup of several of its articles, and put it in force."""
        found = learn_furniture(pages)
        self._put(source, found, now)
        return found

    def _put(self, source: str, found: Furniture, now: datetime) -> None:
        version = version_of(found.hashes)
        put_furniture(self.engine, source, found.hashes, version=version, pages=found.pages, now=now)
        if self.of(source) != found.hashes:
            log.info("furniture learned", extra={"source": source, "blocks": len(found.hashes), "version": version})
        self._known[source] = found.hashes
