"""The reading floor's two Scrapy item pipelines: `Understand` turns a fetched page into drafts, `Keep` stores them.

Thin on purpose: they call `understand` and `Store.save` and say what became of the page. They fetch nothing.
"""

import asyncio
import atexit
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive import frontier
from archive.captures import Captures
from archive.config import Config, load_config
from archive.db import connect
from archive.frontier import Fated
from archive.records import Draft, LayoutPage, Outcome, Rejected, Saved
from archive.store import Store
from archive.store.attachments import settle
from pipelines.apart import reader
from pipelines.dedup import same
from pipelines.extract.documents import Document
from pipelines.furnishing import Furnishing
from pipelines.items import Fate, FetchedAttachment, FetchedPage
from pipelines.limits import understand_within
from pipelines.parts import next_part as next_part
from pipelines.readers import Readers
from pipelines.reread import with_kept_parts as with_kept_parts
from pipelines.themes import home_layers, load_taxonomy
from pipelines.turns import Turn, Turns
from pipelines.understand import Rooms, open_rooms

log = logging.getLogger(__name__)

STAGE_ERROR = "stage-error"
"""Cause in the ledger when reading or storing a page failed by a fault of ours; the log has the traceback."""


@dataclass(slots=True, kw_only=True)
class House:
    """What one crawler process opens once and shares among its crawls."""

    config: Config
    engine: Engine
    captures: Captures
    store: Store
    furnishing: Furnishing
    readers: Readers | None = None
    """Processes that read large pages, once one has come."""
    _rooms: Rooms | None = None

    @property
    def rooms(self) -> Rooms:
        """The reading rooms of this process, opened with the first page that is read here."""
        if self._rooms is None:
            self._rooms = open_rooms(home_layers(self.config.home))
        return self._rooms

    def readers_of(self, most: int) -> Readers | None:
        """Return the processes to read a page in, of which there may be so many; None when there may be none."""
        if not most:
            return None
        if self.readers is None:
            self.readers = Readers(home_layers(self.config.home), most)
        return self.readers

    def close(self) -> None:
        """Finish the WARC segment, let go of the database and end the readers."""
        if self.readers is not None:
            self.readers.close()
        self.captures.close()
        self.engine.dispose()


_told: dict[str, Config] = {}
"""Home folder → settings that were handed to this process, which count instead of those in the file."""


def hand_in(config: Config) -> None:
    """Let the house of a home have these settings, before it is opened, whatever stands in its file by now."""
    _told[str(config.home)] = config


@cache
def open_house(home: str) -> House:
    """Open the archive and the reading rooms of a home folder, once a process; closed when the process ends.

    The archive is told the names of the themes, as it may not ask the reading rooms for them.
    """
    config = _told.get(home) or load_config(Path(home))
    engine = connect(config.database)
    house = House(
        config=config,
        engine=engine,
        captures=Captures(engine, config.captures),
        store=Store(engine, same=same),
        furnishing=Furnishing(engine),
    )
    house.store.register_themes(load_taxonomy(home_layers(Path(home))).names())
    atexit.register(house.close)
    return house


@dataclass(slots=True, kw_only=True)
class Understood:
    """A page and the drafts that were read from it; travels from `Understand` to `Keep`."""

    page: FetchedPage
    drafts: tuple[Draft, ...]
    turn: Turn | None = field(default=None, compare=False)
    """Its place among the pages of the crawl, when it was read in another process."""


@dataclass(slots=True, kw_only=True)
class Settled:
    """What became of one page: comes out of the last stage, and the run's account writes it down."""

    address: str
    """Key of the page in the account."""
    fate: Fate
    why: str = ""
    """Reason of `rejected`, cause of `failed`."""
    saved: tuple[Saved, ...] = ()
    counted: bool = False
    """True when the run's row counts it already: that was written in the transaction of the article."""

    @property
    def revised(self) -> bool:
        """True when a known article got a new text."""
        return any(one.outcome is Outcome.REVISED for one in self.saved)

    @property
    def folded(self) -> bool:
        """True when a new article joined the duplicate cluster of an older one."""
        return any(one.outcome is Outcome.NEW and one.folded_onto is not None for one in self.saved)


@dataclass(slots=True, kw_only=True)
class ReadAttachment:
    """A document of an article and its text; travels from `Understand` to `Keep`, and on as what became of it."""

    attachment: FetchedAttachment
    document: Document


