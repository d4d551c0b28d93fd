"""Editions, their layout pages and what these announce, as rows. The articles themselves are the store's."""

from dataclasses import asdict
from datetime import date
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.models import Edition, LayoutEntry
from archive.models import LayoutPage as LayoutPageRow
from archive.records import EditionRead, LayoutPage
from archive.store.sources import ensure_source


def write_layout(session: Session, page: LayoutPage) -> None:
    """Write a layout page and its entries; a later look at the same page replaces the earlier one."""
    row = _layout_row(session, page)
    row.name, row.url, row.order, row.pdf_url = page.name, page.url, page.order, page.pdf_url
    row.capture_id = (page.capture.id or None) if page.capture else None
    session.flush()
    session.execute(delete(LayoutEntry).where(LayoutEntry.layout_page_id == row.id))
    entries = {entry.url: entry for entry in page.entries}
    session.add_all(LayoutEntry(layout_page_id=row.id, **asdict(entry)) for entry in entries.values())


def write_edition(session: Session, read: EditionRead) -> bool:
    """Write what a reading of an edition announced; True when it agrees with the reading before."""
    row = _edition_row(session, read.source, read.edition_on)
    digest = sha256("\n".join((*read.pages, "", *read.announced)).encode()).hexdigest() if read.is_whole else ""
    row.settled = bool(digest) and digest == row.announced_sha256
    row.announced_sha256, row.pages = digest, list(read.pages)
    row.run_id = read.run_id or row.run_id
    return row.settled


def unsettled_days(session: Session, source: str, since: date) -> tuple[date, ...]:
    """Return the days from `since` on whose edition was not yet read twice alike, newest first."""
    wanted = select(Edition.edition_on).where(
        Edition.source == source, Edition.edition_on >= since, Edition.settled.is_(False)
    )
    return tuple(session.scalars(wanted.order_by(Edition.edition_on.desc())))


def _layout_row(session: Session, page: LayoutPage) -> LayoutPageRow:
    edition_id = _edition_row(session, page.source, page.edition_on).id
    row = session.scalar(
        select(LayoutPageRow).where(LayoutPageRow.edition_id == edition_id, LayoutPageRow.label == page.label)
    )
    if row is None:
        row = LayoutPageRow(edition_id=edition_id, label=page.label)
        session.add(row)
    return row


def _edition_row(session: Session, source: str, day: date) -> Edition:
    edition = session.scalar(select(Edition).where(Edition.source == source, Edition.edition_on == day))
    if edition is None:
        ensure_source(session, source)
        edition = Edition(source=source, edition_on=day)
        session.add(edition)
        session.flush()
    return edition
