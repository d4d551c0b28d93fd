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


class DedupRecent(Base):
    """The keys of an article that came lately; how they are looked up is in `archive.keys`."""

    __tablename__ = "dedup_recent"

    seq: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="without gaps")
    article_id: Mapped[int] = mapped_column(Number, comment="article; 0 where all before was forgotten")
    keys: Mapped[bytes] = mapped_column(comment="hashes of 32 bits, low byte first")


class DedupBlock(Base):
    """The keys of all articles that begin with the same 18 bits."""

    __tablename__ = "dedup_block"
    # A block is written anew as a whole; the new one finds room beside the old one.
    __table_args__ = ({"postgresql_with": {"fillfactor": 60}},)

    block: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="first 18 bits")
    entries: Mapped[bytes] = mapped_column(comment="64 bits each, low byte first: article, key; ascending")


class DedupHot(Base):
    """A key that so many clusters share that it is page furniture; never looked up."""

    __tablename__ = "dedup_hot"

    key: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="hash of 32 bits")


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
