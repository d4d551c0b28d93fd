"""What the pages of a source repeat: the blocks of its last pages as digests, and the furniture learned from them.

Bounded: twenty pages and twelve versions a source. Knows digests only; what is furniture the reading rooms decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, select
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.duplicates import wait_turn
from archive.models import Furniture, PageBlocks
from archive.prepared import Prepared, enter
from archive.storable import storable

KEPT_PAGES = 20
KEPT_VERSIONS = 12
KEPT_BLOCKS = 1000
"""Blocks noted of one page at most."""
SHARE_LATER = 4
"""Once twenty pages are kept, every fourth address is noted: furniture changes slowly."""
LEARN_AT = frozenset({3, 5, 8, 13, 20})
"""Pages after which it is learned; later after every tenth. Each change of it may change how pages read."""
LEARN_EVERY = 10

BLOCKS = PageBlocks.__table__
assert isinstance(BLOCKS, Table)
ENTER = enter(BLOCKS)
OF_SOURCE = PageBlocks.source == bindparam("source")
NOTED = Prepared(select(PageBlocks.id).where(OF_SOURCE, PageBlocks.url == bindparam("url")))
LAST_NUMBER = Prepared(select(func.max(PageBlocks.number)).where(OF_SOURCE))
DROP_UNTIL = Prepared(
    delete(BLOCKS).where(BLOCKS.c.source == bindparam("source"), BLOCKS.c.number <= bindparam("last"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnitureInForce:
    """What is furniture of a source now."""

    digests: frozenset[str] = frozenset()
    version: str = ""
    """Empty while nothing was learned."""
    pages: int = 0
    learned_at: datetime | None = None


def is_wanted(engine: Engine, source: str, url: str) -> bool:
    """Tell whether a page should be noted: the first twenty of a source, then every fourth by its address."""
    with engine.connect() as connection:
        if not is_sampled(url) and _last_number(connection, source) >= KEPT_PAGES:
            return False
        return not NOTED.run(connection, {"source": source, "url": storable(url)})


def is_sampled(url: str) -> bool:
    """True for every fourth address."""
    return crc32(url.encode()) % SHARE_LATER == 0


def is_full(engine: Engine, source: str) -> bool:
    """True when as many pages of a source are kept as may be; then only sampled ones are wanted, for ever."""
    with engine.connect() as connection:
        return _last_number(connection, source) >= KEPT_PAGES


def note_page(
    engine: Engine, source: str, url: str, digests: Iterable[str], *, now: datetime
) -> tuple[frozenset[str], ...]:
    """Note the blocks of a page, and drop the oldest page beyond twenty.

    Returns the blocks of all kept pages when it is time to learn anew, else nothing.
    """
    with writing(engine) as session:
        wait_turn(session)
        connection = session.connection()
        place = {"source": source, "url": storable(url)}
        if NOTED.run(connection, place):
            return ()
        number = _last_number(connection, source) + 1
        own = sorted(set(digests))[:KEPT_BLOCKS]
        ENTER.run(connection, {**place, "number": number, "digests": own, "noted_at": now})
        DROP_UNTIL.run(connection, {"source": source, "last": number - KEPT_PAGES})
        is_time = number in LEARN_AT or number % LEARN_EVERY == 0
        return _pages(session, source) if is_time else ()


def noted_pages(engine: Engine, source: str) -> tuple[frozenset[str], ...]:
    """Return the blocks of each kept page of a source, oldest first."""
    with reading(engine) as session:
        return _pages(session, source)


def put_furniture(
    engine: Engine, source: str, digests: Iterable[str], *, version: str, pages: int, now: datetime
) -> None:
    """Put a furniture in force, unless its version is in force already; an empty one has the empty version."""
    own = sorted(digests)
    with writing(engine) as session:
        wait_turn(session)
        newest = _newest(session, source)
        if (newest.version if newest else "") == version:
            return
        session.add(Furniture(source=source, version=version, digests=own, pages=pages, learned_at=now))
        session.flush()
        kept = session.scalars(
            select(Furniture.id).where(Furniture.source == source).order_by(Furniture.id.desc()).limit(KEPT_VERSIONS)
        ).all()
        session.execute(delete(Furniture).where(Furniture.source == source, Furniture.id < min(kept)))


def furniture_of(engine: Engine, source: str, *, version: str = "") -> FurnitureInForce:
    """Return what is furniture of a source now, or was under a kept version."""
    with reading(engine) as session:
        row = _newest(session, source, version)
        if row is None:
            return FurnitureInForce()
        return FurnitureInForce(
            digests=frozenset(row.digests), version=row.version, pages=row.pages, learned_at=row.learned_at
        )


def _newest(session: Session, source: str, version: str = "") -> Furniture | None:
    wanted = select(Furniture).where(Furniture.source == source).order_by(Furniture.id.desc()).limit(1)
    return session.scalar(wanted.where(Furniture.version == version) if version else wanted)


def _last_number(connection: Connection, source: str) -> int:
    [[number]] = LAST_NUMBER.run(connection, {"source": source})
    return int(number or 0)


def _pages(session: Session, source: str) -> tuple[frozenset[str], ...]:
    wanted: Sequence[list[str]] = session.scalars(
        select(PageBlocks.digests).where(PageBlocks.source == source).order_by(PageBlocks.number)
    ).all()
    return tuple(frozenset(digests) for digests in wanted)