class Understand:
    """FetchedPage → Understood, or Settled when the page is no article. Everything else passes."""

    def __init__(
        self,
        rooms: Callable[[], Rooms],
        furnishing: Furnishing | None = None,
        readers: Callable[[], Readers | None] = lambda: None,
        largest_here: int = 0,
    ) -> None:
        self.rooms = rooms
        self.furnishing = furnishing
        self.readers = readers
        """Asked for the processes to read a page in; None when all are read here."""
        self.largest_here = largest_here
        """Bytes of the largest page that is read here: handing a page to another process costs more than reading it."""
        self.turns = Turns()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Understand":
        """Build it as Scrapy asks for it."""
        house = open_house(crawler.settings["JIANBAO_HOME"])
        most, largest = crawler.settings.getint("JIANBAO_READERS"), crawler.settings.getint("JIANBAO_READ_HERE")
        return cls(lambda: house.rooms, house.furnishing, lambda: house.readers_of(most), largest)

    def process_item(self, item: Any) -> Any:
        """Read one page, or give what reads a page or document elsewhere. A fault of ours costs this page only: it is
        logged, counted, and the crawl goes on."""
        if isinstance(item, FetchedAttachment):
            return self._read_attachment(item)
        if not isinstance(item, FetchedPage):
            return item
        readers = self.readers()
        if readers is not None and self._belongs_elsewhere(item):
            return self._read_elsewhere(item, readers, self.turns.enter())
        try:
            item.furniture = self._furniture(item)
            return _understood(item, understand_within(item, self.rooms()))
        except Exception:  # the stage's door: nothing that one page does may end a crawl
            log.exception("reading failed; the page is counted as failed", extra={"url": item.url})
            return _failed(item)

    def _belongs_elsewhere(self, item: FetchedPage) -> bool:
        """Tell whether a page may hold the others up, or must wait behind one that does."""
        return len(item.body) > self.largest_here or self.turns.open

    async def _read_elsewhere(self, item: FetchedPage, readers: Readers, turn: Turn) -> Understood | Settled:
        """Read a page in another process, and hand it on when all pages handed in before it are stored.

        So several are read at a time, and what becomes of them is as if they had been read one after the other: when
        one before it has changed what the source's pages are known to repeat, it is read once more.
        """
        try:
            while True:
                item.furniture = self._furniture(item)
                read = await readers.read(item)
                await turn.come()
                if item.furniture == self._furniture(item):
                    break
            done = _understood(item, read)
        except Exception:  # the stage's door, as above
            log.exception("reading failed; the page is counted as failed", extra={"url": item.url})
            await turn.come()
            done = _failed(item)
        except BaseException:
            turn.end()
            raise
        if isinstance(done, Understood):
            done.turn = turn
        else:
            turn.end()
        return done

    def _furniture(self, item: FetchedPage) -> frozenset[str]:
        return self.furnishing.of(item.source) if self.furnishing is not None else item.furniture

    async def _read_attachment(self, item: FetchedAttachment) -> ReadAttachment:
        """Read a document in a process apart, while the crawl goes on."""
        try:
            document = await asyncio.to_thread(reader().read, item.body, item.kind)
        except Exception:  # the stage's door: nothing that one document does may end a crawl
            log.exception("a document was not read; its bytes are kept", extra={"url": item.url})
            document = Document(detail=STAGE_ERROR)
        return ReadAttachment(attachment=item, document=document)


class Keep:
    """Understood → Settled by way of the store; layout pages are stored and pass."""

    def __init__(self, store: Store, furnishing: Furnishing | None = None) -> None:
        self.store = store
        self.furnishing = furnishing

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Keep":
        """Build it as Scrapy asks for it."""
        house = open_house(crawler.settings["JIANBAO_HOME"])
        return cls(house.store, house.furnishing)

    def process_item(self, item: Any) -> Any:
        """Store what was understood. A fault of ours costs this page only, as in `Understand`."""
        if isinstance(item, LayoutPage):
            # Whatever goes wrong here Scrapy logs, and the run's report counts it as a fault.
            self.store.save_layout(item)
        if isinstance(item, ReadAttachment):
            made, read = item.attachment, item.document
            settle(
                self.store.engine,
                made.id,
                capture=made.capture,
                text=read.text,
                detail=read.detail,
                now=made.fetched_at,
            )
        if not isinstance(item, Understood):
            return item
        try:
            settled = self._save(item)
            self._learn(item.page, settled)
            return settled
        except Exception:  # the stage's door: nothing that one page does may end a crawl
            log.exception("storing failed; the page is counted as failed", extra={"url": item.page.url})
            return _failed(item.page)
        finally:
            if item.turn is not None:
                item.turn.end()

    def _learn(self, page: FetchedPage, settled: Settled) -> None:
        if self.furnishing is not None:
            self.furnishing.note(page, settled.saved, now=page.fetched_at)

    def _save(self, item: Understood) -> Settled:
        page = item.page
        settled = Settled(address=address_of(page), fate="unchanged")

        def settle_page(session: Session, last: Saved) -> None:
            settled.saved = (*settled.saved, last)
            settled.fate = fate_of(settled.saved)
            if page.run_id is not None:
                settled.counted = frontier.settle(session, page.run_id, _fated(settled))

        for draft in item.drafts[:-1]:
            saved = self.store.save(draft, now=page.fetched_at, alertable=page.alertable)
            settled.saved = (*settled.saved, saved)
        self.store.save(item.drafts[-1], now=page.fetched_at, alertable=page.alertable, also=settle_page)
        return settled


def _understood(page: FetchedPage, read: tuple[Draft, ...] | Rejected) -> Understood | Settled:
    if isinstance(read, Rejected):
        log.info("rejected", extra={"url": page.url, "reason": read.reason.value, "detail": read.detail})
        return Settled(address=address_of(page), fate="rejected", why=read.reason.value)
    return Understood(page=page, drafts=read)


def _failed(page: FetchedPage) -> Settled:
    return Settled(address=address_of(page), fate="failed", why=STAGE_ERROR)


def address_of(page: FetchedPage) -> str:
    """Return the key of a page in the run's account."""
    return page.asked_url or page.url


def _fated(settled: Settled) -> Fated:
    """Return what became of a page in the words of the frontier."""
    return Fated(
        url=settled.address, fate=settled.fate, why=settled.why, revised=settled.revised, folded=settled.folded
    )


def fate_of(saved: tuple[Saved, ...]) -> Fate:
    """Return what became of a page with several drafts: the most that happened to any of them."""
    outcomes = {one.outcome for one in saved}
    if outcomes & {Outcome.NEW, Outcome.REVISED}:
        return "stored"
    return "duplicate" if Outcome.PLACED in outcomes else "unchanged"
