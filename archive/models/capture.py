"""Where each capture lies, and the editions and layout pages that captures announced."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Capture(Base):
    """One fetch, kept in a WARC file."""

    __tablename__ = "capture"
    __table_args__ = (Index("ix_capture_url_fetched_at", "url", "fetched_at"), Index("ix_capture_digest", "digest"))

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    source: Mapped[str] = mapped_column(String(80), index=True, comment="source id")
    url: Mapped[str] = mapped_column(comment="address asked for")
    final_url: Mapped[str] = mapped_column(comment="address after redirects")
    fetched_at: Mapped[datetime] = mapped_column(comment="when the answer came")
    status: Mapped[int] = mapped_column(comment="HTTP status")
    content_type: Mapped[str] = mapped_column(default="", comment="Content-Type as sent")
    size_bytes: Mapped[int] = mapped_column(comment="body bytes")
    digest: Mapped[str] = mapped_column(String(71), comment="sha256: and hex of the body")
    file: Mapped[str] = mapped_column(comment="WARC file below the captures folder")
    offset: Mapped[int] = mapped_column(Number, comment="byte offset of the response record")
    length: Mapped[int] = mapped_column(comment="bytes of the record as stored")
    etag: Mapped[str] = mapped_column(default="", comment="ETag as sent")
    last_modified: Mapped[str] = mapped_column(default="", comment="Last-Modified as sent")
    hints: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="what the spider knew, for reading again")


class Edition(Base):
    """One dated number of a paper."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("source", "edition_on"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    source: Mapped[str] = mapped_column(String(80), comment="source id")
    edition_on: Mapped[date] = mapped_column(comment="day printed on it")
    pages: Mapped[list[Any]] = mapped_column(default=list, comment="labels of the layout pages it is said to have")
    announced_sha256: Mapped[str] = mapped_column(String(64), default="", comment="digest of what it announced last")
    settled: Mapped[bool] = mapped_column(default=False, comment="whether two reads announced the same")
    run_id: Mapped[int | None] = mapped_column(Number, index=True, comment="run that read it last")


class LayoutPage(Base):
    """One layout page of an edition, as its own page announces it."""

    __tablename__ = "layout_page"
    __table_args__ = (UniqueConstraint("edition_id", "label"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), comment="its edition")
    label: Mapped[str] = mapped_column(comment="as printed, such as A01")
    name: Mapped[str] = mapped_column(default="", comment="such as 要闻")
    url: Mapped[str] = mapped_column(comment="address")
    order: Mapped[int] = mapped_column(comment="position in the edition from 1")
    pdf_url: Mapped[str] = mapped_column(default="", comment="address of the page's PDF")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="the capture it was read from")


class LayoutEntry(Base):
    """One article as a layout page announces it."""

    __tablename__ = "layout_entry"
    __table_args__ = (UniqueConstraint("layout_page_id", "url"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    layout_page_id: Mapped[int] = mapped_column(ForeignKey("layout_page.id"), comment="its layout page")
    url: Mapped[str] = mapped_column(index=True, comment="canonical address of the article")
    title: Mapped[str] = mapped_column(default="", comment="title in the list")
    order: Mapped[int] = mapped_column(default=0, comment="position on the layout page from 1")
