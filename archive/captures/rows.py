"""The rows of captures: entered, and found by number, by bytes, by address. Opens no file.

A crawl enters a row and asks for the bytes with each page, so these statements are built once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Select, Table, bindparam, func, literal_column, select
from sqlalchemy import Row as SqlRow

from archive.captures.warc import Kept, header_of
from archive.db import reading, writing
from archive.models import Capture as Row
from archive.prepared import Prepared, enter
from archive.records import Capture, CaptureRef
from archive.storable import storable

# SQLite takes 32,766 values in a statement; short statements are planned faster.
CHUNK = 500


@dataclass(slots=True, kw_only=True)
class Validators:
    """What a server said of an address when it last answered 200, for asking whether anything changed."""

    capture_id: int
    digest: str
    """`sha256:` and hex of the body."""
    fetched_at: datetime
    etag: str = ""
    last_modified: str = ""


def _table() -> Table:
    table = Row.__table__
    assert isinstance(table, Table)
    return table


ENTER = enter(_table(), numbered=True)
PLACE = select(Row.id, Row.digest, Row.file, Row.offset, Row.length, Row.fetched_at)
"""Columns of a row that say where its capture lies, without the session that objects need."""
BY_NUMBER = PLACE.where(Row.id == bindparam("number"))
BY_DIGEST = PLACE.where(Row.digest == bindparam("digest")).order_by(Row.id).limit(literal_column("1"))
FIRST_OF_DIGEST = Prepared(select(func.min(Row.id)).where(Row.digest == bindparam("digest")))


def enter_row(engine: Engine, capture: Capture, ref: CaptureRef) -> int:
    """Enter the row of a capture that lies where `ref` says; return its number."""
    values = {
        "source": capture.source,
        "url": storable(capture.url),
        "final_url": storable(capture.final_url),
        "fetched_at": capture.fetched_at,
        "status": capture.status,
        "content_type": storable(header_of(capture.headers, "content-type")),
        "size_bytes": len(capture.body),
        "digest": ref.digest,
        "file": ref.file,
        "offset": ref.offset,
        "length": ref.length,
        "etag": storable(header_of(capture.headers, "etag")),
        "last_modified": storable(header_of(capture.headers, "last-modified")),
        "hints": dict(storable(capture.hints)),
    }
    with writing(engine, beside_others=True) as session:
        [[number]] = ENTER.run(session.connection(), values)
    return int(number)


def ref_of(engine: Engine, capture_id: int) -> CaptureRef | None:
    """Return where the capture of that number lies; None when there is none."""
    return _place(engine, BY_NUMBER, {"number": capture_id})


def first_of_digest(engine: Engine, digest: str) -> CaptureRef | None:
    """Return where the first capture with these bytes lies; None when none has them."""
    return _place(engine, BY_DIGEST, {"digest": digest})


def _place(
    engine: Engine, wanted: Select[int, str, str, int, int, datetime], values: dict[str, Any]
) -> CaptureRef | None:
    with engine.connect() as connection:
        row = connection.execute(wanted, values).first()
    return None if row is None else _ref(row)


def kept_before(engine: Engine, digest: str) -> Kept | None:
    """Return the first capture with these bytes, for a revisit of it; None when none has them, as with most pages."""
    with engine.connect() as connection:
        [[number]] = FIRST_OF_DIGEST.run(connection, {"digest": digest})
    if number is None:
        return None
    with reading(engine) as session:
        row = session.get_one(Row, number)
        return Kept(file=row.file, offset=row.offset, final_url=row.final_url, fetched_at=row.fetched_at)


def refs(engine: Engine, *, source: str | None, since: datetime | None) -> Iterator[CaptureRef]:
    """Give where each capture lies, in the order in which they were kept; flat memory."""
    last = 0
    while True:
        wanted = PLACE.where(Row.id > last).order_by(Row.id).limit(CHUNK)
        if source is not None:
            wanted = wanted.where(Row.source == source)
        if since is not None:
            wanted = wanted.where(Row.fetched_at >= since)
        with reading(engine) as session:
            step = [_ref(row) for row in session.execute(wanted)]
        if not step:
            return
        yield from step
        last = step[-1].id


def latest_of(engine: Engine, urls: Iterable[str]) -> dict[str, Validators]:
    """Return what the server said of each of the addresses when it last answered 200, of those where it ever did."""
    found: dict[str, Validators] = {}
    rest = iter(urls)
    while chunk := list(islice(rest, CHUNK)):
        wanted = (
            select(Row.url, Row.id, Row.digest, Row.fetched_at, Row.etag, Row.last_modified)
            .where(Row.url.in_(chunk), Row.status == 200)
            .order_by(Row.fetched_at, Row.id)
        )
        with reading(engine) as session:
            for url, number, digest, fetched_at, etag, last_modified in session.execute(wanted):
                found[url] = Validators(
                    capture_id=number, digest=digest, fetched_at=fetched_at, etag=etag, last_modified=last_modified
                )
    return found


def known_ends(engine: Engine, files: list[str]) -> dict[str, int]:
    """File → byte up to which rows point into it, for those of the files that have rows."""
    end = func.max(Row.offset + Row.length)
    wanted = select(Row.file, end).where(Row.file.in_(files)).group_by(Row.file)
    with reading(engine) as session:
        return {file: int(last) for file, last in session.execute(wanted)}


def _ref(row: SqlRow[int, str, str, int, int, datetime]) -> CaptureRef:
    return CaptureRef(
        digest=row.digest,
        file=row.file,
        offset=row.offset,
        length=row.length,
        fetched_at=row.fetched_at,
        id=row.id,
    )
