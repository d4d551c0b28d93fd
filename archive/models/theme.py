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
