"""Duplicate clusters, the keys that find candidates, and why two articles were joined or kept apart."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Cluster(Base):
    """Articles that carry the same news text; the earliest leads."""

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number of the story")
    lead_id: Mapped[int] = mapped_column(Number, comment="article that leads")
    size: Mapped[int] = mapped_column(default=1, comment="number of articles")
    first_on: Mapped[date | None] = mapped_column(comment="earliest day among them")


class DedupKey(Base):
    """One key of one article, for finding candidates; 14 bytes in SQLite, so no index the other way round."""

    __tablename__ = "dedup_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="32-bit hash, signed")
    article_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="article")


class DedupHot(Base):
    """A key that so many clusters share that it is page furniture; never looked up."""

    __tablename__ = "dedup_hot"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="32-bit hash, signed")


class DedupEdge(Base):
    """What the judge, or a person, said of two articles."""

    __tablename__ = "dedup_edge"
    __table_args__ = (Index("ix_dedup_edge_b", "b"),)

    a: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="older article")
    b: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="newer article")
    relation: Mapped[str] = mapped_column(String(20), comment="exact, copy, truncated, quotes, followup ...")
    score: Mapped[float] = mapped_column(comment="probability that both are the same text")
    coverage_a: Mapped[float] = mapped_column(comment="share of a found in b")
    coverage_b: Mapped[float] = mapped_column(comment="share of b found in a")
    conflicts: Mapped[list[Any]] = mapped_column(default=list, comment="facts substituted: [[a, b]]")
    engine: Mapped[str] = mapped_column(String(40), comment="version of the judge")
    decided_by: Mapped[str] = mapped_column(default="", comment="person who decided; empty = the judge")
    decided_at: Mapped[datetime] = mapped_column(comment="when")


class StoryLink(Base):
    """Two articles of different clusters that tell one event in different words."""

    __tablename__ = "story_link"
    __table_args__ = (Index("ix_story_link_b", "b"),)

    a: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="article, smaller number")
    b: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="article, larger number")
    likeness: Mapped[float] = mapped_column(comment="how alike what they tell is, 0 to 1")
    found_at: Mapped[datetime] = mapped_column(comment="when")
