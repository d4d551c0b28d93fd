"""Sources as rows: what they are, when they are due, who crawls them now, how they are."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Source(Base):
    """One publication channel; its definition is the YAML file, its time and state are here."""

    __tablename__ = "source"
    __table_args__ = (Index("ix_source_due", "enabled", "next_due_at"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True, comment="source id, as in the YAML file")
    name: Mapped[str] = mapped_column(comment="name as printed, such as 镇江日报")
    family: Mapped[str] = mapped_column(String(20), comment="edition, feed, sitemap, listing, jsonapi, govsite, import")
    place: Mapped[str] = mapped_column(default="", comment="place id, such as cn-jiangsu-zhenjiang")
    language: Mapped[str] = mapped_column(default="", comment="BCP 47")
    rank: Mapped[int] = mapped_column(default=100, comment="smaller leads a duplicate cluster when days tie")
    enabled: Mapped[bool] = mapped_column(default=True, comment="crawled by the clock")
    paused: Mapped[bool] = mapped_column(default=False, comment="switched off by hand, whatever the source file says")
    every: Mapped[str] = mapped_column(default="", comment="timetable as written in the source file")
    profile: Mapped[str] = mapped_column(default="", comment="learned hours, see scheduler.polling; empty = none yet")
    profile_at: Mapped[datetime | None] = mapped_column(comment="when they were learned")
    next_due_at: Mapped[datetime | None] = mapped_column(comment="when the clock may crawl it next; NULL = now")
    lease_owner: Mapped[str | None] = mapped_column(comment="which process crawls it now")
    lease_until: Mapped[datetime | None] = mapped_column(comment="when that claim ends if nobody renews it")
    state: Mapped[str] = mapped_column(String(20), default="new", comment="new, ok, failing, blocked, silent")
    state_detail: Mapped[str] = mapped_column(default="", comment="evidence for the state, one sentence")
    state_since_at: Mapped[datetime | None] = mapped_column(comment="when the state began")
    last_success_at: Mapped[datetime | None] = mapped_column(comment="end of the last run that finished well")
    fails: Mapped[int] = mapped_column(default=0, comment="failed runs in a row")
