"""What the pages of a source repeat, and what a person said of articles that were read with doubt."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class PageBlocks(Base):
    """The blocks of one of the last pages of a source, as digests: what furniture is learned from."""

    __tablename__ = "page_blocks"
    __table_args__ = (UniqueConstraint("source", "url"), UniqueConstraint("source", "number"))

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    source: Mapped[str] = mapped_column(String(80), comment="source id")
    url: Mapped[str] = mapped_column(comment="canonical address of the article")
    number: Mapped[int] = mapped_column(comment="how manieth page of the source was noted, from 1")
    digests: Mapped[list[Any]] = mapped_column(comment="16 hex digits of each folded block")
    noted_at: Mapped[datetime] = mapped_column(comment="when")


class Furniture(Base):
    """What was furniture of a source from a moment on; the newest row is in force, some older ones stay as proof."""

    __tablename__ = "furniture"
    __table_args__ = (Index("ix_furniture_source", "source", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    source: Mapped[str] = mapped_column(String(80), comment="source id")
    version: Mapped[str] = mapped_column(String(12), comment="digest of the digests, as drafts name it")
    digests: Mapped[list[Any]] = mapped_column(comment="16 hex digits of each block, sorted")
    pages: Mapped[int] = mapped_column(comment="pages it was learned from")
    learned_at: Mapped[datetime] = mapped_column(comment="when")


class Review(Base):
    """What a person said of an article that was read with doubt; it holds for the text that was looked at."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_article_id", "article_id", "text_sha256"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    text_sha256: Mapped[str] = mapped_column(String(64), comment="digest of the text that was looked at")
    decision: Mapped[str] = mapped_column(String(10), comment="accepted: read right; dismissed: no matter")
    flags: Mapped[list[Any]] = mapped_column(default=list, comment="the doubts it was looked at for")
    note: Mapped[str] = mapped_column(default="", comment="what the person adds")
    by: Mapped[str] = mapped_column(comment="name of the person at the desk")
    decided_at: Mapped[datetime] = mapped_column(comment="when")
