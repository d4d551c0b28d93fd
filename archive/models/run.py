"""Runs: one execution of one order for one source, and its ledger."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Run(Base):
    """One crawl, backfill, import or re-read of one source."""

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_source_started_at", "source", "started_at"),
        Index(
            "uq_run_one_at_a_time",
            "source",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    source: Mapped[str] = mapped_column(String(80), comment="source id")
    kind: Mapped[str] = mapped_column(String(20), comment="crawl, backfill, import, replay or reread")
    day: Mapped[date | None] = mapped_column(comment="day asked for, or the first of several")
    until: Mapped[date | None] = mapped_column(comment="last day asked for; NULL = only that day")
    owner: Mapped[str] = mapped_column(default="", comment="process that ran it")
    started_at: Mapped[datetime] = mapped_column(comment="begin")
    ended_at: Mapped[datetime | None] = mapped_column(comment="end; NULL = still running")
    outcome: Mapped[str] = mapped_column(String(20), default="running", comment="running, done, failed, blocked, lost")
    detail: Mapped[str] = mapped_column(default="", comment="why it failed, one sentence")
    discovered: Mapped[int] = mapped_column(default=0, comment="article addresses found")
    stored: Mapped[int] = mapped_column(default=0, comment="new articles and revisions")
    unchanged: Mapped[int] = mapped_column(default=0, comment="known and the same")
    duplicate: Mapped[int] = mapped_column(default=0, comment="further placements")
    rejected: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="reason → count")
    failed: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="cause → count")
    revised: Mapped[int] = mapped_column(default=0, comment="of stored: revisions")
    folded: Mapped[int] = mapped_column(default=0, comment="of stored: joined a cluster")
    pages: Mapped[int] = mapped_column(default=0, comment="responses of all kinds")
    bytes: Mapped[int] = mapped_column(Number, default=0, comment="body bytes")
