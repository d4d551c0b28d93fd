"""Themes given to articles, with the evidence that earned them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Theme(Base):
    """The names of a theme, copied from the taxonomy so that screens need no reading room."""

    __tablename__ = "theme"

    id: Mapped[str] = mapped_column(String(80), primary_key=True, comment="theme id")
    zh: Mapped[str] = mapped_column(comment="Chinese name")
    en: Mapped[str] = mapped_column(comment="English name")
    group_zh: Mapped[str] = mapped_column(default="", comment="Chinese name of its group")
    group_en: Mapped[str] = mapped_column(default="", comment="English name of its group")
    layer: Mapped[str] = mapped_column(default="national", comment="national, or the place id of a city layer")
    kind: Mapped[str] = mapped_column(String(10), default="theme", comment="theme or slogan")


class Tag(Base):
    """One theme of one article."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("article_id", "theme", "method"), Index("ix_tag_theme", "theme", "article_id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    theme: Mapped[str] = mapped_column(String(80), comment="theme id")
    score: Mapped[float] = mapped_column(comment="sum of the evidence's weights")
    central: Mapped[bool] = mapped_column(comment="about the theme, or only mentions it")
    method: Mapped[str] = mapped_column(String(10), comment="rule, learned, human or source")
    taxonomy: Mapped[str] = mapped_column(String(80), default="", comment="version and hash of the taxonomy")
    evidence: Mapped[list[Any]] = mapped_column(default=list, comment="[{field, start, end, term, weight}]")
    tagged_at: Mapped[datetime] = mapped_column(comment="when")


class Correction(Base):
    """What a reviewer decided about one theme of one article. Rows are never changed but by being undone."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_article_id_theme", "article_id", "theme"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    theme: Mapped[str] = mapped_column(String(80), comment="theme id")
    verdict: Mapped[str] = mapped_column(String(10), comment="accept, reject or add")
    reviewer: Mapped[str] = mapped_column(String(80), comment="who")
    at: Mapped[datetime] = mapped_column(comment="when")
    note: Mapped[str] = mapped_column(default="", comment="why, in the reviewer's words")
    hidden: Mapped[list[Any]] = mapped_column(default=list, comment="what rules say of the theme, as rows of tag")
    undone_at: Mapped[datetime | None] = mapped_column(comment="when it was taken back; None while it stands")
    undone_by: Mapped[str] = mapped_column(String(80), default="", comment="who took it back")


class Coding(Base):
    """All themes that one coder gave one article, without having seen another's choice or the machine's."""

    __tablename__ = "coding"
    __table_args__ = (UniqueConstraint("article_id", "coder"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    coder: Mapped[str] = mapped_column(String(80), comment="who")
    themes: Mapped[list[Any]] = mapped_column(default=list, comment="theme ids; empty when none fits")
    at: Mapped[datetime] = mapped_column(comment="when")


class Taxonomy(Base):
    """One version of the taxonomy with all its rules, so that an old tag can be explained and two can be compared."""

    __tablename__ = "taxonomy"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True, comment="digest of the rules")
    version: Mapped[str] = mapped_column(comment="versions of its layers")
    content: Mapped[dict[str, Any]] = mapped_column(comment="the rules")
    kept_at: Mapped[datetime] = mapped_column(comment="when it was first used here")
    pinned_at: Mapped[datetime | None] = mapped_column(comment="when readers were last switched to it")


class Retag(Base):
    """One retagging of the archive, from its beginning to the switch."""

    __tablename__ = "retag"

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    taxonomy: Mapped[str] = mapped_column(String(64), comment="digest of the rules it tags by")
    before: Mapped[str] = mapped_column(String(64), default="", comment="digest of the rules pinned when it began")
    began_at: Mapped[datetime] = mapped_column(comment="when it began")
    finished_at: Mapped[datetime | None] = mapped_column(comment="when readers were switched; None while it works")
    last_id: Mapped[int] = mapped_column(Number, default=0, comment="article up to which it has read")
    articles: Mapped[int] = mapped_column(default=0, comment="articles read")
    changed: Mapped[int] = mapped_column(default=0, comment="articles whose tags differ")


class RetagRow(Base):
    """The new tags of one article, waiting for the switch."""

    __tablename__ = "retag_row"

    article_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="the article")
    retag_id: Mapped[int] = mapped_column(ForeignKey("retag.id"), comment="its retagging")
    text_sha256: Mapped[str] = mapped_column(String(64), comment="digest of the text that was tagged")
    policy: Mapped[float] = mapped_column(comment="how much it is about policy")
    tags: Mapped[list[Any]] = mapped_column(default=list, comment="[{theme, score, central, method, evidence}]")
