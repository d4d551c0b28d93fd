"""Pages read in processes of their own: with real processes, really killed."""

import asyncio
import os
import signal
from pathlib import Path

from sqlalchemy import Engine

from archive.config import DatabaseConfig
from archive.db import connect
from archive.records import Draft, Reason, Rejected
from archive.store import Store
from pipelines.dedup import same
from pipelines.furnishing import Furnishing
from pipelines.items import FetchedPage
from pipelines.readers import Readers
from pipelines.stages import STAGE_ERROR, Keep, Settled, Understand, Understood
from pipelines.understand import Rooms, open_rooms, understand
from tests.loops import run_apart
from tests.pipelines.test_furnishing import crawl, page


async def _read(readers: Readers, *pages: FetchedPage) -> list[tuple[Draft, ...] | Rejected]:
    try:
        return await asyncio.gather(*(readers.read(each) for each in pages))
    finally:
        readers.close()


async def _crawl(pages: list[FetchedPage], understand: Understand, keep: Keep) -> list[Settled | Draft]:
    """Hand all pages in at once, as a crawl with many answers does; return their drafts in the order of storing."""
    done: list[Settled | Draft] = []

    async def one(each: FetchedPage) -> None:
        read = await understand.process_item(each)
        if isinstance(read, Understood):
            done.extend(read.drafts)
        else:
            done.append(read)
        keep.process_item(read)

    await asyncio.gather(*(one(each) for each in pages))
    return done


def test_a_reader_gives_what_is_read_here(rooms: Rooms) -> None:
    """A page read in another process gives the same drafts, and a page without an article the same reason."""
    empty = page(1)
    empty.body = b""

    read = run_apart(_read(Readers((), 2), page(1), empty, page(2)))

    assert [repr(one) for one in read] == [repr(understand(each, rooms)) for each in (page(1), empty, page(2))]


def test_a_killed_reader_loses_no_page(rooms: Rooms) -> None:
    """The page that comes to a reader after kill -9 is read by its successor."""

    async def kill_between() -> tuple[Draft, ...] | Rejected:
        readers = Readers((), 1)
        try:
            await readers.read(page(1))
            [number] = readers.numbers()
            os.kill(number, signal.SIGKILL)
            read = await readers.read(page(2))
            assert readers.numbers() != (number,)
            return read
        finally:
            readers.close()

    assert repr(run_apart(kill_between())) == repr(understand(page(2), rooms))


def test_a_reader_killed_while_it_reads_loses_no_page(rooms: Rooms) -> None:
    """Every page is read though the reader is killed while one is in its hands."""

    async def kill_within() -> list[tuple[Draft, ...] | Rejected]:
        readers = Readers((), 1)
        try:
            first = asyncio.ensure_future(asyncio.gather(*(readers.read(page(number)) for number in range(1, 5))))
            while not readers.numbers():
                await asyncio.sleep(0)
            # It has the first page by now, or takes it when it has opened its rooms.
            os.kill(readers.numbers()[0], signal.SIGKILL)
            return await first
        finally:
            readers.close()

    read = run_apart(kill_within())

    assert [repr(one) for one in read] == [repr(understand(page(number), rooms)) for number in range(1, 5)]


def test_the_kernel_ends_a_reader_over_its_time() -> None:
    """A page that the reader's own limit does not reach is rejected as too slow all the same."""
    long = page(1)
    # Far longer than the kernel's clock ticks, however fast the machine is.
    long.body = b"<html><body><h1>A</h1>" + b"<p>The lamps of the long street are lit again.</p>" * 6000

    [read] = run_apart(_read(Readers((), 1, hard_s=0.001), long))

    assert isinstance(read, Rejected)
    assert read.reason is Reason.TOO_SLOW


def test_a_page_that_readers_die_of_costs_one_page(tmp_path: Path, engine: Engine) -> None:
    """When readers die before they have read, the page is not given to them for ever: it counts as failed."""
    readers = Readers([tmp_path / "gone.yaml"], 1)
    understood = Understand(open_rooms, readers=lambda: readers)

    done = run_apart(_crawl([page(1)], understood, Keep(Store(engine, same=same))))

    assert done == [Settled(address=page(1).url, fate="failed", why=STAGE_ERROR)]


def test_many_readers_change_nothing(rooms: Rooms, engine: Engine, tmp_path: Path) -> None:
    """Twelve pages read side by side are stored in their order, as if read one by one, with what they teach."""
    pages = [page(number) for number in range(1, 13)]
    other = connect(DatabaseConfig(url=f"sqlite:///{tmp_path / 'b.db'}"))
    one_by_one = crawl([page(number) for number in range(1, 13)], rooms, Furnishing(other))
    readers, furnishing = Readers((), 3), Furnishing(engine)
    understood = Understand(open_rooms, furnishing, readers=lambda: readers)
    try:
        together = run_apart(_crawl(pages, understood, Keep(Store(engine, same=same), furnishing)))
    finally:
        readers.close()
        other.dispose()

    assert [repr(draft) for draft in together] == [repr(draft) for draft in one_by_one]
    assert any(", furniture " in draft.reader for draft in one_by_one)


def test_only_large_pages_are_read_elsewhere(rooms: Rooms, engine: Engine) -> None:
    """A page of usual size starts no reader; a larger one does, and what comes behind it waits for its turn."""
    readers = Readers((), 1)
    small, large, last = page(1), page(2), page(3)
    large.body = large.body.replace(b"</body>", b"<!--" + b" " * len(small.body) + b"--></body>")
    understood = Understand(lambda: rooms, readers=lambda: readers, largest_here=len(small.body) + 100)
    keep = Keep(Store(engine, same=same))

    async def crawl_all() -> list[Settled | Draft]:
        keep.process_item(understood.process_item(small))
        assert readers.numbers() == ()
        return await _crawl([large, last], understood, keep)

    try:
        drafts = run_apart(crawl_all())
        assert len(readers.numbers()) == 1
    finally:
        readers.close()

    assert [draft.url for draft in drafts if isinstance(draft, Draft)] == [large.url, last.url]
