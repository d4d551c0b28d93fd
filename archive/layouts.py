"""Editions, their layout pages and what these announce, as rows. The articles themselves are the store's."""

from dataclasses import asdict

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.models import Edition, LayoutEntry
from archive.models import LayoutPage as LayoutPageRow
from archive.records import LayoutPage
from archive.sources import ensure_source


def write_layout(session: Session, page: LayoutPage) -> None:
    """Write a layout page and its entries; a later look at the same page replaces the earlier one."""
    row = _layout_row(session, page)
    row.name, row.url, row.order, row.pdf_url = page.name, page.url, page.order, page.pdf_url
    row.capture_id = (page.capture.id or None) if page.capture else None
    session.flush()
    session.execute(delete(LayoutEntry).where(LayoutEntry.layout_page_id == row.id))
    entries = {entry.url: entry for entry in page.entries}
    session.add_all(LayoutEntry(layout_page_id=row.id, **asdict(entry)) for entry in entries.values())


def _layout_row(session: Session, page: LayoutPage) -> LayoutPageRow:
    edition_id = _edition_id(session, page)
    row = session.scalar(
        select(LayoutPageRow).where(LayoutPageRow.edition_id == edition_id, LayoutPageRow.label == page.label)
    )
    if row is None:
        row = LayoutPageRow(edition_id=edition_id, label=page.label)
        session.add(row)
    return row


def _edition_id(session: Session, page: LayoutPage) -> int:
    edition = session.scalar(
        select(Edition).where(Edition.source == page.source, Edition.edition_on == page.edition_on)
    )
    if edition is None:
        ensure_source(session, page.source)
        edition = Edition(source=page.source, edition_on=page.edition_on)
        session.add(edition)
        session.flush()
    return edition.id
