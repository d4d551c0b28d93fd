"""Entities found in articles, one row an occurrence."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Mention(Base):
    """One occurrence of a person, place, body, document number, amount or target in an article's text."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_kind_name", "kind", "name"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True, comment="the article")
    kind: Mapped[str] = mapped_column(String(12), comment="person, place, org, document, money, target")
    name: Mapped[str] = mapped_column(comment="normal form")
    start: Mapped[int] = mapped_column(comment="first character in the text")
    end: Mapped[int] = mapped_column(comment="character after the last")
    detail: Mapped[str] = mapped_column(default="", comment="office of a person, code of a place")
